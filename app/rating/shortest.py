"""The shortest way up: the cheapest set of improvements that lifts an enterprise to a grade.

Exact, by rating-rules X1. A step to the next better percent of an indicator costs 1, so does the
end of each cap that stands in the way; the cheapest set wins, then the larger gain, then fewer
indicators, then the ids. What counts in the score stays what it is: an unknown indicator is no
step (it must be reported, not improved), a fixed one cannot be moved, and a cap is priced apart
from the indicator that may rest on the same fact. Vetoes are no steps either.

For one enterprise this is a knapsack over cost: ``best[cost]`` is the best set of exactly that
cost. Gain, number of indicators, ids and steps are packed into one integer that adds up, so that
comparing two sets is comparing two numbers and the tie rules hold in every partial sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.errors import UsageError
from app.rating.grading import decide, score_of
from app.rating.measuring import Value
from app.rating.scheme import Indicator, Scheme
from app.rating.scoring import Rating, Result
from app.rating.sheets import shortest
from app.rating.value_words import target_words, value_words

_STEP_BITS = 8
_COUNT_BITS = 10


@dataclass(frozen=True, slots=True)
class Ladder:
    """The better percents of one indicator in rising order, each worth a gain in hundredths."""

    id: str
    percents: tuple[int, ...]
    gains: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator to improve; ``gain`` in hundredths of a point, ``words`` for people."""

    id: str
    title: str
    present_pct: int
    target_pct: int
    cost: int
    gain: int
    words: str


@dataclass(frozen=True, slots=True)
class Way:
    """How an enterprise reaches ``goal``, or in ``blocked`` why it cannot.

    ``caps`` are the ids and titles of what must end first, 1 each; ``cost`` counts them. Scores
    are in hundredths. ``final_grade`` and ``outcome`` are what it would then have.
    """

    uscc: str
    name: str
    present_grade: str
    goal: str
    steps: tuple[Step, ...] = ()
    caps: tuple[tuple[str, str], ...] = ()
    cost: int = 0
    gain: int = 0
    score: int | None = None
    score_after: int | None = None
    final_grade: str = ""
    outcome: str = ""
    blocked: tuple[str, ...] = ()


def ways(rating: Rating, grade: str = "") -> Iterator[Way]:
    """The way of every enterprise that is not there yet; see :func:`way`."""
    rank = rating.scheme.rank
    goal = rank[checked(rating.scheme, grade)] if grade else 0
    for result in rating.results:
        if rank.get(result.verdict.final_grade, len(rank)) > goal:
            yield way(rating, result, grade)


def way(rating: Rating, result: Result, grade: str = "") -> Way:
    """The shortest way to ``grade``, by default to the next better one.

    Raises ``U-GRADE`` when the scheme has no such grade. Who has the grade already, or the best
    one, gets a way without steps.
    """
    scheme, one, present = rating.scheme, result.enterprise, result.verdict.final_grade
    if grade:
        checked(scheme, grade)
    rank = scheme.rank.get(present, len(scheme.grades))
    goal = grade or scheme.grades[max(rank - 1, 0)][0]
    if rank <= scheme.rank[goal]:
        return Way(one.uscc, one.name, present, goal, score=result.score, score_after=result.score,
                   final_grade=present, outcome=result.verdict.outcome)  # fmt: skip
    blocked = tuple(_blocked(rating, result, goal))
    chosen: dict[str, int] | None = None
    if not blocked:
        need, ladders = _needed(rating, result, goal), _ladders(rating, result)
        chosen = cheapest(ladders, need)
        if chosen is None:
            blocked = ("可以改善的指标全部达到最好一档，得分仍不够",)
    if blocked or chosen is None:
        return Way(one.uscc, one.name, present, goal, score=result.score, blocked=blocked)
    return _way(rating, result, goal, {lad.id: (lad, chosen[lad.id]) for lad in ladders
                                       if lad.id in chosen})  # fmt: skip


def way_words(one: Way) -> tuple[str, ...]:
    """What there is to do, a line for each thing; or why the goal is out of reach."""
    if one.blocked:
        return tuple(f"不能达到：{why}" for why in one.blocked)
    if not one.cost:
        return ("已达到",)
    ended = (f"消除：{title}" for _, title in one.caps)
    return (*ended, *(f"{step.words}（+{shortest(step.gain)}分）" for step in one.steps))


def checked(scheme: Scheme, grade: str) -> str:
    """The grade itself. Raises ``U-GRADE`` when the scheme does not know it."""
    if grade not in scheme.rank:
        known = "、".join(scheme.rank)
        raise UsageError("U-GRADE", f"方案里没有等级{grade}。", f"可用的等级：{known}。")
    return grade


