"""The enterprises of a kept run as a list: grade, how it moved since another run, and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.browsing.grade_page import ADJUSTED
from app.browsing.register_search import RegisterSearch
from app.browsing.run_list import ORDER
from app.documents.papers.score_sheet import TEMPLATES
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes.recommending import OUTCOMES, WANTING
from app.rating import schemes
from app.rating.runs import the_run
from app.rating.sheets import two_decimals
from app.store.office_store import Store
from app.store.tables import rating_result, register

RUN, BEFORE = "run", "before"
"""Filters that a screen always adds: the run, and the one it is compared with."""
UP, DOWN, SAME, NEW = "up", "down", "same", "new"
MOVES = {UP: "上升", DOWN: "下降", SAME: "不变", NEW: "新评"}

FILTERS = ("grade", "outcome", "moved", "pending", "template", "township")

COLUMNS = (
    Column("name", "企业名称", width=26),
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("final_grade", "等级", width=8),
    Column("moved", "变动", STATE, 8),
    Column("former", "原等级", width=8),
    Column("score", "得分", NUMBER, 8),
    Column("outcome", "结论", STATE, 11),
    Column("why", "待补正、否决和封顶", width=30, sortable=False),
    Column("coverage", "信息覆盖", NUMBER, 8),
    Column("adjustment", "工作组调整", width=10),
    Column("template", "评级模板", width=10),
    Column("township", "乡镇", width=8),
)

_ours, _was = rating_result.alias("ours"), rating_result.alias("was")


def _in_sheet(path: str) -> sa.ColumnElement[Any]:
    return sa.func.json_extract(_ours.c.sheet, f"$.{path}")


def _rank(column: sa.ColumnElement[str]) -> sa.ColumnElement[int]:
    return sa.case({grade: place for place, grade in enumerate(ORDER)}, value=column, else_=99)


_name = sa.func.coalesce(register.c.name, _in_sheet("name"))
_step = _rank(_was.c.final_grade) - _rank(_ours.c.final_grade)
_SORTED: dict[str, sa.ColumnElement[Any]] = {
    "name": _name,
    "uscc": _ours.c.uscc,
    "final_grade": _rank(_ours.c.final_grade),
    "former": _rank(_was.c.final_grade),
    "moved": _step,
    "score": _ours.c.score_hundredths,
    "outcome": _ours.c.outcome,
    "coverage": sa.cast(_in_sheet("coverage"), sa.Integer),
    "adjustment": _in_sheet("adjustment"),
    "template": _in_sheet("template"),
    "township": register.c.township,
}
_MOVED = {
    UP: _step > 0,
    DOWN: _step < 0,
    SAME: _step == 0,
    NEW: _was.c.uscc.is_(None),
}


class RatedList:
    """The source of the list; a key is a credit code. It needs ``run`` among the filters.

    ``filters`` are the keys of those that a screen offers.
    """

    columns: Sequence[Column] = COLUMNS

    def __init__(
        self,
        store: Store,
        search: Callable[[], RegisterSearch],
        filters: Sequence[str] = FILTERS,
    ) -> None:
        self._store, self._search = store, search
        self._asked: tuple[str, str] = ("", "")
        self._titles: dict[str, Mapping[str, str]] = {}
        towns = store.catalogue.code_lists["township"].titles
        every = (
            Choice("grade", "等级", tuple((one, one) for one in ORDER)),
            Choice("outcome", "结论", tuple((one, one) for one in OUTCOMES)),
            Choice("moved", "变动", tuple(MOVES.items())),
            Choice("pending", "待补正原因", tuple(WANTING.items())),
            Choice("template", "评级模板", tuple(TEMPLATES.items())),
            Choice("township", "乡镇", tuple(towns.items())),
        )
        self.choices: Sequence[Choice] = [one for one in every if one.key in filters]

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit; without an order the best grade and score first."""
        run_id, before = wanted.get(RUN, ""), wanted.get(BEFORE, "")
        if not run_id:
            return []
        query = _joined(run_id, before, _ours.c.uscc)
        for condition in self._conditions(wanted):
            query = query.where(condition)
        if order is not None:
            column = _SORTED[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            if run_id not in self._titles:
                self._titles[run_id] = _limits(conn, run_id)
            found = (
                _best_first(conn, query, limit)
                if order is None
                else list(conn.scalars(query.order_by(_ours.c.uscc).limit(limit)))
            )
        self._asked = (run_id, before)
        return found

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes in the run that was asked for last."""
        run_id, before = self._asked
        was = _was.c.final_grade.label("former")
        query = _joined(run_id, before, _ours, _name.label("name"), register.c.township, was)
        titles = self._titles.get(run_id, {})
        with self._store.read() as conn:
            found = conn.execute(query.where(_ours.c.uscc.in_(ids)))
            return {row.uscc: _row(row, titles, compared=bool(before)) for row in found}

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        if grade := wanted.get("grade"):
            conditions.append(_ours.c.final_grade == grade)
        if outcome := wanted.get("outcome"):
            conditions.append(_ours.c.outcome == outcome)
        if moved := wanted.get("moved"):
            conditions.append(_MOVED[moved])
        if pending := wanted.get("pending"):
            conditions.append(_in_sheet("pending").contains(f'"{pending}"', autoescape=True))
        if template := wanted.get("template"):
            conditions.append(_in_sheet("template") == template)
        if township := wanted.get("township"):
            conditions.append(register.c.township == township)
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(self._search().among(_ours.c.uscc, text))
        return conditions


def _best_first(conn: sa.Connection, query: sa.Select[Any], limit: int | None) -> list[Key]:
    """Grade by grade, so that an index gives the first rows without looking at the others."""
    found: list[Key] = []
    grade = _ours.c.final_grade
    for these in (*(grade == one for one in ORDER), grade.not_in(ORDER)):
        left = None if limit is None else limit - len(found)
        if left == 0:
            break
        one = query.where(these)
        one = one.order_by(_ours.c.score_hundredths.desc(), _ours.c.uscc.desc())  # as the index
        found += conn.scalars(one.limit(left))
    return found


def moves(store: Store, run_id: str, before: str) -> dict[str, int]:
    """How many enterprises rose, fell, stayed, and are new since the run ``before``."""
    kind = sa.case(*((condition, name) for name, condition in _MOVED.items()), else_=SAME)
    query = _joined(run_id, before, kind, sa.func.count()).group_by(kind)
    with store.read() as conn:
        return {row[0]: row[1] for row in conn.execute(query)}


def _joined(run_id: str, before: str, *columns: Any) -> sa.Select[Any]:
    same = sa.and_(_was.c.uscc == _ours.c.uscc, _was.c.run_id == before)
    return (
        sa.select(*columns)
        .select_from(_ours)
        .outerjoin(register, register.c.uscc == _ours.c.uscc)
        .outerjoin(_was, same)
        .where(_ours.c.run_id == run_id)
    )


def _limits(conn: sa.Connection, run_id: str) -> Mapping[str, str]:
    """The titles of the run's vetoes and caps, while its scheme is still to be had."""
    found = schemes.by_sha256(conn, the_run(conn, run_id).scheme_sha256)
    if found is None:
        return {}
    titles = {one.id: one.title for one in found.vetoes}
    return titles | {one.id: one.title for one in found.caps}


def _row(row: Any, titles: Mapping[str, str], *, compared: bool) -> Row:
    sheet = json.loads(row.sheet)
    return (
        row.name,
        row.uscc,
        row.final_grade,
        MOVES[_moved(row)] if compared else "",
        row.former or "",
        "—" if row.score_hundredths is None else two_decimals(row.score_hundredths),
        row.outcome,
        why(sheet, titles),
        f"{str(sheet['coverage']).rstrip('%')}%",
        ADJUSTED.get(sheet.get("adjustment") or 0, ""),
        TEMPLATES.get(sheet.get("template") or "", ""),
        row.township or "",
    )


def why(sheet: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What stands against a kept sheet, in words: what is wanting, vetoes, caps."""
    found = [WANTING.get(name, name) for name in sheet["pending"]]
    for one in (*sheet["vetoes"], *sheet["caps"]):
        # a kept sheet holds a list, a sheet of release 0.1.0 an object
        name = one["id"] if isinstance(one, dict) else one[0]
        found.append(titles.get(name, WANTING.get(name, name)))
    return "；".join(dict.fromkeys(found))


def _moved(row: Any) -> str:
    if row.former is None:
        return NEW
    places = {grade: place for place, grade in enumerate(ORDER)}
    step = places.get(row.former, 99) - places.get(row.final_grade, 99)
    return UP if step > 0 else DOWN if step < 0 else SAME
