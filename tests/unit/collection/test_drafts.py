"""What a clerk has typed and not saved: kept, told apart, and never a record by itself."""

from __future__ import annotations

import pytest

from app.collection import drafts, records, review
from app.errors import RefusedError
from app.store.office_store import Store
from tests.offices import bill
from tests.unit.collection.conftest import YANGSHAO, Opener

GOOD = bill(YANGSHAO, "4112210000001", "2026-03", "1000")


def test_draft_comes_back_to_its_operator_alone_and_after_reopening(
    power: Store, opener: Opener
) -> None:
    """What one clerk half knows is not told to another, and the night does not lose it."""
    drafts.keep(power, "GD02", drafts.NEW, {"cons_no": "41", "kwh": "半句"})
    assert drafts.recall(opener("GD", "丙"), "GD02") == {}
    again = opener("GD", "甲")
    kept = drafts.recall(again, "GD02")[drafts.NEW]
    assert kept.texts == {"cons_no": "41", "kwh": "半句"}
    assert drafts.counts(again) == {"GD02": 1}
    drafts.keep(again, "GD02", drafts.NEW, {})
    assert drafts.counts(again) == {}


def test_only_who_may_enter_keeps_drafts(power: Store, opener: Opener) -> None:
    """A reviewer who types into a row would otherwise believe that it will be saved."""
    with pytest.raises(RefusedError, match="R-ROLE"):
        drafts.keep(opener("GD", "乙"), "GD02", drafts.NEW, {"kwh": "1"})


def test_saving_takes_the_draft_along_and_refusing_leaves_it(power: Store) -> None:
    """A draft beside its saved record would be entered twice; one lost on a refusal, never."""
    drafts.keep(power, "GD02", drafts.NEW, {**GOOD, "kwh": "很多"})
    refused = records.add(power, "GD02", {**GOOD, "kwh": "很多"}, drafted=True)
    assert refused.rec_id is None
    assert drafts.counts(power) == {"GD02": 1}
    kept = records.add(power, "GD02", GOOD, drafted=True)
    assert kept.rec_id is not None
    assert drafts.counts(power) == {}
    seq = records.read(power, "GD02", kept.rec_id)[0]["audit_seq"]
    drafts.keep(power, "GD02", kept.rec_id, {"kwh": "1100"}, seq)
    records.change(power, "GD02", kept.rec_id, {"kwh": "1100", "amount": "770"}, audit_seq=seq)
    assert drafts.counts(power) == {}


def test_record_that_changed_meanwhile_is_not_written_over(power: Store, opener: Opener) -> None:
    """Two windows, or a reviewer beside the clerk: the later one must see before he decides."""
    rec_id = records.add(power, "GD02", GOOD).rec_id
    assert rec_id is not None
    seq = records.read(power, "GD02", rec_id)[0]["audit_seq"]
    drafts.keep(power, "GD02", rec_id, {"kwh": "1200"}, seq)
    review.approve(opener("GD", "乙"), "GD02", [rec_id], reasons={"*": "已核对"})
    again = opener("GD", "甲")
    with pytest.raises(RefusedError, match="现为“已审核”，乙") as refused:
        records.change(again, "GD02", rec_id, {"kwh": "1200"}, audit_seq=seq)
    assert refused.value.code == "R-CHANGED"
    kept = records.read(again, "GD02", rec_id)[0]
    assert (kept["kwh"], kept["row_status"]) == (100000, "已审核")
    assert drafts.counts(again) == {"GD02": 1}


def test_a_part_of_the_key_cannot_be_changed_into_another_record(power: Store) -> None:
    """Changing only the month would otherwise make two bills of one meter and month."""
    first = records.add(power, "GD02", GOOD).rec_id
    other = bill(YANGSHAO, "4112210000001", "2026-02", "1000")
    second = records.add(power, "GD02", other).rec_id
    assert first is not None
    assert second is not None
    refused = records.change(power, "GD02", second, {"month": "2026-03"})
    assert refused.rec_id is None
    assert "E-KEY-TAKEN" in {said.code for said in refused.findings}


def test_checks_while_typing_say_what_saving_would_say(power: Store) -> None:
    """A form that complains about what saving accepts is not believed when it is right."""
    rec_id = records.add(power, "GD02", GOOD).rec_id
    assert rec_id is not None
    assert records.check(power, "GD02", {"kwh": "1050"}, rec_id) == []
    said = records.check(power, "GD02", {"kwh": "很多"}, rec_id)
    assert {one.code for one in said} == {"E-NUMBER"}
    assert said[0].words.count("。") == 2
