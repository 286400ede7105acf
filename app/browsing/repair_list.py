"""信用修复 as a list: applications, the undecided ones first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app.browsing.register_list import own_data_sets
from app.browsing.register_search import RegisterSearch
from app.listing import SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.outcomes.repair import ACCEPTED, DENIED, GRANTED, repairable
from app.store.conduct_tables import repair
from app.store.office_store import Store
from app.store.tables import register

COLUMNS = (
    Column("state", "状态", STATE, 10),
    Column("name", "企业名称", width=26),
    Column("dataset", "数据集", width=12),
    Column("applied_date", "申请日期", width=13),
    Column("applied_by", "受理人", width=8),
    Column("decided_date", "决定日期", width=13),
    Column("decided_by", "决定人", width=8),
    Column("reason", "理由", width=30, sortable=False),
)


class RepairList:
    """The source of the list; a key is an application's number."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        states = tuple((word, word) for word in (ACCEPTED, GRANTED, DENIED))
        self.choices: Sequence[Choice] = (Choice("status", "状态", states),)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit."""
        query = sa.select(repair.c.repair_id).outerjoin(register, register.c.uscc == repair.c.uscc)
        if state := wanted.get("status"):
            query = query.where(repair.c.state == state)
        if text := wanted.get(SEARCH, "").strip():
            query = query.where(self._search().among(repair.c.uscc, text))
        if order is None:
            query = query.order_by(repair.c.state != ACCEPTED, repair.c.applied_date.desc())
        else:
            column = register.c.name if order.key == "name" else repair.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(repair.c.repair_id).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        query = (
            sa.select(repair, register.c.name)
            .outerjoin(register, register.c.uscc == repair.c.uscc)
            .where(repair.c.repair_id.in_(ids))
        )
        with self._store.read() as conn:
            return {row.repair_id: self._row(row) for row in conn.execute(query)}

    def _row(self, row: Any) -> Row:
        return (
            row.state,
            row.name or row.uscc,
            self._store.catalogue.data_sets[row.dataset].title,
            words.day_words(row.applied_date),
            row.applied_by,
            words.day_words(row.decided_date or ""),
            row.decided_by or "",
            row.reason or "",
        )


def repairable_sets(store: Store) -> frozenset[str]:
    """The data sets of this office whose records can be repaired."""
    return frozenset(one.code for one in own_data_sets(store) if repairable(one))
