"""历次评级 as a list: every kept run, what it rated by, and how it came out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.listing import NUMBER, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import publishing, words
from app.outcomes.grades import valid_until
from app.outcomes.publishing import PUBLISHED, TRIAL
from app.outcomes.recommending import GRADES
from app.rating.grading import INCUBATED, NOT_RATED, PENDING, RECOMMENDED, REFUSED, SUSPENDED
from app.rating.runs import the_run
from app.store.list_tables import rating_batch, rating_publication
from app.store.office_store import Store
from app.store.tables import rating_run

ORDER = (*GRADES, NOT_RATED, SUSPENDED, REFUSED)
"""Every final grade, the best first; those that are none at the end."""
EVERYBODY = "全部企业"
_made: sa.ColumnElement[int] = sa.literal_column("rating_run.rowid", sa.Integer)
"""The order in which runs were made; clocks may stand wrong."""
_COUNTED = (RECOMMENDED, PENDING, INCUBATED)


@dataclass(frozen=True)
class Told:
    """A run in words. ``grades`` and ``outcomes`` count enterprises; dates are in words."""

    run_id: str
    batch_id: str
    title: str
    as_of: date
    valid_until: date
    scheme: str
    published: str
    grades: Mapping[str, int]
    outcomes: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many enterprises it rated."""
        return sum(self.grades.values())


class RunList:
    """The source of the list; a key is a run's number."""

    columns: Sequence[Column] = (
        Column("state", "发布", STATE, 10),
        Column("as_of", "基准日", width=14),
        Column("batch", "评级批次", width=18),
        Column("count", "户数", NUMBER, 8, sortable=False),
        *(Column(one, one, NUMBER, 8, sortable=False) for one in _COUNTED),
        Column("scheme", "评级方案", width=16),
        Column("at", "评级时间", width=20),
        Column("operator", "操作员", width=10),
        Column("run_id", "编号", width=10, sortable=False),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, _wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Every run, the newest first unless another order is asked for."""
        query = _joined(rating_run.c.run_id)
        if order is not None:
            column = _SORTED.get(order.key) or rating_run.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(_made.desc())
        with self._store.read() as conn:
            return list(conn.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these runs."""
        query = _joined(rating_run, rating_batch.c.title, rating_publication.c.at.label("told"))
        with self._store.read() as conn:
            found = conn.execute(query.where(rating_run.c.run_id.in_(ids)))
            return {row.run_id: _row(row) for row in found}


def told(store: Store, run_id: str) -> Told:
    """One run. Raises ``R-RUN``."""
    with store.read() as conn:
        run = the_run(conn, run_id)
        title = conn.scalar(
            sa.select(rating_batch.c.title).where(rating_batch.c.batch_id == run.batch_id)
        )
        told_at = publishing.published(conn).get(run.run_id, "")
    counts = json.loads(run.counts)
    as_of = date.fromisoformat(run.as_of)
    return Told(
        run.run_id, run.batch_id or "", title or EVERYBODY, as_of, valid_until(as_of), run.scheme,
        clock.moment_words(told_at) if told_at else "",
        counts.get("grades", {}), counts.get("outcomes", {}),
    )  # fmt: skip


def others(store: Store, run_id: str) -> list[tuple[str, str]]:
    """The other runs as (number, words), the one made last before this first."""
    with store.read() as conn:
        rows = conn.execute(_joined(rating_run, rating_batch.c.title).order_by(_made.desc())).all()
    place = next((place for place, row in enumerate(rows) if row.run_id == run_id), len(rows))
    return _named([*rows[place + 1 :], *rows[:place]])


def _named(rows: Sequence[Any]) -> list[tuple[str, str]]:
    """Runs by day and batch; where that is the same of two, with the time each was made."""
    named = [f"{words.day_words(row.as_of)}　{row.title or EVERYBODY}" for row in rows]
    count = Counter(named)
    return [
        (row.run_id, name if count[name] == 1 else f"{name}　{clock.moment_words(row.at)} 评")
        for row, name in zip(rows, named, strict=True)
    ]


def choices_of_runs(store: Store) -> list[tuple[str, str]]:
    """Every run as (number, words): the published first, then the newest."""
    with store.read() as conn:
        rows = conn.execute(
            _joined(
                rating_run, rating_batch.c.title, rating_publication.c.at.label("told")
            ).order_by(
                rating_publication.c.at.is_(None),
                rating_publication.c.at.desc(),
                _made.desc(),
            )
        ).all()
    return [
        (run_id, f"{PUBLISHED if row.told else TRIAL}　{name}")
        for row, (run_id, name) in zip(rows, _named(rows), strict=True)
    ]


def _joined(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(rating_run)
        .outerjoin(rating_batch, rating_batch.c.batch_id == rating_run.c.batch_id)
        .outerjoin(rating_publication, rating_publication.c.run_id == rating_run.c.run_id)
    )


_SORTED: dict[str, sa.ColumnElement[Any]] = {
    "state": sa.func.coalesce(rating_publication.c.at, ""),
    "batch": sa.func.coalesce(rating_batch.c.title, ""),
}


def _row(row: Any) -> Row:
    counts = json.loads(row.counts)
    outcomes = counts.get("outcomes", {})
    return (
        PUBLISHED if row.told else TRIAL,
        words.day_words(row.as_of),
        row.title or EVERYBODY,
        f"{sum(outcomes.values()):,}",
        *(f"{outcomes.get(one, 0):,}" for one in _COUNTED),
        row.scheme,
        clock.moment_words(row.at),
        row.operator,
        row.run_id[:8],
    )
