"""Which rows and periods count. Each test says what an enterprise would lose by another choice."""

from __future__ import annotations

from datetime import date

import pytest

from app.store import tables
from app.store.succession_tables import succession
from tests.unit.rating.county import Facts, months

PENALTY_SETS = ("SC06", "ST04", "ZR05", "RS04", "GA02", "GJ03")


def power(facts: Facts, last: str, count: int = 24) -> None:
    for place, month in enumerate(months(last, count)):
        kwh = 200 if place >= count - 12 else 100
        facts.add("GD02", cons_no="1", month=month, kwh=kwh, amount=0, due_date=f"{month}-25")


def test_a4_a_report_never_filed_is_missing_once_the_owner_has_declared(facts: Facts) -> None:
    """Else whoever never files would get full marks and the diligent would lose their lead."""
    assert facts.line("I04")[:2] == ("N", None)
    facts.add("SC08", year=2024, report_date="2025-05-01")
    assert facts.line("I04")[:2] == ("U", 100)
    facts.declare("SC08")
    assert facts.line("I04")[:2] == ("V", 60)


def test_a4_no_report_due_yet_is_full() -> None:
    """A newly founded company would lose two points for a report nobody may ask for yet."""
    with Facts() as facts:
        facts.enterprise(est_date="2025-02-01")
        facts.declare("SC08")
        assert facts.line("I04")[:2] == ("F", 100)


@pytest.mark.parametrize(
    ("until", "state"), [("2026-03-30", "F"), ("2026-03-31", "V"), (None, "V")]
)
def test_p2_a_penalty_counts_while_it_is_published(
    facts: Facts, until: str | None, state: str
) -> None:
    """A company would be held to a penalty whose lawful publication has ended."""
    facts.declare(*PENALTY_SETS)
    facts.add(
        "SC06", decision_no="1", severity="一般", decision_date="2025-09-01", publish_to=until
    )
    assert facts.line("I30")[0] == state


def test_c0_a_bad_row_without_declaration_never_adds_to_coverage(facts: Facts) -> None:
    """A company with a penalty would be recommended where one with nothing known is not."""
    before = int(facts.sheet()["coverage"])
    facts.add("SC06", decision_no="1", severity="严重", decision_date="2025-09-01")
    assert facts.line("I30")[:2] == ("U", 20)
    assert int(facts.sheet()["coverage"]) == before


def test_g1_a_month_that_ends_on_the_reference_day_is_full(facts: Facts) -> None:
    """The newest month, often the best, would be lost."""
    power(facts, "2026-03")
    assert facts.line("I09")[2] == "1200/1200"
    assert facts.line("I09", date(2026, 4, 15))[2] == "1200/1200"
    assert facts.line("I09", date(2026, 3, 30))[0] == "N"


@pytest.mark.parametrize(
    ("on", "state"),
    [("2024-03-31", "F"), ("2024-04-01", "V"), ("2026-03-31", "V"), ("2026-04-01", "F")],
)
def test_g2_an_event_counts_for_24_months_to_the_day(facts: Facts, on: str, state: str) -> None:
    """A company would carry an old loss in court for longer than the scheme says."""
    facts.declare("FY01")
    values = {"class": "民事", "role": "被告", "liability": "败诉", "close_date": on}
    facts.add("FY01", case_no="1", **values)
    assert facts.line("I33")[0] == state


def test_g3_a_report_filed_after_the_day_is_no_fact_yet(facts: Facts) -> None:
    """Two runs for one day would differ by when they were made."""
    facts.add("SC08", year=2024, report_date="2026-04-01", revenue=100, net_profit=10)
    assert facts.line("I08")[0] == "N"
    assert facts.line("I04")[0] == "N"


def test_g4_a_withdrawn_newest_revision_removes_the_record(facts: Facts) -> None:
    """A record withdrawn as wrong would come back in its older, wrong form."""
    facts.add("SW03", year=2025, grade="D", eval_date="2026-01-01")
    facts.add("SW03", year=2025, grade="D", rev_no=2, row_status="已撤回")
    assert facts.line("I14")[0] == "N"


def test_g4_a_draft_does_not_outrank_a_fact(facts: Facts) -> None:
    """Typing a draft would wipe out the approved record."""
    facts.add("SW03", year=2025, grade="A")
    facts.add("SW03", year=2025, grade="D", rev_no=2, row_status="草稿")
    assert facts.line("I14")[1] == 100


def test_g4_breaches_at_two_meters_are_two(facts: Facts) -> None:
    """With no 户号 the meter tells breaches apart; merged, a breach would disappear."""
    for meter in ("M1", "M2"):
        facts.add("GS03", meter_no=meter, kind="私接", date="2026-01-05")
    assert facts.line("I29")[1] == 0


