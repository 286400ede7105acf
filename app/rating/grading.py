"""From the lines of a score sheet to score, grade and outcome: pure arithmetic, exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.rating.scheme import Scheme
from app.rating.sheets import Found, Line

NOT_RATED = "NR"
REFUSED = "不予评级"
SUSPENDED = "暂缓"
UNKNOWN = "信息不足"
RECOMMENDED = "推荐"
PENDING = "待补正"
INCUBATED = "孵化"
NOT_YET = "暂不推荐"


@dataclass(frozen=True)
class Standing:
    """What besides the score decides: vetoes, caps, open objections, the notice, adjustments."""

    vetoes: tuple[Found, ...] = ()
    caps: tuple[Found, ...] = ()
    objection: bool = False
    notice: bool = True
    adjustment: int = 0


@dataclass(frozen=True)
class Verdict:
    """The decision: grades, outcome, the conditions still missing, the caps that were found."""

    computed_grade: str
    final_grade: str
    outcome: str
    pending: tuple[str, ...]
    caps: tuple[Found, ...]


def score_of(points: int, weight: int) -> int | None:
    """Points (hundredths) over the weight that counts, times 100, rounded half up to hundredths."""
    if weight == 0:
        return None
    return (2 * 100 * points + weight) // (2 * weight)


def improvement(lines: Sequence[Line], most: int) -> tuple[tuple[str, int], ...]:
    """The ``most`` indicators with most to gain, each with its hundredths of a point (O7)."""
    gains = [
        (line.id, line.weight * (100 - line.pct))
        for line in lines
        if line.counts and line.pct is not None and line.pct < 100
    ]
    return tuple(sorted(gains, key=lambda one: (-one[1], one[0]))[:most])


def decide(scheme: Scheme, score: int | None, coverage: int, standing: Standing) -> Verdict:
    """Grade and outcome in the order of rating-rules O2."""
    rated = score is not None and coverage >= scheme.no_grade_below
    computed = scheme.grade_of(score) if rated and score is not None else NOT_RATED
    caps = standing.caps
    if rated and coverage < scheme.recommend_from:
        caps = (*caps, Found("coverage", "", "", scheme.reference_cap))
    ungraded = {veto.id for veto in scheme.vetoes if veto.ungraded}
    standing_vetoes = [veto for veto in standing.vetoes if not veto.objected]

    def verdict(final: str, outcome: str, pending: tuple[str, ...] = ()) -> Verdict:
        return Verdict(computed, final, outcome, pending, caps)

    if any(veto.id in ungraded for veto in standing_vetoes):
        return verdict(REFUSED, REFUSED)
    if standing_vetoes:
        return verdict(scheme.grades[-1][0], NOT_YET)
    if standing.vetoes:
        return verdict(SUSPENDED, SUSPENDED)
    if not rated:
        return verdict(NOT_RATED, INCUBATED if coverage >= scheme.incubate_from else UNKNOWN)
    final = _final(scheme, computed, caps, standing.adjustment)
    if scheme.rank[final] <= scheme.rank[scheme.recommend_grade]:
        pending = _pending(scheme, coverage, standing)
        return verdict(final, PENDING if pending else RECOMMENDED, pending)
    return verdict(final, INCUBATED if final in scheme.incubate_grades else NOT_YET)


def _final(scheme: Scheme, computed: str, caps: Sequence[Found], adjustment: int) -> str:
    lowest_cap = max((scheme.rank[cap.grade] for cap in caps), default=0)
    place = max(scheme.rank[computed], lowest_cap)
    if adjustment:
        place = max(place - adjustment, lowest_cap)
    return scheme.grades[min(max(place, 0), len(scheme.grades) - 1)][0]


def _pending(scheme: Scheme, coverage: int, standing: Standing) -> tuple[str, ...]:
    missing = {
        "coverage": coverage < scheme.recommend_from,
        "objection": standing.objection,
        "notice": not standing.notice,
    }
    return tuple(name for name, lacks in missing.items() if lacks)
