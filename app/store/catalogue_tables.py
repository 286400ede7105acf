"""Brings the record tables in line with the catalogue when an office is opened.

Changes are additive: a new data set gets a table, a new field a column; a retired field keeps
its column and its values.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from app.catalogue.model import Catalogue, DataSet
from app.errors import RefusedError
from app.store.tables import meta, record_table

KEY = "catalogue_shape"


def shape_of(catalogue: Catalogue) -> str:
    """A digest of all tables and columns that a catalogue asks for."""
    digest = hashlib.sha256()
    for data_set in catalogue.data_sets.values():
        table = record_table(data_set)
        columns = ",".join(f"{column.name}:{column.type}" for column in table.columns)
        digest.update(f"{table.name}({columns})".encode())
    return digest.hexdigest()


def is_current(connection: sa.Connection, catalogue: Catalogue) -> bool:
    """Whether the tables already have the catalogue's shape."""
    known = connection.scalar(sa.select(meta.c.value).where(meta.c.key == KEY))
    return known == shape_of(catalogue)


def bring_in_line(connection: sa.Connection, catalogue: Catalogue) -> list[str]:
    """Create missing tables and columns; returns their names.

    Raises ``S-CATALOGUE`` when a field changed between text and number, which is not additive.
    """
    made: list[str] = []
    for data_set in catalogue.data_sets.values():
        made.extend(_bring_table(connection, data_set))
    connection.execute(sa.delete(meta).where(meta.c.key == KEY))
    connection.execute(sa.insert(meta).values(key=KEY, value=shape_of(catalogue)))
    return made


def _bring_table(connection: sa.Connection, data_set: DataSet) -> list[str]:
    table = record_table(data_set)
    rows = connection.exec_driver_sql(f'PRAGMA table_info("{table.name}")').all()
    if not rows:
        table.create(connection)
        return [table.name]
    present = {str(row[1]): str(row[2]) for row in rows}
    added = []
    for column in table.columns:
        kind = column.type.compile(connection.dialect)
        if column.name not in present:
            connection.exec_driver_sql(
                f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}'
            )
            added.append(f"{table.name}.{column.name}")
        elif present[column.name] != kind:
            raise RefusedError(
                "S-CATALOGUE",
                f"数据项 {data_set.code}.{column.name} 的类型与已有数据不同"
                f"（{present[column.name]} → {kind}）。",
                "请恢复原类型，停用该数据项并另立新名。",
            )
    return added
