"""How many records of which agency the coordinator holds, kept when they arrive.

Counting 1.5 million encrypted rows takes seconds; merging touches every row anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.store.count_tables import check_count, check_failure, merged_count, record_check
from app.store.office_store import Store
from app.store.tables import record_table

Key = tuple[str, str]
"""Agency and data set."""


@dataclass(frozen=True)
class Count:
    """Records of any state, and the enterprises that they are about."""

    rows: int
    enterprises: int


def note_counts(conn: sa.Connection, data_set: DataSet) -> None:
    """Count a data set's records anew, in the transaction that changed them.

    What the rules said about them before no longer holds and goes.
    """
    kept = merged_count.c
    conn.execute(sa.delete(merged_count).where(kept.dataset == data_set.code))
    counted = _counted(data_set).add_columns(
        sa.literal(data_set.code), sa.literal(last_ids(conn, [data_set])[data_set.code])
    )
    names = ("agency_code", "rows", "enterprises", "dataset", "last_id")
    conn.execute(sa.insert(merged_count).from_select(names, counted))
    for table in (record_check, check_count, check_failure):
        conn.execute(sa.delete(table).where(table.c.dataset == data_set.code))


def counts(store: Store, conn: sa.Connection) -> dict[Key, Count]:
    """The counts of every data set; one whose records came by another way is counted here."""
    noted: dict[str, int] = {}
    found: dict[Key, Count] = {}
    for row in conn.execute(sa.select(merged_count)):
        noted[row.dataset] = row.last_id
        found[row.agency_code, row.dataset] = Count(row.rows, row.enterprises)
    for code, last in last_ids(conn, store.catalogue.data_sets.values()).items():
        if last == noted.get(code, 0):
            continue
        found = {key: count for key, count in found.items() if key[1] != code}
        for agency, rows, enterprises in conn.execute(_counted(store.catalogue.data_sets[code])):
            found[agency, code] = Count(rows, enterprises)
    return found


def last_ids(conn: sa.Connection, data_sets: Iterable[DataSet]) -> dict[str, int]:
    """Per data set the id of the record that arrived last; 0 without records."""
    asked = (
        f"SELECT '{one.code}', coalesce(max(id), 0) FROM \"{record_table(one).name}\""
        for one in data_sets
    )
    return {row[0]: row[1] for row in conn.exec_driver_sql(" UNION ALL ".join(asked))}


def _counted(data_set: DataSet) -> sa.Select[Any]:
    table = record_table(data_set).c
    enterprises = sa.func.count(table.uscc.distinct())
    return sa.select(table.agency_code, sa.func.count(), enterprises).group_by(table.agency_code)
