"""A kept run explained: what was said then must be told apart from what would be said now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.documents.batch import print_file
from app.documents.issuing.score_sheets import score_sheet_pieces
from app.errors import UsageError
from app.merging.merge import merge
from app.rating import scheme
from app.rating.explaining import explain
from app.rating.explaining_runs import explain_run, sheet_losses, sheet_value
from app.rating.runs import run_rating
from tests.offices import COMPANY, FARM, LEADER, bill, collect, found, start_register, submit

DAY = date(2026, 10, 31)


def test_a_kept_run_tells_what_has_changed_since(tmp_path: Path) -> None:
    """An enterprise shown today's facts as yesterday's reasons could not check its grade."""
    county = found(tmp_path)
    start_register(county)
    chosen = scheme.load()
    with county.as_("RH", LEADER) as store:
        run = run_rating(store, chosen, DAY)
        before = explain_run(store, run.run_id, COMPANY)
    assert before.same_scheme
    assert not any(line.changed for line in before.lines)
    months = [f"2026-0{month}" for month in range(1, 5)]
    collect(county, "GD", "GD02", [bill(COMPANY, "41122100001", one, "42000") for one in months])
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD"))
        after = explain_run(store, run.run_id, COMPANY)
        other = explain_run(store, run.run_id, FARM)
        with pytest.raises(UsageError):
            explain_run(store, "none", COMPANY)
    assert {line.id for line in after.lines if line.changed} == {"I12", "I25"}
    assert not any(line.changed for line in other.lines)
    bills = next(line for line in after.present.lines if line.id == "I25")
    assert bills.record_count == 4
    assert {one.agency for one in bills.records} == {"供电公司"}
    assert all(one.package_id and one.arrived for one in bills.records)


def test_the_paper_says_what_the_explanation_says(tmp_path: Path) -> None:
    """Two wordings of one loss in two papers would make both doubtful."""
    county = found(tmp_path)
    start_register(county)
    chosen = scheme.load()
    with county.as_("RH", LEADER) as store:
        run = run_rating(store, chosen, DAY)
        sheet = next(one for one in run.sheets if one["id"] == COMPANY)
        told = explain(store, COMPANY, chosen, DAY)
        pieces = score_sheet_pieces(store, chosen, DAY, run.sheets)
        pages = print_file(tmp_path / "s.pdf", "评分说明表", pieces)
    assert pages >= 2
    sentences = {line.sentence for line in told.lines if line.sentence}
    assert set(sheet_losses(chosen, sheet)) == sentences
    for line in told.lines:
        kept = sheet["indicators"][line.id]["value"]
        assert sheet_value(chosen, sheet["template"], line.id, kept) == line.value
