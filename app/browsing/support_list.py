"""孵化辅导 and 合作 as lists: what is done for enterprises, and with whom they work together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_search import RegisterSearch
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import cooperating, words
from app.store.list_tables import incubation_step
from app.store.office_store import Store
from app.store.outcome_tables import cooperation
from app.store.tables import register

GOING, OVER = "进行中", "已终止"
_ENTERPRISE = (
    Column("name", "企业名称", width=26),
    Column("uscc", "统一社会信用代码", CODE, 18),
)


class StepList:
    """辅导措施; a key is a step's number."""

    columns: Sequence[Column] = (
        Column("day", "日期", width=14),
        *_ENTERPRISE,
        Column("measure", "措施", width=32),
        Column("responsible", "责任人", width=12),
        Column("result", "结果", width=28),
        Column("author", "登记人", width=10),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit, the newest day first unless another order is asked for."""
        query = _of_enterprises(incubation_step, incubation_step.c.step_id)
        query = _narrowed(query, incubation_step, wanted, self._search)
        if order is None:
            query = query.order_by(incubation_step.c.day.desc())
        else:
            query = query.order_by(_column(incubation_step, order))
        with self._store.read() as conn:
            found = conn.scalars(query.order_by(incubation_step.c.step_id.desc()).limit(limit))
            return [str(one) for one in found]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these steps."""
        query = _of_enterprises(incubation_step, incubation_step, register.c.name)
        numbers = [int(one) for one in ids]
        with self._store.read() as conn:
            return {
                str(row.step_id): (
                    words.day_words(row.day),
                    row.name or row.uscc,
                    row.uscc,
                    row.measure,
                    row.responsible,
                    row.result,
                    row.author,
                )
                for row in conn.execute(query.where(incubation_step.c.step_id.in_(numbers)))
            }


class CooperationList:
    """合作; a key is a cooperation's number."""

    columns: Sequence[Column] = (
        Column("state", "状态", STATE, 10, sortable=False),
        *_ENTERPRISE,
        Column("model", "合作模式", width=30),
        Column("partners", "合作各方", width=26),
        Column("since", "开始日期", width=14),
        Column("until", "终止日期", width=14),
        Column("guarantee_fund", "担保基金", width=18),
        Column("note", "备注", width=20),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._titles = {code: one.title for code, one in cooperating.models().items()}
        self.choices: Sequence[Choice] = (
            Choice("state", "状态", ((GOING, GOING), (OVER, OVER))),
            Choice("model", "合作模式", tuple(self._titles.items())),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit; without an order those that go on first."""
        table = cooperation.c
        query = _of_enterprises(cooperation, table.cooperation_id)
        query = _narrowed(query, cooperation, wanted, self._search)
        if state := wanted.get("state"):
            today = clock.today().isoformat()
            over = sa.func.coalesce(table.until, "9999") < today
            query = query.where(over if state == OVER else ~over)
        if model := wanted.get("model"):
            query = query.where(table.model == model)
        if order is None:
            query = query.order_by(table.until.is_not(None), table.since.desc())
        else:
            query = query.order_by(_column(cooperation, order))
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(table.cooperation_id).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these cooperations."""
        query = _of_enterprises(cooperation, cooperation, register.c.name)
        with self._store.read() as conn:
            return {
                row.cooperation_id: self._row(row)
                for row in conn.execute(query.where(cooperation.c.cooperation_id.in_(ids)))
            }

    def _row(self, row: Any) -> Row:
        over = row.until is not None and row.until < clock.today().isoformat()
        return (
            OVER if over else GOING,
            row.name or row.uscc,
            row.uscc,
            self._titles.get(row.model, row.model),
            row.partners,
            words.day_words(row.since),
            words.day_words(row.until or ""),
            row.guarantee_fund or "",
            row.note or "",
        )


def _of_enterprises(table: sa.Table, *columns: Any) -> sa.Select[Any]:
    joined = sa.select(*columns).select_from(table)
    return joined.outerjoin(register, register.c.uscc == table.c.uscc)


def _narrowed(
    query: sa.Select[Any], table: sa.Table, wanted: Filter, search: Callable[[], RegisterSearch]
) -> sa.Select[Any]:
    if uscc := wanted.get("uscc"):
        query = query.where(table.c.uscc == uscc)
    if text := wanted.get(SEARCH, "").strip():
        query = query.where(search().among(table.c.uscc, text))
    return query


def _column(table: sa.Table, order: Order) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = register.c.name if order.key == "name" else table.c[order.key]
    return column.desc() if order.descending else column
