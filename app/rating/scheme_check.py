"""Is a scheme sound? Run before a changed scheme is used, so that a slip is found by its author."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from app.catalogue.model import Catalogue
from app.rating.scheme import MAIN, Band, Indicator, Scheme, refused
from app.rating.scheme_shape import shape_problems
from app.rating.scheme_sql import Problem, sql_problems

_MISSING = frozenset({"N", "Z", "F"})
_PERIODS = frozenset({"24m", "state"})


def check(scheme: Scheme, catalogue: Catalogue) -> None:
    """Check everything that can be checked without data.

    Raises ``R-SCHEME`` naming the file and the key of the first problem: weights that do not sum to
    100, bands that leave a gap or are out of order, unknown data sets or grades, missing files.
    """
    for one in problems(scheme, catalogue):
        raise refused(one.file, one.key, one.message)


def problems(scheme: Scheme, catalogue: Catalogue) -> list[Problem]:
    """Everything that is wrong with a scheme, its SQL tried on made-up counties."""
    shape = _shape(scheme)
    # nothing else can be asked of a scheme of another shape
    return shape or [*_declared(scheme, catalogue), *sql_problems(scheme, catalogue)]


def declared_problems(scheme: Scheme, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with a scheme its SQL apart: fast enough to be asked while somebody types."""
    return _shape(scheme) or _declared(scheme, catalogue)


def _shape(scheme: Scheme) -> list[Problem]:
    return [Problem(MAIN, key, told) for key, told in shape_problems(scheme)]


def _declared(scheme: Scheme, catalogue: Catalogue) -> list[Problem]:
    return [Problem(MAIN, key, told) for key, told in _problems(scheme, catalogue)]


def _problems(scheme: Scheme, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    ids = [one.id for one in scheme.indicators]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield name, "指标编号重复"
    for template in scheme.templates:
        total = sum(one.weights.get(template, 0) for one in scheme.indicators)
        if total != 100:
            yield f"weights.{template}", f"权重合计为{total}，应为100"
    kinds = [kind for listed in scheme.templates.values() for kind in listed]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield "templates", f"主体种类{kind}出现在两个模板里"
    for name in (scheme.reference_cap, scheme.recommend_grade, *scheme.incubate_grades):
        if name not in scheme.rank:
            yield "grades", f"没有等级{name}"
    if not scheme.grades or scheme.grades[-1][1] != 0:
        yield "grades", "最低等级应从0分起"
    for cap in scheme.caps:
        if cap.grade not in scheme.rank:
            yield f"cap.{cap.id}", f"没有等级{cap.grade}"
    for indicator in scheme.indicators:
        for key, problem in _indicator_problems(scheme, indicator, catalogue):
            yield f"{indicator.id}.{key}", problem


def _indicator_problems(
    scheme: Scheme, indicator: Indicator, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    for template, weight in indicator.weights.items():
        if template not in scheme.templates:
            yield "weights", f"没有模板{template}"
        if not isinstance(weight, int) or not 0 < weight <= 100:
            yield f"weights.{template}", "权重应为1至100的整数"
        if template not in indicator.bands:
            yield f"bands.{template}", "缺少分档"
    yield from _missing_problems(indicator)
    for code in (*indicator.sources, *indicator.covered):
        if code not in catalogue.data_sets:
            yield "sources", f"没有数据集{code}"
    for template, bands in indicator.bands.items():
        problem = _band_problem(bands, needed=not indicator.specials)
        if problem:
            yield f"bands.{template}", problem
        elif not _follows(indicator.better, bands):
            yield f"bands.{template}", "得分率没有随better的方向变化"
    if indicator.better not in {"", "higher", "lower"}:
        yield "better", "应为higher或lower"


def _follows(better: str, bands: tuple[Band, ...]) -> bool:
    """Whether a better value never earns less; bands stand from their limit outwards."""
    if not better or len(bands) < 2:
        return True
    downwards = bands[0].at_least is not None
    falling = downwards == (better == "higher")
    return all((a.pct >= b.pct) if falling else (a.pct <= b.pct) for a, b in pairwise(bands))


def _missing_problems(indicator: Indicator) -> Iterator[tuple[str, str]]:
    if indicator.missing not in _MISSING:
        yield "missing", "应为N、Z或F"
    if indicator.period not in _PERIODS:
        yield "period", "应为24m或state"
    if indicator.missing == "F" and not indicator.covered:
        yield "covered", "缺失规则为F时须列出应申报的数据集"
    for pct in (indicator.full, *(pct for pct in indicator.specials.values() if pct is not None)):
        if not 0 <= pct <= 100:
            yield "specials", "得分率应在0至100之间"


def _band_problem(bands: tuple[Band, ...], *, needed: bool) -> str:
    if not bands:
        return "缺少分档" if needed else ""
    if any(not isinstance(band.pct, int) or not 0 <= band.pct <= 100 for band in bands):
        return "得分率应为0至100的整数"
    *steps, rest = bands
    if rest.at_least is not None or rest.at_most is not None:
        return "最后一档不应有界限，否则有的值没有分档"
    if any((band.at_least is None) == (band.at_most is None) for band in steps):
        return "除最后一档外，每档须有且只有一个界限"
    lows = [band.at_least for band in steps if band.at_least is not None]
    highs = [band.at_most for band in steps if band.at_most is not None]
    if lows and highs:
        return "同一指标的分档须同用at_least或同用at_most"
    if any(a <= b for a, b in pairwise(lows)):
        return "at_least应从大到小"
    if any(a >= b for a, b in pairwise(highs)):
        return "at_most应从小到大"
    return ""
