"""The records of one data set that the coordinator holds, of all agencies or of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from app import clock
from app.browsing.record_list import RecordList
from app.browsing.register_search import RegisterSearch
from app.catalogue.model import DataSet
from app.collection import states
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.count_tables import check_failure
from app.store.office_store import Store
from app.store.successions import predecessors

AGENCY: Final = "agency"
FAILING: Final = "failing"
"""The filter by a rule that a record fails."""
_STATES = (states.SENT, states.OBJECTED, states.CORRECTED, states.WITHDRAWN, states.REPAIRED)
_OWN = frozenset({"uscc", "ent_name"})


class MergedList(RecordList):
    """The source of the list; a key is a record's id. The record that came last stands first."""

    def __init__(
        self, store: Store, data_set: DataSet, search: Callable[[], RegisterSearch]
    ) -> None:
        super().__init__(store, data_set, search)
        self.fields = tuple(field for field in self.fields if field.name not in _OWN)
        self.columns: Sequence[Column] = (
            Column("row_status", "状态", STATE, 10),
            Column("ent_name", "企业名称", width=26),
            Column("uscc", "统一社会信用代码", CODE, 18),
            *(self._column(field) for field in self.fields),
            Column("agency_code", "采集单位", width=14),
            Column("as_of_date", "数据日期", width=13),
            Column("rev_no", "版次", NUMBER, 6),
            Column("entered_by", "录入人", width=8),
            Column("reviewed_by", "审核人", width=8),
        )
        owners = store.catalogue.owners(data_set.code, clock.today())
        self._shorts = {one.code: one.short for one in store.catalogue.agencies.values()}
        self.choices: Sequence[Choice] = (
            Choice(
                AGENCY,
                "采集单位",
                tuple(
                    (one.code, one.short)
                    for one in store.catalogue.agencies.values()
                    if one.kind in owners
                ),
            ),
            Choice("status", "状态", tuple((word, word) for word in _STATES)),
            Choice(FAILING, "未通过的核对", tuple((r.code, r.message) for r in data_set.rules)),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The records that fit, those that are outranked or withdrawn among them."""
        with self._store.read() as conn:
            query = sa.select(self._table.c.rec_id)
            for condition in self._conditions(conn, wanted):
                query = query.where(condition)
            if order is not None:
                column = self._order(order.key)
                query = query.order_by(column.desc() if order.descending else column)
            query = query.order_by(self._table.c.id.desc())
            return list(conn.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """What the rows show: stored values in words."""
        query = sa.select(self._table, self._name().label("name_of"))
        with self._store.read() as conn:
            found = conn.execute(query.where(self._table.c.rec_id.in_(ids)))
            return {row.rec_id: self._row(row._mapping) for row in found}

    def _conditions(self, conn: sa.Connection, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        table = self._table.c
        conditions: list[sa.ColumnElement[bool]] = []
        if agency := wanted.get(AGENCY):
            mine = (agency, *predecessors(conn, agency, clock.today()))
            conditions.append(table.agency_code.in_(mine))
        if status := wanted.get("status"):
            conditions.append(table.row_status == status)
        if code := wanted.get(FAILING):
            kept = check_failure.c
            failing = sa.select(kept.rec_id).where(
                kept.dataset == self.data_set.code, kept.code == code
            )
            conditions.append(table.rec_id.in_(failing))
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(self._found(text))
        return conditions

    def _row(self, row: Mapping[Any, Any]) -> Row:
        return (
            row["row_status"],
            row["name_of"] or row.get("ent_name") or "",
            row["uscc"],
            *(self._words(field, row) for field in self.fields),
            self._shorts.get(row["agency_code"], row["agency_code"]),
            words.day_words(row["as_of_date"]),
            str(row["rev_no"]),
            row["entered_by"],
            row["reviewed_by"] or "",
        )
