"""Comparing two ratings: what is counted, told and sorted must be what the enterprises get."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import clock
from app.browsing.difference_list import DifferenceList
from app.browsing.move_list import DOWN, MoveList
from app.browsing.scheme_list import COMING, SIGNED, listed, next_version
from app.errors import AppError
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.listing import Order
from app.rating import comparison, scheme, schemes
from app.rating.comparison import Facts, compare, tried, under
from app.rating.measuring import Measures, measure
from app.rating.scheme import MAIN, Scheme
from app.rating.scheme_file import with_version
from app.rating.scoring import Rating
from app.store import operators
from tests.offices import CLERK, LEADER, WORD, County, found, start_register
from tests.unit.rating.county import CATALOGUE, SCHEME, D
from tests.unit.rating.county import Facts as Made
from tests.unit.rating.test_worked_examples import company

CHIEF = "主任"


def changed(old: str, new: str, version: str = "2") -> Scheme:
    """The shipped scheme with one text of its file replaced."""
    return with_version({**SCHEME.files, MAIN: SCHEME.files[MAIN].replace(old, new, 1)}, version)


@pytest.fixture(scope="module")
def measures() -> Measures:
    with Made() as facts:
        company(facts)
        return measure(facts.conn, SCHEME, D, catalogue=CATALOGUE)


def test_counts_directions_and_causes_are_those_of_the_sheets(measures: Measures) -> None:
    """The chart, the sentence and the list are read side by side; they must not differ."""
    before = Rating(SCHEME, measures)
    [one] = before.results
    assert compare(before, before).moves == ()
    lines = before.lines(one.enterprise.uscc)
    least = min(line.pct for line in lines if line.counts and line.pct is not None)
    heavy = {line.id: {one.template: 60} for line in lines if line.pct == least}
    shown = tried(before, before, heavy)
    [move] = shown.moves
    assert (shown.count(1), shown.count(-1), shown.count(0)) == (0, 1, 0)
    was, now = move.before.verdict.final_grade, move.after.verdict.final_grade
    assert shown.grades[was] == (1, 0)
    assert shown.grades[now] == (0, 1)
    source = MoveList()
    assert source.ids({}, None) == []
    source.show(shown)
    uscc = one.enterprise.uscc
    for column in source.columns:
        assert source.ids({}, Order(column.key) if column.sortable else None) == [uscc]
    assert source.ids({"direction": DOWN}, None) == [uscc]
    assert source.ids({"search": "没有这家"}, None) == []
    row = source.rows([uscc])[uscc]
    assert row[0] == DOWN
    assert row[2] == f"{was} → {now}"
    assert row[5].startswith("-")
    assert any(SCHEME.by_id[name].title in row[6] for name in heavy)


def test_limits_alone_need_no_new_measuring_and_have_no_cause_in_the_score(
    measures: Measures, county: County
) -> None:
    """An enterprise that falls because AAA was raised must not be told of its electricity."""
    before = Rating(SCHEME, measures)
    raised = changed('AA = "85"', 'AA = "89.9"')
    with county.as_("RH", LEADER) as store:
        after = under(store, before, raised, Facts(D))
    assert after.measures is before.measures
    shown = compare(before, after)
    source = MoveList()
    source.show(shown)
    assert [source.rows([key])[key][6] for key in source.ids({}, None)] == [
        "等级界限、封顶、否决或覆盖率"
    ] * len(shown.moves)
    assert shown.moves


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with clock.at(datetime(2026, 6, 1, 4, tzinfo=UTC)):
        made = found(tmp_path)
        start_register(made)
        with made.as_("RH", LEADER) as store:
            chief = NewOperator(CHIEF, WORD, frozenset({Role.REVIEWER}))
            operators.add(store, chief, cost=TRAINING_COST)
        yield made


def test_queries_of_a_draft_are_tried_before_they_run(county: County) -> None:
    """A draft from a stick may carry any query; it must not read another's passwords."""
    files = {**SCHEME.files, "measures/I01.sql": "SELECT uscc, 1, 1, NULL FROM operator\n"
             "-- records\nSELECT uscc, rec_id FROM sc01"}  # fmt: skip
    bad = scheme.from_files(files)
    with county.as_("RH", LEADER) as store:
        before = comparison.rated(store, Facts(D), SCHEME)
        with pytest.raises(AppError) as refused:
            under(store, before, bad, Facts(D))
    assert refused.value.code == "R-SCHEME"


def test_the_list_tells_what_a_version_is_today(county: County) -> None:
    """Put in force for July, a version does not rate in June, whatever its row says."""
    two = changed('AA = "85"', 'AA = "86"')
    with county.as_("RH", CLERK) as store:
        assert [(one.version.version, one.state) for one in listed(store)] == [("1", "在用")]
        assert next_version(store, two.id) == "2"
        july = date(2026, 7, 1)
        schemes.draft(store, two, reason="调整", effective_from=july, predecessor="1")
        with pytest.raises(AppError) as refused:
            schemes.check(store, SCHEME.id, SCHEME.version)
        assert refused.value.code == "R-SCHEME-STATE"
        assert "随程序发布" in refused.value.message
    with county.as_("RH", LEADER) as store:
        schemes.check(store, two.id, "2")
        schemes.approve(store, two.id, "2")
        assert listed(store)[1].state == SIGNED
    with county.as_("RH", CHIEF) as store:
        schemes.approve(store, two.id, "2")
        schemes.put_in_force(store, two.id, "2")
        assert [one.state for one in listed(store)] == ["在用", COMING]
        assert listed(store)[1].version.predecessor == "1"
        with clock.at(datetime(2026, 7, 1, 4, tzinfo=UTC)):
            assert [one.state for one in listed(store)] == ["停用", "在用"]
            three = changed('AA = "85"', 'AA = "87"', "3")
            schemes.draft(store, three, reason="再调", effective_from=july)
            schemes.retire(store, two.id, "2")
            assert [one.state for one in listed(store)] == ["在用", "停用", "草稿"]


def test_differences_are_found_by_the_name_of_the_indicator() -> None:
    """Nobody knows what I07 is; he looks for 资产负债率."""
    source = DifferenceList()
    assert source.show(SCHEME, changed('at_most = "50%", pct = 100', 'at_most = "45%", pct = 100'))
    found = source.ids({"search": "资产负债率"}, None)
    assert found
    assert set(found) <= set(source.ids({}, Order("what", descending=True)))
    row = source.rows(found)[found[0]]
    assert row[1] == "资产负债率"
    assert "≤50%" in row[2]
    assert "≤45%" in row[3]
