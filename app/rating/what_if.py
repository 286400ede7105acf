"""What if: two ratings of the same enterprises compared; who moves, and which indicators cause it.

A change of weights or bands needs no new measures: the held ones are scored under the other
scheme, and only what the change touches is scored again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from app.errors import UsageError
from app.rating.grading import decide, score_of
from app.rating.measuring import Value
from app.rating.scheme import MAIN, Indicator, Scheme
from app.rating.scoring import Rating, Result

HALF = Decimal("0.5")


@dataclass(frozen=True)
class Move:
    """An enterprise whose final grade or outcome changes."""

    before: Result
    after: Result
    ratings: tuple[Rating, Rating]

    @property
    def causes(self) -> dict[str, int]:
        """What moved its score; see :func:`causes`."""
        return causes(*self.ratings, self.before.enterprise.uscc)


@dataclass(frozen=True)
class Influence:
    """How much one indicator decides: what happens when its weight is dropped.

    ``moved`` enterprises get another final grade; ``mean`` is the mean absolute change of the
    scores in hundredths, over those that have a score on both sides.
    """

    id: str
    moved: int
    mean: Decimal


@dataclass(frozen=True)
class Edge:
    """The next percent of one line in either direction and the grade that it would bring.

    None where there is no next one.
    """

    id: str
    better_pct: int | None
    better_grade: str | None
    worse_pct: int | None
    worse_grade: str | None


def measures_alike(one: Scheme, other: Scheme) -> bool:
    """Whether both read the same from the facts, so that the measures of one serve the other."""

    def read(scheme: Scheme) -> tuple[object, ...]:
        texts = {name: text for name, text in scheme.files.items() if name != MAIN}
        seen = [(each.id, each.covered, each.period) for each in scheme.indicators]
        return texts, seen, scheme.prepare, scheme.vetoes, scheme.caps

    return read(one) == read(other)


def reweighted(rating: Rating, weights: Mapping[str, Mapping[str, int]]) -> Rating:
    """The same facts under other weights: indicator id → template → weight; 0 leaves it out.

    Templates and indicators not named keep theirs; sums other than 100 are taken as they are and
    renormalised. Raises ``U-INDICATOR`` for an id or template that the scheme lacks.
    """
    scheme = rating.scheme
    for name, wanted in weights.items():
        if name not in scheme.by_id or not wanted.keys() <= scheme.templates.keys():
            raise UsageError("U-INDICATOR", f"方案中没有指标或模板：{name}。", "请核对后重试。")
    changed = tuple(_weighted(one, weights.get(one.id, {})) for one in scheme.indicators)
    return Rating(replace(scheme, indicators=changed), rating.measures, like=rating)


def _weighted(indicator: Indicator, wanted: Mapping[str, int]) -> Indicator:
    if not wanted:
        return indicator
    both = {**indicator.weights, **{t: w for t, w in wanted.items() if t in indicator.bands}}
    return replace(indicator, weights={t: w for t, w in both.items() if w})


def supposed(rating: Rating, values: Mapping[tuple[str, str], Value | None]) -> Rating:
    """The same scheme where (credit code, indicator) had another value; None: no value at all.

    Raises ``U-INDICATOR`` and ``U-USCC`` for what the rating does not know.
    """
    measures = rating.measures
    found = dict(measures.indicators)
    for (uscc, name), value in values.items():
        if name not in found:
            raise UsageError("U-INDICATOR", f"方案中没有指标{name}。", "请核对指标编号。")
        if uscc not in rating.by_uscc:
            raise UsageError("U-USCC", f"没有登记{uscc}。", "请核对统一社会信用代码。")
        others = {code: kept for code, kept in found[name].values.items() if code != uscc}
        changed = others if value is None else {**others, uscc: value}
        found[name] = replace(found[name], values=changed)
    return Rating(rating.scheme, replace(measures, indicators=found), like=rating)


def moves(before: Rating, after: Rating) -> Iterator[Move]:
    """Everyone in both ratings who gets another final grade or outcome."""
    for was in before.results:
        now = after.by_uscc.get(was.enterprise.uscc)
        if now is None or was.verdict is now.verdict:
            continue
        old, new = was.verdict, now.verdict
        if (old.final_grade, old.outcome) != (new.final_grade, new.outcome):
            yield Move(was, now, (before, after))


def causes(before: Rating, after: Rating, uscc: str) -> dict[str, int]:
    """Indicator id to its part of the score difference, in hundredths; they sum exactly to it.

    With weight w, percent p (0 and 0 when unknown) and the old score S, an indicator's part is
    ``(w'(p' - S) - w(p - S)) / W'``: only what changed has a part, and a weight matters by how far
    its percent lies from the old score. Rounded by largest remainder, ties by id. Empty when
    either side has no score.
    """
    old, new = before.by_uscc[uscc], after.by_uscc[uscc]
    if old.score is None or new.score is None:
        return {}
    was = {line.id: line for line in before.lines(uscc) if line.counts}
    now = {line.id: line for line in after.lines(uscc) if line.counts}
    weight = sum(line.weight for line in was.values())
    points = sum(line.hundredths for line in was.values())
    below = weight * sum(line.weight for line in now.values())
    parts: dict[str, tuple[int, int]] = {}
    for name in sorted(was.keys() | now.keys()):
        one, other = was.get(name), now.get(name)
        gained = (other.hundredths if other else 0) - (one.hundredths if one else 0)
        heavier = (other.weight if other else 0) - (one.weight if one else 0)
        part = 100 * (gained * weight - points * heavier)
        if gained or heavier:
            parts[name] = divmod(part, below)
    rest = new.score - old.score - sum(whole for whole, _ in parts.values())
    ordered = sorted(parts, key=lambda name: (-parts[name][1], name))
    return {name: parts[name][0] + (ordered.index(name) < rest) for name in sorted(parts)}


def distribution(rating: Rating) -> dict[str, dict[str, int]]:
    """How many enterprises have each final grade (best first, every grade) and each outcome."""
    grades = Counter(result.verdict.final_grade for result in rating.results)
    outcomes = Counter(result.verdict.outcome for result in rating.results)
    ordered = [name for name, _ in rating.scheme.grades]
    return {
        "grades": {name: grades[name] for name in (*ordered, *sorted(grades.keys() - {*ordered}))},
        "outcomes": dict(sorted(outcomes.items())),
    }


def stability(before: Rating, after: Rating) -> Decimal:
    """Population stability index of the final grades, four decimals; 0 when nothing shifts.

    Sum of ``(b - a) ln(b / a)`` over the shares a before and b after; an empty cell counts as half
    an enterprise, so that one who moves into an empty grade does not make it infinite. Below 0.10
    is usually called stable, above 0.25 a shift.
    """
    one, other = distribution(before)["grades"], distribution(after)["grades"]
    names = [name for name in one.keys() | other.keys() if one.get(name) or other.get(name)]
    with localcontext() as context:
        context.prec = 30
        shares = [
            (
                (Decimal(one.get(name, 0)) or HALF) / (len(before.results) or 1),
                (Decimal(other.get(name, 0)) or HALF) / (len(after.results) or 1),
            )
            for name in sorted(names)
        ]
        index = sum(((b - a) * (b / a).ln() for a, b in shares if a != b), Decimal(0))
    return index.quantize(Decimal("0.0001"))


def influences(rating: Rating) -> Iterator[Influence]:
    """Leave one out: each indicator of the scheme in turn without weight, the rest renormalised."""
    for indicator in rating.scheme.indicators:
        dropped = reweighted(rating, {indicator.id: dict.fromkeys(indicator.weights, 0)})
        moved = differences = counted = 0
        for was, now in zip(rating.results, dropped.results, strict=True):
            moved += was.verdict.final_grade != now.verdict.final_grade
            if was.score is not None and now.score is not None:
                differences += abs(now.score - was.score)
                counted += 1
        mean = (Decimal(differences) / (counted or 1)).quantize(Decimal("0.01"))
        yield Influence(indicator.id, moved, mean)


def margins(rating: Rating, uscc: str) -> tuple[int | None, int | None]:
    """Hundredths of score up to the next better grade, and down to the first score of a worse one.

    None at either end of the scale, or without a score.
    """
    score = rating.by_uscc[uscc].score
    if score is None:
        return None, None
    above = [low for _, low in rating.scheme.grades if low > score]
    own = max(low for _, low in rating.scheme.grades if low <= score)
    return (min(above) - score if above else None), (score - own + 1 if own else None)


def edges(rating: Rating, uscc: str) -> Iterator[Edge]:
    """For every line that counts, the neighbouring percents and what each would make the grade."""
    result = rating.by_uscc[uscc]
    template, at = rating.place(uscc)
    points, weights, _ = rating.totals[template]
    for line in rating.lines(uscc):
        if not line.counts or line.pct is None:
            continue
        indicator = rating.scheme.by_id[line.id]
        known = {band.pct for band in indicator.bands.get(template, ())}
        known |= {pct for pct in indicator.specials.values() if pct is not None}
        better = min((pct for pct in known if pct > line.pct), default=None)
        worse = max((pct for pct in known if pct < line.pct), default=None)

        def grade(
            pct: int | None, line_pct: int = line.pct, weight: int = line.weight
        ) -> str | None:
            if pct is None:
                return None
            score = score_of(points[at] + weight * (pct - line_pct), weights[at])
            return decide(rating.scheme, score, result.coverage, result.standing).final_grade

        yield Edge(line.id, better, grade(better), worse, grade(worse))
