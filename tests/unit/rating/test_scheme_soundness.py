"""Shapes, limits and directions of a scheme: what TOML and SQL would let through."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.rating import scheme
from app.rating.measuring import Measured, Measures, measure
from app.rating.scheme_check import problems
from app.rating.scoring import Rating
from tests.unit.rating.county import CATALOGUE, SCHEME, D, Facts
from tests.unit.rating.test_worked_examples import company

MAIN = SCHEME.files[scheme.MAIN]
BANDED = [one for one in SCHEME.indicators if one.bands and any(one.bands.values())]
_HELD: list[Measures] = []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("no_grade_below = 60", 'no_grade_below = "60"'),
        ("improvements = 5", "improvements = true"),
        ('recommend_grade = "A"', "recommend_grade = []"),
        ('incubate_grades = ["BBB", "BB"]', "incubate_grades = [[1]]"),
        ('prepare = ["current_loan"', 'prepare = [1, "current_loan"'),
        ('C = ["1"', 'C = [["1"]'),
        ("weights = { C = 3, H = 4, F = 4 }", 'weights = { C = "3", H = 4, F = 4 }'),
        ("weights = { C = 3, H = 4, F = 4 }", "weights = { C = 3, H = [4], F = 4 }"),
        ("pct = 100 }", "pct = 100.5 }"),
        ("pct = 100 }", "pct = [100] }"),
        ('sources = ["SC01"]', "sources = [[]]"),
        ("fixed = true", "fixed = 1"),
        ('missing = "Z"', "missing = []"),
        ('better = "higher"', "better = {}"),
        ("full = 40", 'full = "40"'),
        ('id = "V1"', "id = 1"),
        ("ungraded = true", 'ungraded = "true"'),
        ('grade = "BBB"', "grade = {}"),
    ],
)
def test_a_value_of_another_kind_is_a_problem_of_the_file(old: str, new: str) -> None:
    """The working group is told where to look; a traceback tells nobody."""
    assert old in MAIN
    files = {**SCHEME.files, scheme.MAIN: MAIN.replace(old, new, 1)}
    found = problems(scheme.from_files(files), CATALOGUE)
    assert found
    assert {one.file for one in found} == {scheme.MAIN}
    assert all("应为" in one.message for one in found)


def test_grades_may_not_be_missing() -> None:
    """Nobody would get a grade."""
    start = MAIN.index('AAA = "90"')
    main = MAIN[:start] + MAIN[MAIN.index("[[indicator]]") :]
    found = problems(scheme.from_files({**SCHEME.files, scheme.MAIN: main}), CATALOGUE)
    assert any("最低等级" in one.message for one in found)


@pytest.mark.parametrize("limit", ["1e999999999", "nan", "1/0", "9" * 200, "", "五"])
def test_a_limit_that_is_no_number_is_refused_at_once(limit: str) -> None:
    """A number of a billion digits would stop the office for a day."""
    main = MAIN.replace('at_least = "5"', f'at_least = "{limit}"', 1)
    with pytest.raises(AppError) as refused:
        scheme.from_files({**SCHEME.files, scheme.MAIN: main})
    assert refused.value.code == "R-SCHEME"


def test_sql_that_never_ends_is_stopped() -> None:
    """A slip in a recursion would otherwise hang the office."""
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT 'E1', sum(x), 1, NULL FROM n\n-- records\nSELECT uscc, rec_id FROM sc04\n"
    )
    found = problems(scheme.from_files({**SCHEME.files, "measures/I02.sql": endless}), CATALOGUE)
    assert [one.file for one in found] == ["measures/I02.sql"]
    assert "不能运行" in found[0].message


def test_a_retired_field_is_named() -> None:
    """A measure of a field that agencies no longer fill would rate by old facts."""
    sc04 = CATALOGUE.data_sets["SC04"]
    name = next(one.name for one in sc04.fields if one.name in SCHEME.files["measures/I02.sql"])
    fields = tuple(replace(one, retired="2027") if one.name == name else one for one in sc04.fields)
    data_sets = {**CATALOGUE.data_sets, "SC04": replace(sc04, fields=fields)}
    found = problems(SCHEME, replace(CATALOGUE, data_sets=data_sets))
    assert any(one.key == f"sc04.{name}" and "停用" in one.message for one in found), found


def test_every_indicator_says_which_way_is_better() -> None:
    """Undeclared, a slip in the bands that punishes the better would pass the check."""
    assert [one.id for one in SCHEME.indicators if not one.better] == []


def measures() -> Measures:
    if not _HELD:
        with Facts() as facts:
            company(facts)
            _HELD.append(measure(facts.conn, SCHEME, D, catalogue=CATALOGUE))
    return _HELD[0]


def score(indicator: str, kind: str, numerator: int, denominator: int) -> int:
    held = measures()
    one = replace(held.enterprises[0], kind=kind)
    value = Measured({one.uscc: (numerator, denominator, None)}, complete=True, records={})
    indicators = {**held.indicators, indicator: value}
    rating = Rating(SCHEME, replace(held, enterprises=(one,), indicators=indicators))
    found = rating.results[0].score
    assert found is not None
    return found


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(BANDED),
    st.sampled_from([kinds[0] for kinds in SCHEME.templates.values()]),
    st.tuples(st.integers(-500, 500), st.integers(1, 100)),
    st.tuples(st.integers(-500, 500), st.integers(1, 100)),
)
def test_a_better_value_never_earns_less(
    indicator: scheme.Indicator, kind: str, one: tuple[int, int], other: tuple[int, int]
) -> None:
    """An enterprise that pays its debts must not fall for it."""
    worse, better = sorted((one, other), key=lambda value: Fraction(*value))
    if indicator.better == "lower":
        worse, better = better, worse
    assert score(indicator.id, kind, *better) >= score(indicator.id, kind, *worse)