@pytest.mark.parametrize(
    ("state", "counted"),
    [("已审核", 1), ("已上报", 1), ("异议中", 1), ("已更正", 1), ("", 1), ("草稿", 0),
     ("已录入", 0), ("退回", 0), ("已撤回", 0), ("已修复", 0)],
)  # fmt: skip
def test_g5_only_reviewed_rows_count(facts: Facts, state: str, counted: int) -> None:
    """A company would be graded by what nobody has checked."""
    facts.add("SW03", year=2025, grade="A", row_status=state)
    assert (facts.line("I14")[0] == "V") == bool(counted)


def test_p1_a_reward_or_grade_row_is_no_penalty(facts: Facts) -> None:
    """An honoured company would lose points for its honour."""
    facts.declare(*PENALTY_SETS)
    facts.add("RS04", decision_no="1", grade="A", decision_date="2025-09-01")
    facts.add("ZR05", decision_no="2", reward_title="先进", decision_date="2025-09-01")
    assert facts.line("I30")[:2] == ("F", 100)


@pytest.mark.parametrize(
    ("status", "on", "counted"),
    [
        ("已修复", "2026-03-31", False),
        ("已修复", "2026-04-01", True),
        ("已受理", "2026-01-01", True),
    ],
)
def test_p3_a_repaired_penalty_is_no_row_anywhere(
    facts: Facts, status: str, on: str, counted: bool
) -> None:
    """A company that has repaired its credit would gain nothing by it."""
    facts.declare(*PENALTY_SETS)
    facts.add(
        "SC06", decision_no="1", severity="严重", decision_date="2025-09-01",
        repair_status=status, repair_date=on,
    )  # fmt: skip
    assert (facts.line("I30")[0] == "V") is counted
    assert bool(facts.sheet()["caps"]) is counted


@pytest.mark.parametrize(
    ("spans", "state"),
    [
        ([("2024-04-01", "2026-03-31")], "F"),
        ([("2024-04-02", "2026-03-31")], "N"),
        ([("2024-04-01", "2026-03-30")], "N"),
        ([("2024-04", "2025-03"), ("2025-04", "2026-03")], "F"),
        ([("", "2025-03-30"), ("2025-04-01", "")], "N"),
        ([("", "")], "F"),
    ],
)
def test_c1_the_declared_periods_must_cover_every_day(
    facts: Facts, spans: list[tuple[str, str]], state: str
) -> None:
    """A clean company would lose its full marks by two declarations that join."""
    for start, end in spans:
        facts.declare("FY01", start=start, end=end)
    assert facts.line("I33")[0] == state


def test_c2_every_listed_set_and_every_bank_must_be_declared(facts: Facts) -> None:
    """Full marks for no guarantees while one bank has said nothing would hide a guarantee."""
    facts.declare(*PENALTY_SETS[:-1])
    assert facts.line("I30")[0] == "N"
    facts.declare(PENALTY_SETS[-1])
    assert facts.line("I30")[0] == "F"
    facts.declare("YH04")
    assert facts.line("I23")[0] == "F"
    facts.declare("YH03", agency="YH-NYH")
    assert facts.line("I23")[0] == "N"


def test_c2_a_merged_bank_need_not_declare_any_more(facts: Facts) -> None:
    """No enterprise would ever again have full marks, for want of a bank that is no more."""
    facts.declare("YH04")
    facts.declare("YH04", agency="YH-LYH", end="2025-06-30")
    facts.declare("YH04", agency="YH-ZYH", start="2024-01-01")
    facts.declare("YH04", agency="YH-ZYH", end="2023-12-31")
    assert facts.line("I23")[0] == "N"
    facts.conn.execute(
        succession.insert(),
        {
            "predecessor": "YH-LYH", "successor": "YH-ZYH", "effective": "2025-07-01",
            "reason": "", "decided_by": "", "at": "",
        },
    )  # fmt: skip
    assert facts.line("I23")[0] == "F"
    facts.conn.execute(succession.update().values(effective="2026-04-01"))
    assert facts.line("I23")[0] == "N"


def test_c5_no_honour_gives_forty_only_when_declared(facts: Facts) -> None:
    """A company would lose points for honours that nobody has reported yet."""
    facts.add("SC10", demo_level="无")
    assert facts.line("I05")[:2] == ("N", None)
    facts.declare("SC11")
    assert facts.line("I05")[:2] == ("F", 40)
    facts.add("SC05", lic_no="1", issue="2024-01-01", honour_level="省级", status="过期")
    assert facts.line("I05")[:2] == ("F", 40)
    facts.conn.execute(tables.coverage.delete())
    facts.add("SC11", title="奖", level="县级", date="2024-01-01")
    assert facts.line("I05")[:2] == ("U", 60)
