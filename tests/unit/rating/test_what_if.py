"""What-if: a working group that is told the wrong cause changes the wrong weight."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rating.measuring import Measures, measure
from app.rating.scoring import Rating
from app.rating.what_if import causes, moves
from tests.unit.rating.county import CATALOGUE, SCHEME, D, Facts
from tests.unit.rating.test_worked_examples import company

HELD: list[Measures] = []


def measures() -> Measures:
    if not HELD:
        with Facts() as facts:
            company(facts)
            HELD.append(measure(facts.conn, SCHEME, D, catalogue=CATALOGUE))
    return HELD[0]


def test_a_scheme_against_itself_moves_nobody() -> None:
    """A difference out of nothing would discredit every other one."""
    rating = Rating(SCHEME, measures())
    assert list(moves(rating, Rating(SCHEME, measures()))) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=35, max_size=35))
def test_causes_sum_exactly_to_the_score_difference(weights: list[int]) -> None:
    """A part that is missing would be blamed on nobody."""
    changed = tuple(
        replace(one, weights={**one.weights, "C": weight}) if weight and "C" in one.weights else one
        for one, weight in zip(SCHEME.indicators, weights, strict=True)
    )
    before, after = (
        Rating(scheme, measures()) for scheme in (SCHEME, replace(SCHEME, indicators=changed))
    )
    old, new = before.results[0].score, after.results[0].score
    assert old is not None
    assert new is not None
    assert sum(causes(before, after, "E1").values()) == new - old
