"""Which of several records with one natural key is the fact (rating-rules G4, D2)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.store.tables import record_table

UNFINISHED = ("草稿", "已录入", "退回")
"""States of rows that are not facts yet: they neither outrank others nor are outranked."""

EXCLUDED = (*UNFINISHED, "已撤回")
"""States of rows that never count; 已修复 counts until its repair date."""


_STAND_INS = {"cons_no": "meter_no"}
"""Which field tells records apart where the one in the key is empty (a breach without 户号)."""


def mark_superseded(conn: sa.Connection, data_set: DataSet) -> int:
    """Set ``superseded`` of every row of a data set anew; returns how many rows changed.

    Among finished rows with the same natural key the greatest (as_of_date, rev_no, order of
    arrival) wins, whatever its state: a withdrawn newest revision removes the record, it does not
    revive an older one. A data set without a key has nothing superseded.
    """
    if not data_set.key:
        return 0
    table = record_table(data_set)
    key = [_part(table, name) for name in data_set.key]
    place = sa.func.row_number().over(
        partition_by=key,
        order_by=[table.c.as_of_date.desc(), table.c.rev_no.desc(), table.c.id.desc()],
    )
    ranked = (
        sa.select(table.c.id, place.label("place"))
        .where(table.c.row_status.not_in(UNFINISHED))
        .subquery("ranked")
    )
    outranked = sa.select(ranked.c.id).where(ranked.c.place > 1)
    lost = conn.execute(
        table.update()
        .where(table.c.superseded == 0, table.c.id.in_(outranked))
        .values(superseded=1)
    )
    regained = conn.execute(
        table.update()
        .where(table.c.superseded == 1, table.c.id.not_in(outranked))
        .values(superseded=0)
    )
    return int(lost.rowcount) + int(regained.rowcount)


def _part(table: sa.Table, name: str) -> sa.ColumnElement[Any]:
    """A part of a key; an empty part is a value like any other, whether NULL or ''."""
    column = table.c[name]
    if not isinstance(column.type, sa.Text):
        return column
    part: sa.ColumnElement[Any] = sa.func.nullif(column, "")
    stand_in = table.c.get(_STAND_INS.get(name, ""))
    if stand_in is not None:
        part = sa.func.coalesce(part, sa.func.nullif(stand_in, ""))
    return part
