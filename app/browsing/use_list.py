"""用信登记 as a list: every application in its newest revision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app.browsing.register_search import RegisterSearch
from app.browsing.use_form import use_form
from app.collection.form_text import text_of
from app.listing import NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import use, words
from app.outcomes.use_rules import DECISIONS
from app.store.office_store import Store
from app.store.outcome_tables import credit_use
from app.store.tables import register

SENT, UNSENT = "已反馈", "未反馈"

COLUMNS = (
    Column("decision", "办理结果", STATE, 10),
    Column("name", "企业名称", width=26),
    Column("applied_date", "申请日期", width=13),
    Column("requested", "申请金额（万元）", NUMBER, 14),
    Column("decided_date", "办结日期", width=13),
    Column("amount", "批准金额（万元）", NUMBER, 14),
    Column("rate", "年利率（%）", NUMBER, 11),
    Column("grade", "使用的等级", width=10),
    Column("loan_no", "借据号", width=16),
    Column("revision", "版次", NUMBER, 6),
    Column("sent", "反馈", STATE, 10, sortable=False),
    Column("operator", "登记人", width=8),
)


class UseList:
    """The source of the list; a key is an entry's number."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._fields = {field.name: field for field in use_form().fields}
        decisions = tuple((word, word) for word in DECISIONS)
        self.choices: Sequence[Choice] = (
            Choice("decision", "办理结果", decisions),
            Choice("rated", "评级", (("1", "使用了评级"), ("0", "没有使用"))),
            Choice("sent", "反馈", ((UNSENT, UNSENT), (SENT, SENT))),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit; without an order the newest applications first."""
        now = use.current().subquery()
        query = sa.select(now.c.use_id).outerjoin(register, register.c.uscc == now.c.uscc)
        for condition in self._conditions(now, wanted):
            query = query.where(condition)
        if order is None:
            query = query.order_by(now.c.applied_date.desc())
        else:
            column = register.c.name if order.key == "name" else now.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(now.c.use_id).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        query = (
            use.current()
            .add_columns(register.c.name)
            .outerjoin(register, register.c.uscc == credit_use.c.uscc)
            .where(credit_use.c.use_id.in_(ids))
        )
        with self._store.read() as conn:
            return {row.use_id: self._row(row) for row in conn.execute(query)}

    def _conditions(self, now: sa.Subquery, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        if decision := wanted.get("decision"):
            conditions.append(now.c.decision == decision)
        if rated := wanted.get("rated"):
            conditions.append(now.c.with_rating == int(rated))
        if sent := wanted.get("sent"):
            unsent = now.c.package_id.is_(None)
            conditions.append(unsent if sent == UNSENT else ~unsent)
        if uscc := wanted.get("uscc"):
            conditions.append(now.c.uscc == uscc)
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(self._search().among(now.c.uscc, text))
        return conditions

    def _row(self, row: Any) -> Row:
        return (
            row.decision,
            row.name or row.uscc,
            words.day_words(row.applied_date),
            self._number("requested", row.requested),
            words.day_words(row.decided_date or ""),
            self._number("amount", row.amount),
            self._number("rate", row.rate),
            row.grade or "",
            row.loan_no or "",
            str(row.revision),
            SENT if row.package_id else UNSENT,
            row.operator,
        )

    def _number(self, name: str, value: int | None) -> str:
        text = text_of(self._fields[name], value)
        whole, dot, part = text.partition(".")
        return f"{int(whole):,}{dot}{part}" if text else ""
