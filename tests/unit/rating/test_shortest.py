"""The shortest way up: advice that asks for more than is needed is money an enterprise loses."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UsageError
from app.rating.measuring import measure
from app.rating.scoring import Rating
from app.rating.shortest import Ladder, cheapest, way, ways
from tests.unit.rating.county import CATALOGUE, SCHEME, D, Facts
from tests.unit.rating.test_worked_examples import company, family_farm

LADDERS = st.lists(
    st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(sorted),
    max_size=5,
).map(
    lambda all_gains: [
        Ladder(f"I{place:02d}", tuple(gains), tuple(gains)) for place, gains in enumerate(all_gains)
    ]
)


def rated(facts: Facts) -> Rating:
    return Rating(SCHEME, measure(facts.conn, SCHEME, D, catalogue=CATALOGUE))


def by_trying_all(ladders: list[Ladder], need: int) -> dict[str, int] | None:
    """Every combination of steps, in the order that the rule states."""
    possible = []
    for taken in itertools.product(*(range(len(one.gains) + 1) for one in ladders)):
        chosen = {one.id: n for one, n in zip(ladders, taken, strict=True) if n}
        gain = sum(one.gains[n - 1] for one, n in zip(ladders, taken, strict=True) if n)
        if gain >= need:
            order = (sum(taken), -gain, len(chosen), tuple(chosen), tuple(-n for n in taken))
            possible.append((order, chosen))
    return min(possible, key=lambda one: one[0])[1] if possible else None


@given(LADDERS, st.integers(-2, 40))
def test_no_combination_is_cheaper_or_better(ladders: list[Ladder], need: int) -> None:
    """An enterprise told a dearer way than there is would do work for nothing; ties by X1."""
    found = cheapest(ladders, need)
    assert found == ({} if need <= 0 else by_trying_all(ladders, need))


def test_the_farm_need_only_end_its_special_mention() -> None:
    """80.66 points are an A already: to ask for more points would be wrong advice."""
    with Facts() as held:
        family_farm(held)
        rating = rated(held)
        found = way(rating, rating.results[0])
    assert (found.present_grade, found.goal, found.final_grade) == ("BBB", "A", "A")
    assert found.caps == (("special_mention_loan", "关注类贷款"),)
    assert (found.steps, found.cost, found.blocked) == ((), 1, ())


def test_the_company_reaches_the_best_grade_by_named_steps() -> None:
    """A step without present and target value cannot be acted on; the score must really follow."""
    with Facts() as held:
        company(held)
        rating = rated(held)
        found = way(rating, rating.results[0])
    assert (found.present_grade, found.goal, found.final_grade) == ("AA", "AAA", "AAA")
    assert found.score is not None
    assert found.score_after is not None
    assert found.score == 8948
    assert found.score_after >= 9000
    assert found.cost == len(found.steps) == 1
    assert found.steps[0].words == "近24个月最长逾期天数由12天降到0天"


def test_a_veto_and_little_coverage_are_named(facts: Facts) -> None:
    """Nobody improves points against a veto: the reason must be told instead."""
    facts.decide("V8")
    rating = rated(facts)
    found = way(rating, rating.results[0], "A")
    assert found.blocked[0] == "否决：在本次采集中提供虚假材料"
    assert "须先补报" in found.blocked[1]
    assert found.steps == ()
    with pytest.raises(UsageError, match="等级E"):
        way(rating, rating.results[0], "E")


def test_who_is_there_already_needs_nothing() -> None:
    """A list of ways must not name enterprises that have the grade."""
    with Facts() as held:
        company(held)
        rating = rated(held)
        assert list(ways(rating, "A")) == []
        assert way(rating, rating.results[0], "A").cost == 0


@pytest.mark.parametrize("adjustment", [-1, 0, 1])
@pytest.mark.parametrize("goal", ["AAA", "AA", "A", "BBB"])
def test_the_way_really_leads_there(adjustment: int, goal: str) -> None:
    """Decided again with the improved score, the grade must be the one that was promised."""
    with Facts() as held:
        family_farm(held)
        rating = rated(held)
    result = rating.results[0]
    standing = replace(result.standing, adjustment=adjustment)
    found = way(rating, replace(result, standing=standing), goal)
    assert found.blocked or SCHEME.rank[found.final_grade] <= SCHEME.rank[goal]
