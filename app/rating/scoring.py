"""From values to scores, grades and outcomes: exact, indicator by indicator over the county."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.rating.grading import REFUSED, Standing, Verdict, decide, improvement, score_of
from app.rating.measuring import Enterprise, Measured, Measures, Value
from app.rating.scheme import Indicator, Scheme
from app.rating.sheets import Line, Sheet

Mark = tuple[str, int | None]
"""State and percent of one line; see :class:`app.rating.sheets.Line`."""

Totals = tuple[list[int], list[int], list[int]]
"""Per enterprise: points in hundredths, the weight that counts, the weight that covers (C0)."""

_NO_TEMPLATE = Verdict("", REFUSED, REFUSED, ("entity_kind",), ())
"""Without a kind nobody can say which template applies; the register must be put right."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a rating says of one enterprise, without the lines; ``score`` in hundredths."""

    enterprise: Enterprise
    template: str
    score: int | None
    coverage: int
    standing: Standing
    verdict: Verdict


class Rating:
    """All enterprises of a county under one scheme, in order of credit code.

    ``like`` is another rating of the same enterprises: what it has in common with this one is
    taken from there, so that a what-if costs what it changes.
    """

    def __init__(self, scheme: Scheme, measures: Measures, *, like: Rating | None = None) -> None:
        self.scheme = scheme
        self.measures = measures
        self.as_of = measures.as_of
        self.marks: dict[str, dict[str, list[Mark]]] = {}
        self.totals: dict[str, Totals] = {}
        if like and (like.measures.enterprises, like.scheme.templates) != (
            measures.enterprises,
            scheme.templates,
        ):
            like = None
        self._groups: dict[str, list[Enterprise]] = (
            like._groups if like else _groups(scheme, measures)
        )
        self._places: dict[str, tuple[str, int]] = (
            like._places
            if like
            else {
                one.uscc: (template, at)
                for template, group in self._groups.items()
                for at, one in enumerate(group)
            }
        )
        scored: dict[str, list[Result]] = {}
        for template, group in self._groups.items():
            self._columns(template, group, like)
            scored[template] = list(self._results(template, group, like))
        self._scored = scored
        places = (self._places[one.uscc] for one in measures.enterprises)
        self.results = [scored[template][at] for template, at in places]

    def _results(
        self, template: str, group: Sequence[Enterprise], like: Rating | None
    ) -> Iterator[Result]:
        """Score and judge the enterprises of one template."""
        points, weights, _ = self.totals[template]
        coverage = self.coverage(template)
        scheme, around = self.scheme, self.measures.around
        same = like is not None and around is like.measures.around and scheme.judges_as(like.scheme)
        was = like._scored[template] if like and same else None
        for at, one in enumerate(group):
            score = score_of(points[at], weights[at])
            known = was[at] if was else None
            standing = known.standing if known else around.standing(one.uscc)
            if known and scheme.stands(score, coverage[at]) == scheme.stands(
                known.score, known.coverage
            ):
                if known.score == score and known.coverage == coverage[at]:
                    yield known
                    continue
                verdict = known.verdict
            elif template:
                verdict = decide(scheme, score, coverage[at], standing)
            else:
                verdict = _NO_TEMPLATE
            yield Result(one, template, score, coverage[at], standing, verdict)

    def _columns(self, template: str, group: Sequence[Enterprise], like: Rating | None) -> None:
        """The marks of each indicator, and what they add up to."""
        self.marks[template] = columns = {}
        old = like.totals[template] if like else None
        totals: Totals = (
            (old[0][:], old[1][:], old[2][:])
            if old
            else ([0] * len(group), [0] * len(group), [0] * len(group))
        )
        before = {one.id: one for one in like.scheme.indicators} if like and template else {}
        for indicator in self.scheme.indicators if template else ():
            measured = self.measures.indicators[indicator.id]
            weight = indicator.weights.get(template, 0)
            was = before.pop(indicator.id, None)
            if like and was and _marks_alike(indicator, was, template):
                marks = like.marks[template][indicator.id]
                if like.measures.indicators[indicator.id] is measured:
                    columns[indicator.id] = marks
                    add(totals, marks, weight - was.weights.get(template, 0))
                    continue
            columns[indicator.id] = column(indicator, template, measured, group)
            add(totals, columns[indicator.id], weight)
            if like and was:
                taken = like.marks[template][indicator.id]
                add(totals, taken, -was.weights.get(template, 0))
        if like:
            for name, gone in before.items():
                add(totals, like.marks[template][name], -gone.weights.get(template, 0))
        self.totals[template] = totals

    def coverage(self, template: str) -> list[int]:
        """Percent of the weights that are known, rounded down: only supposed weights miss 100."""
        known = self.totals[template][2]
        whole = sum(one.weights.get(template, 0) for one in self.scheme.indicators)
        return known if whole in {0, 100} else [100 * part // whole for part in known]

    def place(self, uscc: str) -> tuple[str, int]:
        """The template of an enterprise and its place in the template's columns."""
        return self._places[uscc]

    @cached_property
    def by_uscc(self) -> dict[str, Result]:
        """Credit code to result."""
        return {result.enterprise.uscc: result for result in self.results}

    @property
    def sheets(self) -> Iterator[Sheet]:
        """A score sheet per enterprise."""
        return map(self.sheet, self.results)

    def sheet(self, result: Result) -> Sheet:
        """The whole score sheet of one result."""
        one, verdict, around = result.enterprise, result.verdict, self.measures.around
        lines = self.lines(one.uscc)
        return Sheet(
            uscc=one.uscc,
            name=one.name,
            template=result.template,
            lines=lines,
            score=result.score,
            coverage=result.coverage,
            computed_grade=verdict.computed_grade,
            vetoes=result.standing.vetoes,
            caps=verdict.caps if result.template else result.standing.caps,
            final_grade=verdict.final_grade,
            outcome=verdict.outcome,
            pending=verdict.pending,
            first_time_borrower=around.first_time_borrower(one.uscc),
            improvement=improvement(lines, self.scheme.improvements),
            banks=around.banks(one.uscc),
            adjustment=result.standing.adjustment,
        )

    def lines(self, uscc: str) -> tuple[Line, ...]:
        """The lines of one enterprise's sheet, in the scheme's order."""
        template, at = self._places[uscc]
        if not template:
            return ()
        columns = self.marks[template]
        return tuple(
            _line(
                indicator, template, columns[indicator.id][at],
                self.measures.indicators[indicator.id], uscc,
            )
            for indicator in self.scheme.indicators
        )  # fmt: skip


def _groups(scheme: Scheme, measures: Measures) -> dict[str, list[Enterprise]]:
    """Enterprises by template; under the empty name those whose kind has none."""
    groups: dict[str, list[Enterprise]] = {template: [] for template in ("", *scheme.templates)}
    for one in measures.enterprises:
        groups[scheme.template_of_kind.get(one.kind, "")].append(one)
    return groups


def _marks_alike(one: Indicator, other: Indicator, template: str) -> bool:
    """Whether two indicators give every value the same mark."""
    names = ("missing", "specials", "full", "covered", "period")
    return (
        (template in one.weights) == (template in other.weights)
        and one.bands.get(template) == other.bands.get(template)
        and all(getattr(one, name) == getattr(other, name) for name in names)
    )


def _line(indicator: Indicator, template: str, mark: Mark, measured: Measured, uscc: str) -> Line:
    state, pct = mark
    weight = indicator.weights.get(template, 0)
    if state == "X":
        return Line(indicator.id, 0, state)
    found = measured.values.get(uscc)
    if found is None or state in {"Z", "F"}:
        return Line(indicator.id, weight, state, pct)
    behind = () if state == "N" else measured.records.get(uscc, ())
    return Line(indicator.id, weight, state, pct, *found, behind)


def add(totals: Totals, marks: Sequence[Mark], weight: int) -> None:
    """Add a column with its weight; a negative weight takes it away again."""
    points, weights, coverage = totals
    if not weight:
        return
    for at, (state, pct) in enumerate(marks):
        if pct is not None:
            points[at] += weight * pct
            weights[at] += weight
            if state != "U":
                coverage[at] += weight


def column(
    indicator: Indicator, template: str, measured: Measured, group: Sequence[Enterprise]
) -> list[Mark]:
    """State and percent of each enterprise; equal values are judged once."""
    if template not in indicator.weights:
        return [("X", None)] * len(group)
    valued = "U" if indicator.missing == "F" and not measured.complete else "V"
    known: dict[Value | None, Mark] = {None: _without_value(indicator, measured.complete)}
    marks: list[Mark] = []
    values = measured.values
    for one in group:
        value = values.get(one.uscc)
        mark = known.get(value)
        if mark is None:
            pct = percent(indicator, template, value) if value is not None else None
            mark = known[value] = ("N", None) if pct is None else (valued, pct)
        marks.append(mark)
    return marks


def percent(indicator: Indicator, template: str, value: Value) -> int | None:
    """The percent that a value earns; None when it says nothing."""
    numerator, denominator, special = value
    if special is not None:
        return indicator.specials.get(special)
    if numerator is None or denominator is None:
        return None
    return indicator.percent(template, numerator, denominator)


def _without_value(indicator: Indicator, complete: bool) -> Mark:
    if indicator.missing == "Z":
        return "Z", 0
    if indicator.missing == "F" and complete:
        return "F", indicator.full
    return "N", None
