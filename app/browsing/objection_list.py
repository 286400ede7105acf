"""异议 as a list: the open ones by the days that are left, the closed ones after them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_list import own_data_sets
from app.browsing.register_search import RegisterSearch
from app.browsing.workbench import PRESSING_DAYS
from app.collection.objections import ANSWER_DAYS, PAPER, due_day
from app.listing import NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import objection, register

OPEN, PRESSING, CLOSED = "open", "pressing", "closed"
CALM_WORD, SOON_WORD, LATE_WORD, CLOSED_WORD = "期限内", "快到期", "已逾期", "已答复"

COLUMNS = (
    Column("state", "时限", STATE, 10, sortable=False),
    Column("left", "剩余天数", NUMBER, 8),
    Column("name", "企业名称", width=26),
    Column("dataset", "数据集", width=12),
    Column("statement", "异议内容", width=30, sortable=False),
    Column("filed_date", "异议日期", width=13),
    Column("due", "答复期限", width=13),
    Column("result", "结果", width=10),
    Column("closed_date", "答复日期", width=13),
    Column("origin", "来源", width=10),
)
_BY_FILING = ("left", "due", "filed_date")


class ObjectionList:
    """The source of the list; a key is an objection's number."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        sets = tuple((one.code, one.title) for one in own_data_sets(store))
        states = ((OPEN, "未答复"), (PRESSING, "快到期和已逾期"), (CLOSED, "已答复"))
        self.choices: Sequence[Choice] = (
            Choice("state", "办理情况", states),
            Choice("dataset", "数据集", sets),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit; without an order the open ones first, by the paper's day."""
        table = objection.c
        query = sa.select(table.objection_id).outerjoin(register, register.c.uscc == table.uscc)
        for condition in self._conditions(wanted):
            query = query.where(condition)
        if order is None:
            open_first = table.closed_date.is_not(None)
            query = query.order_by(open_first, table.closed_date.desc(), table.filed_date)
        else:
            column = _column(order.key)
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(table.objection_id).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        query = (
            sa.select(objection, register.c.name)
            .outerjoin(register, register.c.uscc == objection.c.uscc)
            .where(objection.c.objection_id.in_(ids))
        )
        today = clock.today()
        with self._store.read() as conn:
            return {row.objection_id: self._row(row, today) for row in conn.execute(query)}

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        state = wanted.get("state")
        if state in (OPEN, PRESSING):
            conditions.append(objection.c.closed_date.is_(None))
        if state == PRESSING:
            conditions.append(objection.c.filed_date <= _pressing_since(clock.today()))
        if state == CLOSED:
            conditions.append(objection.c.closed_date.is_not(None))
        if code := wanted.get("dataset"):
            conditions.append(objection.c.dataset == code)
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(
                sa.or_(
                    self._search().among(objection.c.uscc, text),
                    objection.c.statement.contains(text, autoescape=True),
                )
            )
        return conditions

    def _row(self, row: Any, today: date) -> Row:
        filed = date.fromisoformat(row.filed_date)
        due = due_day(filed)
        left = (due - today).days
        data_set = self._store.catalogue.data_sets.get(row.dataset)
        return (
            CLOSED_WORD if row.closed_date else deadline_word(left),
            "" if row.closed_date else str(left),
            row.name or row.uscc,
            data_set.title if data_set else row.dataset,
            row.statement,
            words.iso(filed),
            words.iso(due),
            row.result or "",
            words.day_words(row.closed_date or ""),
            "汇总端转来" if row.origin == PAPER else "本单位受理",
        )


def deadline_word(days_left: int) -> str:
    """The word for an open objection's clock."""
    if days_left < 0:
        return LATE_WORD
    return SOON_WORD if days_left <= PRESSING_DAYS else CALM_WORD


def _pressing_since(today: date) -> str:
    """Filed on this day or before: no more than ``PRESSING_DAYS`` are left."""
    return (today - timedelta(days=ANSWER_DAYS - PRESSING_DAYS)).isoformat()


def _column(key: str) -> sa.ColumnElement[Any]:
    if key in _BY_FILING:
        return objection.c.filed_date
    return register.c.name if key == "name" else objection.c[key]