def cheapest(ladders: Sequence[Ladder], need: int) -> dict[str, int] | None:
    """Indicator id to number of steps: the cheapest set gaining ``need``; None: there is none.

    ``ladders`` in order of id. Ties as in the module's text; between sets of the same indicators,
    cost and gain the one with more steps at the first id.
    """
    if need <= 0:
        return {}
    limit = _enough(ladders, need)
    if limit is None:
        return None
    size = len(ladders)
    gain_at = size * (_STEP_BITS + 1) + _COUNT_BITS
    count = 1 << size * (_STEP_BITS + 1)
    best: list[int | None] = [0] + [None] * limit
    for place, ladder in enumerate(ladders):
        left = size - 1 - place
        base = (1 << size * _STEP_BITS + left) - count
        options = [
            (steps, (gain << gain_at) + base + (steps << left * _STEP_BITS))
            for steps, gain in enumerate(ladder.gains, 1)
            if steps <= limit
        ]
        for cost in range(limit, 0, -1):
            found = best[cost]
            for steps, worth in options:
                if steps > cost:
                    break
                before = best[cost - steps]
                if before is not None and (found is None or before + worth > found):
                    found = before + worth
            best[cost] = found
    # the number of indicators is subtracted and borrows one from the gain, never more
    for packed in best:
        if packed is not None and (packed + (count << _COUNT_BITS) - 1) >> gain_at >= need:
            return {
                ladder.id: steps
                for place, ladder in enumerate(ladders)
                if (steps := packed >> (size - 1 - place) * _STEP_BITS & (1 << _STEP_BITS) - 1)
            }
    return None


def _enough(ladders: Sequence[Ladder], need: int) -> int | None:
    """A cost that certainly suffices: whole ladders, the best gain per step first."""
    cost = 0
    for ladder in sorted(ladders, key=lambda one: -(one.gains[-1] * 840 // len(one.gains))):
        cost += len(ladder.gains)
        need -= ladder.gains[-1]
        if need <= 0:
            return cost
    return None


def _ladders(rating: Rating, result: Result) -> list[Ladder]:
    """What can be improved, in order of id."""
    template, at = rating.place(result.enterprise.uscc)
    made = []
    for indicator in rating.scheme.indicators:
        pct = rating.marks[template][indicator.id][at][1]
        if pct is None or indicator.fixed:
            continue
        better = tuple(one for one in percents(indicator, template) if one > pct)
        if better:
            weight = indicator.weights[template]
            gains = tuple(weight * (one - pct) for one in better)
            made.append(Ladder(indicator.id, better, gains))
    return sorted(made, key=lambda one: one.id)


def percents(indicator: Indicator, template: str) -> list[int]:
    """Every percent that an indicator can earn, rising."""
    named = {pct for pct in indicator.specials.values() if pct is not None}
    return sorted(named | {band.pct for band in indicator.bands[template]})


def _needed(rating: Rating, result: Result, goal: str) -> int:
    """Points (hundredths) still missing; the score is rounded half up, as it is for the grade."""
    scheme = rating.scheme
    template, at = rating.place(result.enterprise.uscc)
    points, weights, _ = rating.totals[template]
    place = min(scheme.rank[goal] + result.standing.adjustment, len(scheme.grades) - 1)
    minimum = scheme.grades[place][1]
    return -(-weights[at] * (2 * minimum - 1) // 200) - points[at]


def _in_the_way(scheme: Scheme, result: Result, goal: str) -> list[str]:
    """The ids of the caps that must end; a step down by the working group comes after caps."""
    highest = scheme.rank[goal] + min(result.standing.adjustment, 0)
    return sorted({one.id for one in result.standing.caps if scheme.rank[one.grade] > highest})


def _blocked(rating: Rating, result: Result, goal: str) -> Iterator[str]:
    scheme, standing = rating.scheme, result.standing
    titles = {veto.id: veto.title for veto in scheme.vetoes}
    if not result.template:
        yield "主体种类不明，不能评级"
        return
    for name in sorted({veto.id for veto in standing.vetoes}):
        yield f"否决：{titles[name]}"
    place = scheme.rank[goal] + min(standing.adjustment, 0)
    if place < 0:
        yield "工作组已下调一级，不能达到这一等级"
    low = result.coverage < scheme.no_grade_below
    if low or result.score is None:
        yield f"信息覆盖率{result.coverage}%，不足{scheme.no_grade_below}%，须先补报"
    elif result.coverage < scheme.recommend_from and scheme.rank[scheme.reference_cap] > place:
        yield f"信息覆盖率{result.coverage}%，不足{scheme.recommend_from}%，须先补报"


def _way(rating: Rating, result: Result, goal: str, chosen: dict[str, tuple[Ladder, int]]) -> Way:
    scheme, one = rating.scheme, result.enterprise
    template, at = rating.place(one.uscc)
    points, weights, _ = rating.totals[template]
    steps = []
    for name, (ladder, taken) in chosen.items():
        pct = rating.marks[template][name][at][1] or 0
        target, gain = ladder.percents[taken - 1], ladder.gains[taken - 1]
        indicator = scheme.by_id[name]
        value = rating.measures.indicators[name].values.get(one.uscc)
        words = _words(indicator, template, value, target)
        steps.append(Step(name, indicator.title, pct, target, taken, gain, words))
    ended = _in_the_way(scheme, result, goal)
    titles = {cap.id: cap.title for cap in scheme.caps}
    gain = sum(step.gain for step in steps)
    after = score_of(points[at] + gain, weights[at])
    left = tuple(cap for cap in result.standing.caps if cap.id not in ended)
    standing = replace(result.standing, caps=left)
    verdict = decide(scheme, after, result.coverage, standing)
    return Way(
        one.uscc,
        one.name,
        result.verdict.final_grade,
        goal,
        tuple(steps),
        tuple((name, titles[name]) for name in ended),
        len(ended) + sum(step.cost for step in steps),
        gain,
        result.score,
        after,
        verdict.final_grade,
        verdict.outcome,
    )


def _words(indicator: Indicator, template: str, value: Value | None, target: int) -> str:
    present = value_words(indicator, template, value)
    return f"{indicator.title}由{present}{target_words(indicator, template, target)}"
