"""Retention: what is over is not held against anybody, in the file or in the rating."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError, RefusedError
from app.outcomes import retention
from app.outcomes.credit_file import read_credit_file
from app.rating.windows import minus_months
from app.store import tables
from app.store.facts import mark_superseded
from tests.offices import CLERK, COMPANY, LEADER, collect, found, start_register
from tests.unit.outcomes.penalties import penalty
from tests.unit.rating.county import CATALOGUE, Facts
from tests.unit.rating.random_county import build
from tests.unit.rating.test_oracle import fill

DAY = date(2026, 3, 31)
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(-3, 3))
def test_the_first_day_agrees_with_the_windows_of_a_rating(end: date, shift: int) -> None:
    """File and rating would disagree about one day, and the enterprise would be told both."""
    day = retention.first_day_beyond(end, 60)
    probe = day + timedelta(days=shift)
    assert (minus_months(probe, 60) > end) == (probe >= day)


def lapsed(code: str, on: str, **row: Any) -> str | None:
    found_day = retention.lapsed(CATALOGUE.data_sets[code], row, date.fromisoformat(on))
    return found_day and found_day.isoformat()


@pytest.mark.parametrize(
    ("code", "row", "first"),
    [
        ("SC06", {"decision_date": "2020-03-31"}, "2025-04-01"),
        ("SC06", {"decision_date": "2020-03-31", "perform_date": "2020-05-02"}, "2025-05-03"),
        ("SC06", {"decision_date": "2020-03-31", "perform_status": "未履行"}, None),
        ("SC06", {"decision_date": "2020-03-31", "publish_to": "2021-03-30"}, "2021-03-31"),
        ("SW05", {"decision_date": "2019-01-01", "is_major": "Y"}, "2024-01-02"),
        ("SC07", {"in_date": "2010-01-01"}, None),
        ("FY03", {"out_date": "2020-01-01", "term_end": "2024-01-01"}, "2025-01-02"),
        ("FY03", {"in_date": "2010-01-01"}, None),
        ("ZR05", {"decision_date": "2010-01-01", "reward_title": "绿色矿山"}, None),
        ("ZR05", {"decision_date": "2010-01-01", "severity": "一般"}, None),
        ("SC06", {"decision_date": "2020-03-31", "publish_to": "9999-12-31"}, "2025-04-01"),
        (
            "SW05",
            {"decision_date": "2019-01-01", "is_major": "Y", "publish_to": "9999-12-31"},
            None,
        ),
        ("FY03", {"in_date": "2010-01-01", "term_end": "9998-01-01"}, None),
        ("SC06", {"decision_date": "2020年", "publish_to": "长期"}, None),
        ("GD02", {"month": "2010-01"}, None),
    ],
)
def test_each_kind_ends_as_its_rule_says(code: str, row: dict[str, Any], first: str | None) -> None:
    """Something still going on would be forgotten, or something over held for ever."""
    assert lapsed(code, "2026-03-31", **row) == first
    if first:
        before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
        assert lapsed(code, before, **row) is None


@pytest.fixture(scope="module")
def facts() -> Iterator[Facts]:
    with Facts() as held:
        yield held


def outcome(facts: Facts, day: date) -> dict[str, Any]:
    """What a rating says of each enterprise, without what hangs on papers alone."""
    return {
        uscc: (
            sheet.score,
            sheet.computed_grade,
            sorted((one.id, one.rec_id) for one in sheet.vetoes),
            sorted((one.id, one.rec_id) for one in sheet.caps),
            [(line.id, line.state, line.pct) for line in sheet.lines],
        )
        for uscc, sheet in facts.sheets(day, records=False).items()
    }


def test_no_rating_reads_what_has_lapsed(facts: Facts) -> None:
    """The file would hide what the grade still punishes."""
    dropped: Counter[str] = Counter()
    for seed in range(12):
        world, day = build(seed)
        fill(facts, world)
        whole = outcome(facts, day)
        for code, rows in world.rows.items():
            data_set = CATALOGUE.data_sets[code]
            over = [row["rec_id"] for row in rows if retention.lapsed(data_set, row, day)]
            table = tables.record_table(data_set)
            facts.conn.execute(
                table.update().where(table.c.rec_id.in_(over)).values(row_status="已撤回")
            )
            mark_superseded(facts.conn, data_set)
            dropped[code] += len(over)
        assert outcome(facts, day) == whole, seed
    assert dropped["SC06"]
    assert dropped["FY03"] + dropped["SC07"] + dropped["YH09"]


def test_what_lapsed_leaves_the_file_and_is_told_beforehand(tmp_path: Path) -> None:
    """An enterprise would carry an old penalty for ever, and nobody would know why it went."""
    county = found(tmp_path)
    start_register(county)
    old = {"publish_from": "", "perform_date": "2021-03-02", "decision_date": "2021-03-01"}
    gone, stays = collect(county, "SCJG", "SC06", [penalty(1, **old), penalty(2)])
    with county.as_("SCJG", LEADER) as store:
        for day, shown in (("2026-03-02", {gone, stays}), ("2026-03-03", {stays})):
            file = read_credit_file(store, COMPANY, reason="核对", day=date.fromisoformat(day))
            parts = {part.dataset: part for part in file.sections}
            assert {one.rec_id for one in parts["SC06"].records} == shown
        assert file.left_out == {retention.TERM: 1}
    with county.as_("SCJG", CLERK) as store:
        for on, past, coming in ((date(2026, 3, 2), 0, 1), (date(2026, 3, 3), 1, 0)):
            report = {part.dataset: part for part in retention.lapsing(store, on, 30)}
            told = report["SC06"]
            assert (len(told.lapsed), len(told.coming)) == (past, coming)
        assert (told.lapsed[0].day, told.lapsed[0].why) == ("2026-03-03", retention.TERM)
        for days in (-1, 10**9):
            with pytest.raises(AppError, match="U-WITHIN"):
                retention.lapsing(store, DAY, days)
        assert told.rule == "自决定日期、履行日期起满60个月，公示期满更早的从其公示期"


@pytest.mark.parametrize(
    "text",
    [
        "months = 61\nrule = []",
        "months = 60",
        "months = [",
        "months = 60\n[[rule]]\ndataset = 'XX99'\nend = ['a']",
        "months = 60\n[[rule]]\ndataset = 'SC06'\nend = ['decision_no']",
        "months = 60\n[[rule]]\ndataset = 'SC06'\nend = []",
        "months = 60\n[[rule]]\ndataset = 'SC06'\nend = ['decision_date']\nopen = 'nothing > 1'",
        "months = 60\n[[rule]]\ndataset = 'SC06'\nend = ['decision_date']\ntake = 'some'",
        "months = 60\n[[rule]]\ndataset = 'SC06'\nend = ['decision_date']\nmore = 1",
    ],
)
def test_a_policy_that_does_not_fit_the_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    """A mistyped field would keep everything for ever without a word."""
    path = tmp_path / "retention.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RefusedError, match="R-RETENTION"):
        retention.load(CATALOGUE, path)


def test_the_countys_policy_fits_the_catalogue() -> None:
    """Every penalty must have its end."""
    policy = retention.load(CATALOGUE)
    assert policy.rules.keys() >= {one.code for one in CATALOGUE.data_sets.values() if one.penalty}
