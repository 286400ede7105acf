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
from app.edition import Edition
from app.listing import NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.objection_packages import FILED
from app.outcomes import words
from app.store.objection_tables import objection_sent
from app.store.office_store import Store
from app.store.tables import objection, register

OPEN, PRESSING, CLOSED = "open", "pressing", "closed"
CALM_WORD, SOON_WORD, LATE_WORD, CLOSED_WORD = "期限内", "快到期", "已逾期", "已答复"

TO_SEND = "to_send"
TO_SEND_WORD, SENT_WORD, ELSEWHERE_WORD = "待送交", "已送交", "单位受理"

COLUMNS = (
    Column("state", "时限", STATE, 10, sortable=False),
    Column("left", "剩余天数", NUMBER, 8),
    Column("way", "送交", STATE, 10, sortable=False),
    Column("agency_code", "提供单位", width=12),
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
_CENTRAL = ("way", "agency_code")
"""Columns that only the coordinator needs: it sees the objections to everybody's records."""


class ObjectionList:
    """The source of the list; a key is an objection's number."""

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        central = store.edition == Edition.COORDINATOR
        self.columns: Sequence[Column] = tuple(
            column for column in COLUMNS if central or column.key not in _CENTRAL
        )
        states = [(OPEN, "未答复"), (PRESSING, "快到期和已逾期"), (CLOSED, "已答复")]
        narrowed = Choice(
            "dataset", "数据集", tuple((one.code, one.title) for one in own_data_sets(store))
        )
        if central:
            states.append((TO_SEND, TO_SEND_WORD))
            agencies = store.catalogue.agencies.values()
            narrowed = Choice("agency", "提供单位", tuple((a.code, a.short) for a in agencies))
        self.choices: Sequence[Choice] = (Choice("state", "办理情况", tuple(states)), narrowed)

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
            sent = set(conn.scalars(_sent().where(objection_sent.c.objection_id.in_(ids))))
            return {
                row.objection_id: self._row(row, today, row.objection_id in sent)
                for row in conn.execute(query)
            }

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        state = wanted.get("state")
        if state in (OPEN, PRESSING, TO_SEND):
            conditions.append(objection.c.closed_date.is_(None))
        if state == PRESSING:
            conditions.append(objection.c.filed_date <= _pressing_since(clock.today()))
        if state == TO_SEND:
            conditions += [objection.c.origin == PAPER, objection.c.objection_id.not_in(_sent())]
        if agency := wanted.get("agency"):
            conditions.append(objection.c.agency_code == agency)
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

    def _row(self, row: Any, today: date, sent: bool) -> Row:
        filed = date.fromisoformat(row.filed_date)
        due = due_day(filed)
        left = (due - today).days
        data_set = self._store.catalogue.data_sets.get(row.dataset)
        agency = self._store.catalogue.agencies.get(row.agency_code)
        cells = {
            "state": CLOSED_WORD if row.closed_date else deadline_word(left),
            "left": "" if row.closed_date else str(left),
            "way": way_word(row.origin or "", sent, closed=bool(row.closed_date)),
            "agency_code": agency.short if agency else row.agency_code,
            "name": row.name or row.uscc,
            "dataset": data_set.title if data_set else row.dataset,
            "statement": row.statement,
            "filed_date": words.iso(filed),
            "due": words.iso(due),
            "result": row.result or "",
            "closed_date": words.day_words(row.closed_date or ""),
            "origin": origin_words(self._store, row.origin or ""),
        }
        return tuple(cells[column.key] for column in self.columns)


def way_word(origin: str, sent: bool, *, closed: bool = False) -> str:
    """How far the coordinator's paper has come on its way to the owner of the record."""
    if closed:
        return ""
    if origin != PAPER:
        return ELSEWHERE_WORD
    return SENT_WORD if sent else TO_SEND_WORD


def origin_words(store: Store, origin: str) -> str:
    """Where the enterprise handed its objection in, seen from here."""
    if store.edition == Edition.COORDINATOR:
        return "本处受理" if origin == PAPER else "提供单位受理"
    return "汇总端转来" if origin == PAPER else "本单位受理"


def _sent() -> sa.Select[tuple[str]]:
    """The objections that were sent to the owners of their records."""
    return sa.select(objection_sent.c.objection_id).where(objection_sent.c.what == FILED)


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
