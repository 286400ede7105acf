"""What-if scores only what a change touches; it must say what scoring everything would say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UsageError
from app.rating import scheme as schemes
from app.rating import what_if
from app.rating.circumstances import Circumstances
from app.rating.grading import Standing
from app.rating.measuring import Enterprise, Measured, Measures, Value
from app.rating.scoring import Rating
from tests.unit.rating.county import D

SCHEME = schemes.load()
IDS = [one.id for one in SCHEME.indicators]


class Calm(Circumstances):
    """Nobody is vetoed or capped."""

    def __init__(self) -> None:
        self._standing = Standing()

    def standing(self, uscc: str) -> Standing:
        return self._standing


VALUES = st.one_of(st.none(), st.tuples(st.integers(-50, 200), st.integers(0, 100), st.none()))
ROWS = st.lists(
    st.tuples(st.sampled_from(["1", "4", "5", "?"]), st.lists(VALUES, min_size=35, max_size=35)),
    min_size=1,
    max_size=8,
)
CHANGES = st.dictionaries(
    st.sampled_from(IDS),
    st.dictionaries(st.sampled_from("CHF"), st.integers(0, 20), min_size=1),
    max_size=5,
)


def measured(rows: list[tuple[str, list[Value | None]]], complete: bool = True) -> Measures:
    enterprises = tuple(Enterprise(f"E{n}", f"企业{n}", kind) for n, (kind, _) in enumerate(rows))
    columns = {
        name: Measured(
            {f"E{n}": values[at] for n, (_, values) in enumerate(rows) if values[at] is not None},  # type: ignore[misc]
            complete and at % 2 == 0,
            {},
        )
        for at, name in enumerate(IDS)
    }
    return Measures(D, enterprises, columns, Calm())


def plain(rating: Rating) -> list[Any]:
    return [
        (
            one.enterprise.uscc,
            one.score,
            one.coverage,
            one.verdict,
            rating.lines(one.enterprise.uscc),
        )
        for one in rating.results
    ]


@settings(deadline=None, max_examples=60)
@given(rows=ROWS, changes=CHANGES)
def test_a_changed_weight_gives_what_a_whole_new_rating_gives(
    rows: list[Any], changes: dict[str, dict[str, int]]
) -> None:
    """Else the working group would decide on a picture that the next run does not confirm."""
    before = Rating(SCHEME, measured(rows))
    after = what_if.reweighted(before, changes)
    assert plain(after) == plain(Rating(after.scheme, before.measures))
    back = {
        name: {t: SCHEME.by_id[name].weights.get(t, 0) for t in wanted}
        for name, wanted in changes.items()
    }
    assert plain(what_if.reweighted(after, back)) == plain(before)


@settings(deadline=None, max_examples=40)
@given(rows=ROWS, at=st.integers(0, 34), value=VALUES)
def test_a_supposed_value_gives_what_a_whole_new_rating_gives(
    rows: list[Any], at: int, value: Value | None
) -> None:
    before = Rating(SCHEME, measured(rows))
    after = what_if.supposed(before, {("E0", IDS[at]): value})
    assert plain(after) == plain(Rating(SCHEME, after.measures))
    assert {move.before.enterprise.uscc for move in what_if.moves(before, after)} <= {"E0"}


@settings(deadline=None, max_examples=30)
@given(rows=ROWS, changes=CHANGES)
def test_the_picture_of_a_change_adds_up(
    rows: list[Any], changes: dict[str, dict[str, int]]
) -> None:
    """Every enterprise is in one cell before and in one after; a scheme differs not from itself."""
    before = Rating(SCHEME, measured(rows))
    after = what_if.reweighted(before, changes)
    for rating in (before, after):
        for cells in what_if.distribution(rating).values():
            assert sum(cells.values()) == len(rows)
    assert what_if.stability(before, before) == 0
    assert what_if.stability(before, after) >= 0
    assert list(what_if.moves(before, Rating(SCHEME, before.measures))) == []


def test_an_indicator_that_nobody_differs_in_has_no_influence() -> None:
    """The working group reads from the influence what a weight is good for."""
    alike: list[Value | None] = [(1, 1, None)] * 35
    rating = Rating(SCHEME, measured([("1", alike), ("1", alike)]))
    full = what_if.supposed(rating, {("E0", "I09"): (-9, 10, None)})
    influence = {one.id: one for one in what_if.influences(full)}
    assert influence["I09"].mean > 0
    assert influence["I13"].moved == 0
    assert influence["I13"].mean == Decimal("0.00")


def test_edges_name_the_grade_behind_the_next_band() -> None:
    """A clerk asks first: how far is it to the next grade?"""
    values: list[Value | None] = [(0, 1, None)] * 35
    rating = Rating(SCHEME, measured([("1", values)]))
    score = rating.results[0].score
    assert score is not None
    up, down = what_if.margins(rating, "E0")
    assert up is not None
    assert SCHEME.grade_of(score + up) != SCHEME.grade_of(score)
    assert SCHEME.grade_of(score + up - 1) == SCHEME.grade_of(score)
    if down is not None:
        assert SCHEME.grade_of(score - down) != SCHEME.grade_of(score)
    for edge in what_if.edges(rating, "E0"):
        line = next(one for one in rating.lines("E0") if one.id == edge.id)
        assert edge.better_pct is None or edge.better_pct > (line.pct or 0)
        assert (edge.worse_pct is None) == (edge.worse_grade is None)


def test_unknown_names_are_refused() -> None:
    rating = Rating(SCHEME, measured([("1", [None] * 35)]))
    for wrong in ({"I99": {"C": 1}}, {"I01": {"Z": 1}}):
        with pytest.raises(UsageError, match="U-INDICATOR"):
            what_if.reweighted(rating, wrong)
    with pytest.raises(UsageError, match="U-USCC"):
        what_if.supposed(rating, {("E9", "I01"): None})
    other = Rating(replace(SCHEME, no_grade_below=0), rating.measures, like=rating)
    assert plain(other) == plain(Rating(other.scheme, rating.measures))
