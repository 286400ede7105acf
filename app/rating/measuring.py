"""From facts to values: what every indicator measures of every enterprise on one day.

Measures are read for all enterprises at once; nothing is asked per enterprise. Bands and weights
come later (:mod:`app.rating.scoring`), so that a changed weight needs no new reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.progress import SILENT, Progress
from app.rating.circumstances import Circumstances
from app.rating.declared import Declarations
from app.rating.scheme import Indicator, Scheme
from app.rating.views import Parameters, execute, facts
from app.rating.windows import parameters as days

Value = tuple[int | None, int | None, str | None]
"""Numerator, denominator, and the name of a case that a ratio cannot carry."""

Records = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Who is rated; ``kind`` as in the register's code list."""

    uscc: str
    name: str
    kind: str


@dataclass(frozen=True)
class Measured:
    """One indicator over all enterprises.

    ``values`` by credit code; ``complete`` whether its owners declared its data sets complete;
    ``records`` the ids behind each value, where they were asked for.
    """

    values: Mapping[str, Value]
    complete: bool
    records: Records


@dataclass(frozen=True)
class Measures:
    """Everything that scoring needs: indicator id → values, and what stands beside the score."""

    as_of: date
    enterprises: tuple[Enterprise, ...]
    indicators: Mapping[str, Measured]
    around: Circumstances


def measure(
    conn: sa.Connection,
    scheme: Scheme,
    as_of: date,
    *,
    catalogue: Catalogue,
    progress: Progress = SILENT,
    records: bool = False,
    only: str = "",
    members: frozenset[str] | None = None,
) -> Measures:
    """Measure all enterprises that have a SC01 row, or those of a batch, or only one.

    ``members`` and ``only`` are credit codes.

    ``conn`` must allow temporary tables; the stored data are only read. ``records`` also reads the
    records behind every value, which doubles the work; for one enterprise it costs nothing.
    Raises ``R-SCHEME`` when a file of the scheme is missing, Cancelled from ``progress``.
    """
    window = days(as_of)
    declared = Declarations(conn, catalogue, as_of)
    steps = len(scheme.indicators) + 1
    with facts(conn, scheme, catalogue, as_of, window, only=only):
        measured: dict[str, Measured] = {}
        for number, indicator in enumerate(scheme.indicators):
            progress.step(number, steps, indicator.title)
            measured[indicator.id] = _measured(
                conn, scheme, indicator, declared, window, catalogue, records
            )
        progress.step(len(scheme.indicators), steps, "等级与结论")
        around = Circumstances(conn, scheme, catalogue, as_of, window)
        enterprises = tuple(
            Enterprise(uscc, name or "", kind or "")
            for uscc, name, kind in conn.exec_driver_sql(
                "SELECT uscc, ent_name, entity_kind FROM sc01 ORDER BY uscc"
            ).all()
            if members is None or uscc in members
        )
    progress.step(steps, steps)
    return Measures(as_of, enterprises, measured, around)


def _measured(
    conn: sa.Connection,
    scheme: Scheme,
    indicator: Indicator,
    declared: Declarations,
    window: Parameters,
    catalogue: Catalogue,
    records: bool,
) -> Measured:
    covered = {code: declared.complete(code, indicator.period) for code in indicator.covered}
    known = {**window, **{f"complete_{code.lower()}": int(ok) for code, ok in covered.items()}}
    value_sql, records_sql = scheme.measure(indicator.id)
    values = {
        row[0]: (row[1], row[2], row[3]) for row in execute(conn, value_sql, known, catalogue)
    }
    behind: dict[str, set[str]] = defaultdict(set)
    if records:
        for uscc, rec_id in execute(conn, records_sql, known, catalogue):
            behind[uscc].add(rec_id)
    return Measured(
        values,
        bool(covered) and all(covered.values()),
        {uscc: tuple(sorted(ids)) for uscc, ids in behind.items()},
    )
