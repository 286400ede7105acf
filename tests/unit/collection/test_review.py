"""Four eyes, papers and declarations: what keeps wrong or forbidden data inside the office."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app import clock
from app.collection import coverage, notices, records, review, slips
from app.collection.gate import CONSENT, NOTICE, REVIEW, gate
from app.collection.importing import import_file
from app.errors import Cancelled, RefusedError
from app.store.office_store import Store
from tests.unit.collection.conftest import SHAOZHOU, TIANTAN, YANGSHAO, Opener, fill_register, sheet

GOOD = f"4112210000001,,{YANGSHAO},2026-03,1000,700,700,2026-04-15,2026-04-08"
PRICEY = f"4112210000002,,{SHAOZHOU},2026-03,1000,70000,70000,2026-04-15,2026-04-08"
POWER = {
    "cons_no": "4112210000001",
    "uscc": YANGSHAO,
    "month": "2026-03",
    "kwh": "1000",
    "amount": "700",
    "due_date": "2026-04-15",
}


def test_the_enterer_cannot_approve_and_another_can(opener: Opener, tmp_path: Path) -> None:
    store = opener("GD", "丙")
    fill_register(store)
    import_file(store, "GD02", sheet(tmp_path / "a.csv", GOOD))
    with pytest.raises(RefusedError, match="R-FOUR-EYES"):
        review.approve(store, "GD02")
    store = opener("GD", "乙")
    assert [p.status for p in review.pending(store, "GD02")] == ["已录入"]
    assert review.approve(store, "GD02").approved == 1
    assert review.pending_counts(store) == {}


def test_an_entry_clerk_cannot_approve_at_all(power: Store) -> None:
    with pytest.raises(RefusedError, match="R-ROLE"):
        review.approve(power, "GD02")


def test_warnings_need_a_reason_and_it_is_kept(opener: Opener, tmp_path: Path) -> None:
    store = opener("GD")
    fill_register(store)
    import_file(store, "GD02", sheet(tmp_path / "a.csv", GOOD, PRICEY))
    store = opener("GD", "乙")
    done = review.approve(store, "GD02")
    assert (done.approved, [b.code for b in done.blocked]) == (1, ["R-REASON"])
    assert review.approve(store, "GD02", reasons={"GD02-PRICE": "含补缴基本电费"}).approved == 1
    with store.read() as conn:
        rows = conn.exec_driver_sql("SELECT reason, reason_by FROM finding").all()
    assert rows == [("含补缴基本电费", "乙")]


def test_a_reviewer_learns_beforehand_what_passes_and_which_warnings_want_a_reason(
    opener: Opener, tmp_path: Path
) -> None:
    """Nobody should sign for thousands and only then hear of the warnings."""
    store = opener("GD")
    fill_register(store)
    import_file(store, "GD02", sheet(tmp_path / "a.csv", GOOD, PRICEY))
    waiting = [one.rec_id for one in review.pending(store, "GD02")]
    with pytest.raises(RefusedError, match="R-ROLE"):
        review.forecast(store, "GD02", waiting)
    store = opener("GD", "乙")
    found = review.forecast(store, "GD02", waiting)
    assert (found.passing, found.blocked) == (2, [])
    assert {code: count for code, (_, count) in found.warnings.items()} == {"GD02-PRICE": 1}
    assert review.pending_counts(store) == {"GD02": 2}


class _Stop:
    """Cancels at the first report."""

    def step(self, done: int, total: int, note: str = "") -> None:
        raise Cancelled


def test_a_cancelled_approval_approves_nobody(opener: Opener, tmp_path: Path) -> None:
    """Half an approval would be a signature under what nobody decided."""
    store = opener("GD")
    fill_register(store)
    import_file(store, "GD02", sheet(tmp_path / "a.csv", GOOD))
    store = opener("GD", "乙")
    with pytest.raises(Cancelled):
        review.approve(store, "GD02", progress=_Stop())
    assert review.pending_counts(store) == {"GD02": 1}


def test_a_draft_blocks_until_it_is_complete(opener: Opener) -> None:
    store = opener("GD")
    fill_register(store)
    draft = records.add(store, "GD02", {**POWER, "amount": ""})
    assert draft.status == "草稿"
    assert draft.rec_id
    store = opener("GD", "乙")
    with pytest.raises(RefusedError, match="R-INCOMPLETE"):
        review.approve(store, "GD02")
    store = opener("GD")
    assert records.change(store, "GD02", draft.rec_id, {"amount": "700"}).status == "已录入"
    store = opener("GD", "乙")
    assert review.approve(store, "GD02").approved == 1


def test_an_approved_record_that_changes_must_be_reviewed_again(opener: Opener) -> None:
    store = opener("GD")
    fill_register(store)
    made = records.add(store, "GD02", POWER)
    assert made.rec_id
    review.approve(opener("GD", "乙"), "GD02")
    store = opener("GD")
    records.change(store, "GD02", made.rec_id, {"kwh": "900"}, reason="抄表更正")
    values, _ = records.read(store, "GD02", made.rec_id)
    assert (values["row_status"], values["rev_no"], values["reviewed_by"]) == ("已录入", 2, None)
    life = records.history(store, "GD02", made.rec_id)
    assert [event.action for event in life] == ["add", "approve", "change"]
    assert life[-1].before is not None
    assert life[-1].after is not None
    assert (life[-1].before["kwh"], life[-1].after["kwh"]) == (100000, 90000)


def test_typing_a_key_twice_and_changing_nothing_do_not_double_records(power: Store) -> None:
    made = records.add(power, "GD02", POWER)
    assert made.rec_id
    assert records.add(power, "GD02", POWER).findings[-1].code == "E-KEY-TAKEN"
    assert records.change(power, "GD02", made.rec_id, {"kwh": "1000"}).outcome == "same"
    bad = records.add(power, "GD02", {**POWER, "month": "2026-02", "kwh": "-1"})
    assert bad.rec_id is None
    assert bad.outcome == "error"


def test_returned_rows_carry_the_reason_and_come_back(opener: Opener) -> None:
    store = opener("GD")
    fill_register(store)
    made = records.add(store, "GD02", POWER)
    assert made.rec_id
    store = opener("GD", "乙")
    with pytest.raises(RefusedError, match="R-REASON"):
        review.return_(store, "GD02", reason=" ")
    assert review.return_(store, "GD02", reason="电量不对") == 1
    store = opener("GD")
    values, said = records.read(store, "GD02", made.rec_id)
    assert values["row_status"] == "退回"
    assert "电量不对" in said[0].message
    records.change(store, "GD02", made.rec_id, {"kwh": "990"})
    values, said = records.read(store, "GD02", made.rec_id)
    assert (values["row_status"], said) == ("已录入", [])


def test_withdrawing_a_reviewed_record_needs_another_person(opener: Opener) -> None:
    store = opener("GD")
    fill_register(store)
    made = records.add(store, "GD02", POWER)
    assert made.rec_id
    store = opener("GD", "乙")
    review.approve(store, "GD02")
    store = opener("GD")
    with pytest.raises(RefusedError, match="R-ROLE"):
        records.withdraw(store, "GD02", made.rec_id, "户号错误")
    store = opener("GD", "乙")
    records.withdraw(store, "GD02", made.rec_id, "户号错误")
    assert records.read(store, "GD02", made.rec_id)[0]["row_status"] == "已撤回"


def test_rules_across_rows_block_a_wrong_total(opener: Opener) -> None:
    """Shares that do not add up to 100 % must not pass, but may when they do."""
    store = opener("SCJG")
    fill_register(store)
    share = {"uscc": YANGSHAO, "holder_type": "自然人", "subscribed": "300"}
    records.add(store, "SC02", {**share, "holder_name": "王五", "ratio": "60"})
    store = opener("SCJG", "乙")
    with pytest.raises(RefusedError, match="R-GROUP"):
        review.approve(store, "SC02")
    store = opener("SCJG")
    records.add(store, "SC02", {**share, "holder_name": "赵六", "ratio": "40"})
    assert review.approve(opener("SCJG", "乙"), "SC02").approved == 2


def test_nothing_leaves_before_the_enterprise_was_told(opener: Opener) -> None:
    store = opener("GD")
    fill_register(store)
    made = records.add(store, "GD02", POWER)
    assert gate(store).counts() == {"ready": 0, REVIEW: 1}
    store = opener("GD", "乙")
    review.approve(store, "GD02")
    assert gate(store).counts() == {"ready": 0, NOTICE: 1}
    (note,) = notices.generate(store)
    assert notices.generate(store) == []
    typo = note.slip_code[:-1] + str((int(note.slip_code[-1]) + 1) % 10)
    with pytest.raises(RefusedError, match="N-SLIP-DIGIT"):
        slips.register_delivery(store, typo, delivered_date=clock.today(), method="直接送达")
    with pytest.raises(RefusedError, match="N-SLIP-DATE"):
        slips.register_delivery(
            store, note.slip_code, delivered_date=clock.today() + timedelta(1), method="直接送达"
        )
    slips.register_delivery(
        store, note.slip_code, delivered_date=clock.today(), method="直接送达", signatory="张三"
    )
    assert gate(store).ready == {"GD02": [made.rec_id]}


def test_a_letter_that_came_back_is_written_anew(power: Store) -> None:
    (note,) = notices.generate(power, [TIANTAN])
    slips.register_delivery(
        power, note.slip_code, delivered_date=clock.today(), method="邮寄", status="退回"
    )
    (second,) = notices.generate(power, [TIANTAN])
    assert second.slip_code != note.slip_code
    assert [entry.status for entry in notices.notices(power)] == ["已生成"]


def test_bank_rows_need_a_consent_valid_today_that_covers_them(opener: Opener) -> None:
    store = opener("YH-NSH")
    fill_register(store)
    line = {
        "uscc": YANGSHAO, "credit_no": "SX1", "limit": "100", "used": "50",
        "from": "2026-01-01", "to": "2026-12-31", "type": "综合",
    }  # fmt: skip
    known = store.catalogue.data_sets["YH01"].by_name
    assert records.add(
        store, "YH01", {k: v for k, v in line.items() if k in {*known, "uscc"}}
    ).rec_id
    store = opener("YH-NSH", "乙")
    review.approve(store, "YH01", reasons={"*": "已核实"})
    (note,) = notices.generate(store)
    slips.register_delivery(store, note.slip_code, delivered_date=clock.today(), method="直接送达")
    assert gate(store).counts() == {"ready": 0, CONSENT: 1}
    for number, scope, left in (("1", "YH02", 1), ("2", "YH01、YH02", 0)):
        signed = {"uscc": YANGSHAO, "no": number, "signed_date": "2026-03-02", "scope": scope}
        assert records.add(opener("YH-NSH"), "YH00", signed).rec_id
        store = opener("YH-NSH", "乙")
        review.approve(store, "YH00")
        assert gate(store).counts().get(CONSENT, 0) == left
    assert gate(store, date(2026, 3, 1)).counts()[CONSENT] == 1


def test_a_period_that_is_not_over_cannot_be_declared_complete(power: Store) -> None:
    coverage.declare(power, "GD02", date(2025, 4, 1), date(2026, 3, 31))
    coverage.declare(power, "GD02", date(2025, 4, 1), date(2026, 3, 31))
    assert len(coverage.declared(power)) == 1
    with pytest.raises(RefusedError, match="R-PERIOD"):
        coverage.declare(power, "GD02", date(2026, 4, 1), date(2026, 4, 30))
    assert coverage.retract(power, "GD02", date(2025, 4, 1), date(2026, 3, 31))
