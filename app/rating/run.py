"""Rates every enterprise of a coordinator's store: the same facts, scheme and day, the same sheets.

Measures are read for all enterprises at once; nothing is asked per enterprise.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.progress import SILENT, Progress
from app.rating.circumstances import Circumstances
from app.rating.declared import Declarations
from app.rating.grading import (
    REFUSED,
    coverage_percent,
    decide,
    improvement,
    score_hundredths,
)
from app.rating.scheme import Indicator, Scheme
from app.rating.sheets import Line, Rating, Sheet
from app.rating.views import Parameters, execute, facts
from app.rating.windows import parameters as days

Measured = dict[str, tuple[int | None, int | None, str | None]]
Records = dict[str, list[str]]


def rate(
    conn: sa.Connection,
    scheme: Scheme,
    as_of: date,
    *,
    catalogue: Catalogue,
    progress: Progress = SILENT,
    records: bool = True,
) -> Rating:
    """Rate all enterprises that have a SC01 row.

    ``conn`` must allow temporary tables; the stored data are only read. With ``records`` false the
    records behind the values are left out, which is faster. Raises ``R-SCHEME`` when a file of the
    scheme is missing, Cancelled from ``progress``.
    """
    window = days(as_of)
    declared = Declarations(conn, catalogue, as_of)
    result = Rating(scheme.id, scheme.version, scheme.sha256, as_of)
    with facts(conn, scheme, catalogue, as_of, window):
        columns: list[_Column] = []
        for number, indicator in enumerate(scheme.indicators):
            progress.step(number, len(scheme.indicators) + 1, indicator.title)
            columns.append(
                _Column.read(conn, scheme, indicator, declared, window, catalogue, records)
            )
        progress.step(len(scheme.indicators), len(scheme.indicators) + 1, "等级与结论")
        around = Circumstances(conn, scheme, catalogue, as_of, window)
        enterprises = conn.exec_driver_sql(
            "SELECT uscc, ent_name, entity_kind FROM sc01 ORDER BY uscc"
        ).all()
        result.sheets.extend(
            _sheet(scheme, columns, around, uscc, name or "", kind or "")
            for uscc, name, kind in enterprises
        )
    progress.step(1, 1)
    return result


class _Column:
    """One indicator over all enterprises."""

    def __init__(
        self, indicator: Indicator, measured: Measured, records: Records, *, complete: bool
    ) -> None:
        self.indicator = indicator
        self._measured = measured
        self._records = records
        self._complete = complete
        self._empty: dict[str, Line] = {}

    @classmethod
    def read(
        cls,
        conn: sa.Connection,
        scheme: Scheme,
        indicator: Indicator,
        declared: Declarations,
        window: Parameters,
        catalogue: Catalogue,
        with_records: bool,
    ) -> _Column:
        covered = {code: declared.complete(code, indicator.period) for code in indicator.covered}
        known = {**window, **{f"complete_{code.lower()}": int(ok) for code, ok in covered.items()}}
        value_sql, records_sql = scheme.measure(indicator.id)
        measured: Measured = {
            row[0]: (row[1], row[2], row[3]) for row in execute(conn, value_sql, known, catalogue)
        }
        records: Records = defaultdict(list)
        if with_records:
            for uscc, rec_id in execute(conn, records_sql, known, catalogue):
                records[uscc].append(rec_id)
        complete = bool(covered) and all(covered.values())
        return cls(indicator, measured, records, complete=complete)

    def line(self, template: str, uscc: str) -> Line:
        """The line of one enterprise."""
        indicator = self.indicator
        weight = indicator.weights.get(template)
        found = self._measured.get(uscc)
        if weight is None or found is None:
            return self._without_value(template, weight)
        numerator, denominator, special = found
        if special is not None:
            pct = indicator.specials.get(special)
        elif numerator is None or denominator is None:
            pct = None
        else:
            pct = indicator.percent(template, numerator, denominator)
        if pct is None:
            return Line(indicator.id, weight, "N", None, numerator, denominator, special)
        state = "U" if indicator.missing == "F" and not self._complete else "V"
        behind = tuple(sorted(set(self._records.get(uscc, ()))))
        return Line(indicator.id, weight, state, pct, numerator, denominator, special, behind)

    def _without_value(self, template: str, weight: int | None) -> Line:
        line = self._empty.get(template)
        if line is None:
            line = self._empty[template] = self._missing(weight)
        return line

    def _missing(self, weight: int | None) -> Line:
        indicator = self.indicator
        if weight is None:
            return Line(indicator.id, 0, "X")
        if indicator.missing == "Z":
            return Line(indicator.id, weight, "Z", 0)
        if indicator.missing == "F" and self._complete:
            return Line(indicator.id, weight, "F", indicator.full)
        return Line(indicator.id, weight, "N")


def _sheet(
    scheme: Scheme, columns: list[_Column], around: Circumstances, uscc: str, name: str, kind: str
) -> Sheet:
    template = scheme.template_of_kind.get(kind)
    standing = around.standing(uscc)
    common: dict[str, Any] = {
        "uscc": uscc,
        "name": name,
        "first_time_borrower": around.first_time_borrower(uscc),
        "banks": around.banks(uscc),
        "vetoes": standing.vetoes,
        "adjustment": standing.adjustment,
    }
    if template is None:
        # without a kind nobody can say which template applies; the register must be put right
        return Sheet(
            template="", lines=(), score=None, coverage=0, computed_grade="", final_grade=REFUSED,
            outcome=REFUSED, pending=("entity_kind",), improvement=(), caps=standing.caps, **common,
        )  # fmt: skip
    lines = tuple(column.line(template, uscc) for column in columns)
    score, coverage = score_hundredths(lines), coverage_percent(lines)
    verdict = decide(scheme, score, coverage, standing)
    return Sheet(
        template=template, lines=lines, score=score, coverage=coverage,
        computed_grade=verdict.computed_grade, final_grade=verdict.final_grade,
        outcome=verdict.outcome, pending=verdict.pending, caps=verdict.caps,
        improvement=improvement(scheme, lines), **common,
    )  # fmt: skip
