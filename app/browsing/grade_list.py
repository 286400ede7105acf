"""评级结果 at a bank as a list: each enterprise's newest grade, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_search import RegisterSearch
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import grades, terms, words
from app.outcomes.result_shape import OUTCOMES
from app.store.objection_tables import grade_mark
from app.store.office_store import Store
from app.store.outcome_tables import credit_use
from app.store.tables import grade, inbox, register

HOLDS, ENDING, EXPIRED = "有效", "将到期", "已过期"
ENDING_DAYS = 30
"""A grade with no more days left is told as ending."""

COLUMNS = (
    Column("name", "企业名称", width=26),
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("final_grade", "等级", width=6),
    Column("outcome", "结论", width=10),
    Column("score", "得分", NUMBER, 8),
    Column("as_of", "基准日", width=13),
    Column("until", "有效期至", width=13),
    Column("state", "有效性", STATE, 10, sortable=False),
    Column("objected", "异议", STATE, 10, sortable=False),
    Column("uses", "用信登记", NUMBER, 8),
)


class GradeList:
    """The source of the list; a key is a credit code."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._scale = tuple(terms.load().terms)
        outcomes = tuple((word, word) for word in OUTCOMES)
        validity = ((HOLDS, HOLDS), (ENDING, ENDING), (EXPIRED, EXPIRED))
        self.choices: Sequence[Choice] = (
            Choice("grade", "等级", tuple((name, name) for name in self._scale)),
            Choice("outcome", "结论", outcomes),
            Choice("validity", "有效性", validity),
            Choice("objected", "异议", (("Y", "存在异议"), ("N", "没有异议"))),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit; without an order the best grades first."""
        newest = _newest(clock.today())
        query = sa.select(newest.c.uscc).outerjoin(register, register.c.uscc == newest.c.uscc)
        for condition in self._conditions(newest, wanted):
            query = query.where(condition)
        column = self._column(newest, order.key if order else "final_grade")
        query = query.order_by(column.desc() if order and order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(newest.c.uscc).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        today = clock.today()
        newest = _newest(today)
        uses = sa.select(sa.func.count(credit_use.c.use_id.distinct())).where(
            credit_use.c.uscc == newest.c.uscc
        )
        query = (
            sa.select(newest, register.c.name, uses.scalar_subquery().label("uses"))
            .outerjoin(register, register.c.uscc == newest.c.uscc)
            .where(newest.c.uscc.in_(ids))
        )
        with self._store.read() as conn:
            objected = set(conn.scalars(_marked()))
            return {row.uscc: _row(row, row.uscc in objected, today) for row in conn.execute(query)}

    def _conditions(self, newest: sa.Subquery, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        if name := wanted.get("grade"):
            conditions.append(newest.c.final_grade == name)
        if outcome := wanted.get("outcome"):
            conditions.append(newest.c.outcome == outcome)
        if state := wanted.get("validity"):
            conditions.append(_valid(newest, state, clock.today()))
        if objected := wanted.get("objected"):
            marked = newest.c.uscc.in_(_marked())
            conditions.append(marked if objected == "Y" else ~marked)
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(self._search().among(newest.c.uscc, text))
        return conditions

    def _column(self, newest: sa.Subquery, key: str) -> sa.ColumnElement[Any]:
        if key == "final_grade":
            ranks = {name: place for place, name in enumerate(self._scale)}
            return sa.case(ranks, value=newest.c.final_grade, else_=len(ranks))
        if key == "name":
            return register.c.name
        if key == "score":
            return sa.cast(newest.c.score, sa.Numeric)
        if key == "uses":
            counted = sa.select(sa.func.count(credit_use.c.use_id.distinct()))
            return counted.where(credit_use.c.uscc == newest.c.uscc).scalar_subquery()
        return newest.c["as_of" if key == "until" else key]


def _newest(today: date) -> sa.Subquery:
    """The newest grade of each enterprise, as :func:`app.outcomes.grades.held` orders them."""
    rank = sa.func.row_number().over(
        partition_by=grade.c.uscc,
        order_by=(grade.c.as_of.desc(), inbox.c.seq.desc(), grade.c.run_id),
    )
    told = (grade.c.uscc, grade.c.as_of, grade.c.final_grade, grade.c.outcome)
    score = sa.func.json_extract(grade.c.sheet, "$.score").label("score")
    called = sa.func.json_extract(grade.c.sheet, "$.name").label("called")
    ranked = (
        sa.select(*told, score, called, rank.label("rank"))
        .outerjoin(inbox, inbox.c.package_id == grade.c.package_id)
        .where(grade.c.as_of <= today.isoformat())
        .subquery()
    )
    return sa.select(ranked).where(ranked.c.rank == 1).subquery()


def _marked() -> sa.Select[tuple[str]]:
    return sa.select(grade_mark.c.uscc).where(grade_mark.c.closed_date.is_(None))


def _valid(newest: sa.Subquery, state: str, today: date) -> sa.ColumnElement[bool]:
    oldest = grades.earliest_holding(today).isoformat()
    ending = grades.earliest_holding(today + timedelta(days=ENDING_DAYS)).isoformat()
    if state == EXPIRED:
        return newest.c.as_of < oldest
    if state == ENDING:
        return sa.and_(newest.c.as_of >= oldest, newest.c.as_of < ending)
    return newest.c.as_of >= ending


def validity(until: date, today: date) -> str:
    """The word for a grade that holds to ``until``."""
    if until < today:
        return EXPIRED
    return ENDING if (until - today).days < ENDING_DAYS else HOLDS


def _row(row: Any, objected: bool, today: date) -> Row:
    as_of = date.fromisoformat(row.as_of)
    until = grades.valid_until(as_of)
    return (
        row.name or row.called,
        row.uscc,
        row.final_grade,
        row.outcome,
        row.score or "",
        words.iso(as_of),
        words.iso(until),
        validity(until, today),
        "存在异议" if objected else "",
        str(row.uses) if row.uses else "",
    )
