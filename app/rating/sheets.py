"""The score sheet of one enterprise, and its form in ``ratings.json``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one enterprise.

    ``state``: V valued, U valued although its data sets are not declared complete, F full because
    declared complete and nothing found, N not known, Z zero, X not in the template. ``special``
    names a case that a ratio cannot carry. ``pct`` is None for N and X.
    """

    id: str
    weight: int
    state: str
    pct: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    special: str | None = None
    records: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the line takes part in the score."""
        return self.pct is not None and self.state in {"V", "U", "F", "Z"}

    @property
    def hundredths(self) -> int:
        """Points × 100."""
        return self.weight * (self.pct or 0) if self.counts else 0


@dataclass(frozen=True, slots=True)
class Found:
    """A veto or cap and the record that it rests on; ``grade`` is a cap's grade."""

    id: str
    dataset: str
    rec_id: str
    grade: str = ""
    objected: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one enterprise's grade. ``score`` is in hundredths; None: nothing known."""

    uscc: str
    name: str
    template: str
    lines: tuple[Line, ...]
    score: int | None
    coverage: int
    computed_grade: str
    vetoes: tuple[Found, ...]
    caps: tuple[Found, ...]
    final_grade: str
    outcome: str
    pending: tuple[str, ...]
    first_time_borrower: bool
    improvement: tuple[tuple[str, int], ...]
    banks: tuple[str, ...]
    adjustment: int = 0


def to_dict(sheet: Sheet) -> dict[str, Any]:
    """The JSON object of one enterprise in ``ratings.json``; numbers that matter are texts.

    ``value`` is ``"numerator/denominator"`` or the name of a special case; ``gain`` of an
    improvement is the points it could bring.
    """
    return {
        "id": sheet.uscc,
        "code": sheet.uscc,
        "name": sheet.name,
        "template": sheet.template,
        "indicators": {line.id: _line(line) for line in sheet.lines},
        "score": None if sheet.score is None else two_decimals(sheet.score),
        "coverage": str(sheet.coverage),
        "computed_grade": sheet.computed_grade,
        "vetoes": [
            {"id": one.id, "dataset": one.dataset, "rec_id": one.rec_id, "objected": one.objected}
            for one in sheet.vetoes
        ],
        "caps": [
            {"id": one.id, "grade": one.grade, "dataset": one.dataset, "rec_id": one.rec_id}
            for one in sheet.caps
        ],
        "adjustment": sheet.adjustment,
        "final_grade": sheet.final_grade,
        "outcome": sheet.outcome,
        "pending": list(sheet.pending),
        "first_time_borrower": sheet.first_time_borrower,
        "improvement": [{"id": name, "gain": shortest(gain)} for name, gain in sheet.improvement],
        "banks": list(sheet.banks),
    }


def _line(line: Line) -> dict[str, Any]:
    value = line.special
    if value is None and line.numerator is not None:
        value = f"{line.numerator}/{line.denominator}"
    return {
        "value": value,
        "pct": line.pct,
        "weight": line.weight,
        "points": shortest(line.hundredths) if line.counts else None,
        "state": line.state,
        "records": list(line.records),
    }


def two_decimals(hundredths: int) -> str:
    """8948 → ``"89.48"``."""
    return str(Decimal(hundredths).scaleb(-2).quantize(Decimal("0.01")))


def shortest(hundredths: int) -> str:
    """240 → ``"2.4"``, 200 → ``"2"``."""
    return two_decimals(hundredths).rstrip("0").rstrip(".")
