"""需要重评 as a list: whom facts have changed for since a run, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from app.browsing.register_search import RegisterSearch
from app.listing import CODE, SEARCH, Choice, Column, Filter, Key, Order, Row
from app.outcomes import objections, words
from app.store.office_store import Store
from app.store.tables import rating_result, rating_run, register

COLUMNS = (
    Column("name", "企业名称", width=28),
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("grade", "当时等级", width=10),
    Column("outcome", "当时结论", width=10),
    Column("why", "变动", width=40),
)


class ReratingList:
    """The source of the list; a key is a credit code. Of the newest run unless another is wanted.

    Each question goes through the records that came since, once a table.
    """

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._rows: dict[Key, Row] = {}
        runs = tuple((run_id, f"{words.day_words(day)}评级") for run_id, day in self._runs())
        self.choices: Sequence[Choice] = (Choice("run", "评级", runs),)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit, by code unless another order is asked for."""
        newest = [run_id for run_id, _ in self._runs()][:1]
        run_id = wanted.get("run") or "".join(newest)
        why = objections.needs_rerating(self._store, run_id) if run_id else {}
        self._rows = self._read(run_id, why)
        text = wanted.get(SEARCH, "").strip()
        found = set(self._search().codes(text)) if text else self._rows.keys()
        chosen = [uscc for uscc in self._rows if uscc in found]
        if order is not None:
            place = [column.key for column in COLUMNS].index(order.key)
            chosen.sort(key=lambda uscc: self._rows[uscc][place], reverse=order.descending)
        return chosen[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        return {uscc: self._rows[uscc] for uscc in ids if uscc in self._rows}

    def _runs(self) -> list[tuple[str, str]]:
        query = sa.select(rating_run.c.run_id, rating_run.c.as_of)
        newest = query.order_by(rating_run.c.as_of.desc(), rating_run.c.at.desc())
        with self._store.read() as conn:
            return [(row.run_id, row.as_of) for row in conn.execute(newest)]

    def _read(self, run_id: str, why: dict[str, list[str]]) -> dict[Key, Row]:
        table = rating_result.c
        query = (
            sa.select(table.uscc, table.final_grade, table.outcome, register.c.name)
            .outerjoin(register, register.c.uscc == table.uscc)
            .where(table.run_id == run_id, table.uscc.in_(list(why)))
            .order_by(table.uscc)
        )
        with self._store.read() as conn:
            return {
                row.uscc: (
                    row.name or row.uscc,
                    row.uscc,
                    row.final_grade,
                    row.outcome,
                    "、".join(why[row.uscc]),
                )
                for row in conn.execute(query)
            }
