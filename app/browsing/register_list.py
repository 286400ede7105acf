"""企业名录 as a list: filters and sorting in the database, search from memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_search import RegisterSearch
from app.catalogue.model import DataSet
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.list_tables import rating_batch_member
from app.store.office_store import Store
from app.store.successions import data_sets_of
from app.store.tables import register

OURS = "ours"
BATCH = "batch"
"""A rating batch whose members alone are listed."""
HELD, LACKING = "Y", "N"

COLUMNS = (
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("name", "企业名称", width=28),
    Column("entity_kind", "主体种类", width=14),
    Column("reg_status", "登记状态", STATE, 11),
    Column("township", "乡镇", width=8),
    Column("est_date", "成立日期", width=13),
    Column("legal_rep", "负责人", width=8),
    Column("reg_capital", "注册资本（元）", NUMBER, 15),
    Column("first_batch", "首批", width=6),
    Column("address", "住所", width=32),
)
_CODED = ("entity_kind", "reg_status")


class RegisterList:
    """The source of the list; ``search`` gives the index, which may be replaced meanwhile."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store = store
        self._search = search
        lists = store.catalogue.code_lists
        self._titles = {name: lists[name].titles for name in _CODED}
        self._own = [data_set.code for data_set in own_data_sets(store)]
        kinds = tuple((code, title) for code, title in self._titles["entity_kind"].items())
        towns = tuple((code, title) for code, title in lists["township"].titles.items())
        self.choices: Sequence[Choice] = (
            Choice("township", "乡镇", towns),
            Choice("entity_kind", "主体种类", kinds),
            Choice("first_batch", "批次", (("Y", "首批"), ("N", "非首批"))),
        )
        if self._own:
            held = ((HELD, "已有数据"), (LACKING, "尚无数据"))
            self.choices = (*self.choices, Choice(OURS, "有无数据", held))

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit, by code unless another order is asked for."""
        query = sa.select(register.c.uscc)
        for condition in self._conditions(wanted):
            query = query.where(condition)
        if order is not None and order.key != "uscc":
            column = register.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        descending = order is not None and order.key == "uscc" and order.descending
        query = query.order_by(register.c.uscc.desc() if descending else register.c.uscc)
        with self._store.read() as conn:
            return list(conn.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        query = sa.select(register).where(register.c.uscc.in_(ids))
        with self._store.read() as conn:
            return {str(row.uscc): self._row(row) for row in conn.execute(query)}

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        for key in ("township", "entity_kind"):
            if wanted.get(key):
                conditions.append(register.c[key] == wanted[key])
        if first := wanted.get("first_batch"):
            conditions.append(sa.func.coalesce(register.c.first_batch, "N") == first)
        if ours := wanted.get(OURS):
            held = register.c.uscc.in_(self._held())
            conditions.append(held if ours == HELD else ~held)
        if batch := wanted.get(BATCH):
            members = rating_batch_member.c
            chosen = sa.select(members.uscc).where(members.batch_id == batch)
            conditions.append(register.c.uscc.in_(chosen))
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(self._search().among(register.c.uscc, text))
        return conditions

    def _held(self) -> sa.CompoundSelect[Any]:
        """The enterprises about which this office has a record of its own."""
        tables = [self._store.table(code) for code in self._own]
        mine = [
            sa.select(table.c.uscc).where(table.c.agency_code == self._store.agency)
            for table in tables
        ]
        return sa.union(sa.select(sa.null()).where(sa.false()), *mine)

    def _row(self, row: Any) -> Row:
        capital = "" if row.reg_capital is None else words.money(row.reg_capital).rstrip("元")
        return (
            row.uscc,
            row.name,
            self._titles["entity_kind"].get(row.entity_kind, row.entity_kind or ""),
            self._titles["reg_status"].get(row.reg_status, row.reg_status or ""),
            row.township or "",
            words.day_words(row.est_date or ""),
            row.legal_rep or "",
            capital,
            "首批" if row.first_batch == "Y" else "",
            row.address or "",
        )


def own_data_sets(store: Store) -> tuple[DataSet, ...]:
    """The data sets that this office collects today, its predecessors' among them."""
    if store.agency not in store.catalogue.agencies:
        return ()
    with store.read() as conn:
        return data_sets_of(conn, store.catalogue, store.agency, clock.today())
