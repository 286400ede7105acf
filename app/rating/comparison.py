"""One rating against another: what a working group is shown while it tries weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.collector import made_apart
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.rating import batches, schemes
from app.rating.measuring import measure
from app.rating.scheme import Scheme, refused
from app.rating.scheme_sql import sql_problems
from app.rating.scoring import Rating
from app.rating.what_if import Move, distribution, measures_alike, moves, reweighted, stability
from app.store.office_store import Store
from app.store.tables import rating_run

Weights = Mapping[str, Mapping[str, int]]
"""Indicator id → template → weight."""


@dataclass(frozen=True)
class Facts:
    """What a rating rests on: the day, and the enterprises of a batch (empty: all)."""

    as_of: date
    batch_id: str = ""


@dataclass(frozen=True)
class Made:
    """A run that was kept: on which facts, under which scheme (id and version), when."""

    run_id: str
    facts: Facts
    scheme: str
    sha256: str
    at: str


@dataclass(frozen=True)
class Comparison:
    """Two ratings of the same enterprises, worked out.

    ``grades`` and ``outcomes`` count enterprises before and after; ``moves`` are in order of credit
    code; ``stability`` as :func:`app.rating.what_if.stability`.
    """

    before: Rating
    after: Rating
    moves: tuple[Move, ...]
    grades: Mapping[str, tuple[int, int]]
    outcomes: Mapping[str, tuple[int, int]]
    stability: Decimal

    def count(self, wanted: int) -> int:
        """How many move in a direction; see :func:`direction`."""
        return sum(direction(one) == wanted for one in self.moves)


def compare(before: Rating, after: Rating) -> Comparison:
    """Work out everything that is shown of two ratings."""
    was, now = distribution(before), distribution(after)

    def both(what: str) -> dict[str, tuple[int, int]]:
        names = {**was[what], **now[what]}
        return {name: (was[what].get(name, 0), now[what].get(name, 0)) for name in names}

    return Comparison(
        before,
        after,
        tuple(moves(before, after)),
        both("grades"),
        both("outcomes"),
        stability(before, after),
    )


def direction(move: Move) -> int:
    """1 for a better final grade, -1 for a worse one, 0 where one of the two is no grade."""
    rank = move.ratings[1].scheme.rank
    was, now = (rank.get(one.verdict.final_grade) for one in (move.before, move.after))
    if was is None or now is None or was == now:
        return 0
    return 1 if now < was else -1


def rated(store: Store, facts: Facts, scheme: Scheme, *, progress: Progress = SILENT) -> Rating:
    """Measure and rate, and keep nothing. Raises ``R-ROLE``, ``B-BATCH``, ``R-SCHEME``.

    The queries of any scheme are tried first: a draft may come from a stick.
    """
    store.require(Role.ENTRY, Role.REVIEWER, Role.QUERY)
    # It is held while weights are tried, has no cycles, and is a million objects: every full
    # collection would walk them, and stop the window for a fifth of a second.
    return made_apart(lambda: _rated(store, facts, scheme, progress))


def _rated(store: Store, facts: Facts, scheme: Scheme, progress: Progress) -> Rating:
    with store.read() as conn:
        for one in sql_problems(scheme, store.catalogue):
            raise refused(one.file, one.key, one.message)
        members = batches.members(conn, facts.batch_id) if facts.batch_id else None
        measures = measure(
            conn, scheme, facts.as_of,
            catalogue=store.catalogue, progress=progress, members=members,
        )  # fmt: skip
        return Rating(scheme, measures)


def under(
    store: Store, before: Rating, scheme: Scheme, facts: Facts, *, progress: Progress = SILENT
) -> Rating:
    """The enterprises of ``before`` under another scheme; measured anew only where it must be."""
    if measures_alike(before.scheme, scheme):
        return Rating(scheme, before.measures, like=before)
    return rated(store, facts, scheme, progress=progress)


def tried(before: Rating, under: Rating, weights: Weights) -> Comparison:
    """``before`` against ``under`` with other weights, all worked out.

    Weights that do not sum to 100 are renormalised, each keeping its share of the sum.
    """
    return compare(before, reweighted(under, weights) if weights else under)


def runs(conn: sa.Connection) -> list[Made]:
    """The runs that were kept, the newest first."""
    wanted = sa.select(rating_run).order_by(rating_run.c.at.desc(), rating_run.c.run_id)
    return [
        Made(
            row.run_id,
            Facts(date.fromisoformat(row.as_of), row.batch_id or ""),
            row.scheme,
            row.scheme_sha256,
            row.at,
        )
        for row in conn.execute(wanted)
    ]


def scheme_of(conn: sa.Connection, run: Made) -> Scheme | None:
    """The scheme that a run was made with; None where its text is not here."""
    return schemes.by_sha256(conn, run.sha256)
