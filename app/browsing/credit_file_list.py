"""信用档案 as a list: the register with each enterprise's newest grade and what to watch for.

A page of rows asks for its own enterprises only, so a list of any size opens alike; what filters
by grade, penalty or list reads what it must when somebody filters so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_list import RegisterList
from app.browsing.register_search import RegisterSearch
from app.listing import CODE, NUMBER, STATE, Choice, Column, Filter, Key, Row
from app.outcomes import dishonesty, terms, words
from app.outcomes.penalties import penalties
from app.rating import batches
from app.rating.grading import NOT_RATED
from app.store.list_tables import rating_batch_member
from app.store.office_store import Store
from app.store.tables import objection, rating_result, rating_run, register

BATCH, GRADE, MARK = "batch", "grade", "mark"
PENALISED, OBJECTED, LISTED, WARNED = "penalty", "objection", "listed", "warning"
LISTED_WORD, WARNED_WORD, OBJECTED_WORD = "失信名单", "经营异常", "存在异议"
_NEVER = "never"

COLUMNS = (
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("name", "企业名称", width=26),
    Column("entity_kind", "主体种类", width=12),
    Column("reg_status", "登记状态", STATE, 10),
    Column("township", "乡镇", width=8),
    Column("first_batch", "首批", width=5),
    Column("grade", "最近等级", width=8, sortable=False),
    Column("outcome", "结论", width=9, sortable=False),
    Column("as_of", "评级基准日", width=13, sortable=False),
    Column("penalties", "处罚（件）", NUMBER, 10, sortable=False),
    Column("objected", "异议", STATE, 9, sortable=False),
    Column("listed", "名单", STATE, 9, sortable=False),
)


class CreditFileList(RegisterList):
    """The source of the list; a key is a credit code."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        super().__init__(store, search)
        with store.read() as conn:
            made = [(one.batch_id, one.title) for one in batches.batches(conn)]
        status = tuple(store.catalogue.code_lists["reg_status"].titles.items())
        grades = (*((name, name) for name in terms.load().terms), (NOT_RATED, NOT_RATED))
        marks = ((PENALISED, "有处罚"), (OBJECTED, OBJECTED_WORD))
        lists = ((LISTED, f"在{LISTED_WORD}"), (WARNED, f"{WARNED_WORD}警示"))
        shared = {choice.key: choice for choice in self.choices}
        self.choices = (
            shared["township"],
            shared["entity_kind"],
            Choice("reg_status", "登记状态", status),
            Choice(BATCH, "批次", (*shared["first_batch"].options, *made)),
            Choice(GRADE, "等级", (*grades, (_NEVER, "未评级"))),
            Choice(MARK, "关注事项", (*marks, *lists)),
        )

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        today = clock.today()
        with self._store.read() as conn:
            entries = list(conn.execute(sa.select(register).where(register.c.uscc.in_(ids))))
            grades = _newest_of(conn, ids)
            counted = penalties(self._store, conn, today, ids)
            open_now = objection.c.closed_date.is_(None)
            objected = set(conn.scalars(sa.select(objection.c.uscc).where(open_now)))
        listed: dict[str, str] = {}
        for one in dishonesty.entries(self._store, today, ids):
            if listed.get(one.uscc) != LISTED_WORD:
                listed[one.uscc] = WARNED_WORD if one.warning else LISTED_WORD
        return {
            str(row.uscc): (
                *self._registered(row),
                *grades.get(row.uscc, ("", "未评级", "")),
                str(counted[row.uscc] or ""),
                OBJECTED_WORD if row.uscc in objected else "",
                listed.get(row.uscc, ""),
            )
            for row in entries
        }

    def _registered(self, row: Any) -> Row:
        shown: Mapping[str, str] = dict(
            zip((one.key for one in RegisterList.columns), self._row(row), strict=True)
        )
        return tuple(shown[one.key] for one in COLUMNS[:6])

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions = super()._conditions(wanted)
        if status := wanted.get("reg_status"):
            conditions.append(register.c.reg_status == status)
        if batch := wanted.get(BATCH):
            conditions.append(_of_batch(batch))
        if name := wanted.get(GRADE):
            conditions.append(_graded(name))
        if mark := wanted.get(MARK):
            conditions.append(_among(self._marked(mark)))
        return conditions

    def _marked(self, mark: str) -> Iterable[str]:
        """The enterprises with this to watch for."""
        today = clock.today()
        if mark in (LISTED, WARNED):
            found = dishonesty.entries(self._store, today)
            return {one.uscc for one in found if one.warning == (mark == WARNED)}
        with self._store.read() as conn:
            if mark == PENALISED:
                return penalties(self._store, conn, today).keys()
            open_now = objection.c.closed_date.is_(None)
            return set(conn.scalars(sa.select(objection.c.uscc).where(open_now)))


def _newest_of(conn: sa.Connection, usccs: Sequence[str]) -> dict[str, Row]:
    """Grade, outcome and day of the newest run that rated each of these."""
    # CROSS JOIN keeps the few runs outside: results are found by (run, enterprise)
    found = conn.exec_driver_sql(
        f"SELECT g.uscc, g.final_grade, g.outcome, r.as_of FROM {rating_run.name} r"
        f" CROSS JOIN {rating_result.name} g ON g.run_id = r.run_id"
        " AND g.uscc IN (SELECT value FROM json_each(?)) ORDER BY r.as_of, r.at",
        (json.dumps(list(usccs)),),
    )
    return {uscc: (grade, outcome, words.day_words(day)) for uscc, grade, outcome, day in found}


def _of_batch(batch: str) -> sa.ColumnElement[bool]:
    if batch in ("Y", "N"):
        return sa.func.coalesce(register.c.first_batch, "N") == batch
    members = sa.select(rating_batch_member.c.uscc).where(rating_batch_member.c.batch_id == batch)
    return register.c.uscc.in_(members)


def _graded(name: str) -> sa.ColumnElement[bool]:
    """The newest run that rated it gave this grade; ``never``: none did."""
    if name == _NEVER:
        return register.c.uscc.not_in(sa.select(rating_result.c.uscc))
    place = sa.func.row_number().over(
        partition_by=rating_result.c.uscc,
        order_by=(rating_run.c.as_of.desc(), rating_run.c.at.desc()),
    )
    ranked = (
        sa.select(rating_result.c.uscc, rating_result.c.final_grade, place.label("place"))
        .join(rating_run, rating_run.c.run_id == rating_result.c.run_id)
        .subquery()
    )
    newest = sa.select(ranked.c.uscc).where(ranked.c.place == 1, ranked.c.final_grade == name)
    return register.c.uscc.in_(newest)


def _among(usccs: Iterable[str]) -> sa.ColumnElement[bool]:
    found = sa.func.json_each(json.dumps(sorted(usccs)))
    return register.c.uscc.in_(sa.select(found.table_valued("value")))
