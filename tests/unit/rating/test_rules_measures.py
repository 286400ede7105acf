"""Accounts, use, dues and taxes. Each test says what an enterprise would lose otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rating.county import Facts, months


def series(facts: Facts, code: str, month: str, values: list[int], amount: str) -> None:
    for name, value in zip(months("2026-03", len(values)), values, strict=True):
        common: dict[str, Any] = {month: name, amount: value}
        if code in ("GD02", "GS02"):
            common |= {"cons_no": "1", "amount": 0, "due_date": f"{name}-20"}
        else:
            common |= {"kind": "1", "payable": 0, "paid": 0}
        facts.add(code, **common)


def test_b1_of_one_year_the_annual_report_goes_before_the_bank(facts: Facts) -> None:
    """Sources would be mixed and the ratio would be nobody's."""
    facts.add("YH07", year=2025, period="Y", total_assets=100, total_liab=90)
    facts.add("SC08", year=2025, report_date="2026-03-01", assets=100, liabilities=40)
    assert facts.line("I07")[2] == "40/100"


def test_b1_an_audited_statement_goes_before_an_unaudited_one(facts: Facts) -> None:
    """The figure an auditor stands for would lose to whichever bank is first in the alphabet."""
    for bank, audited, liabilities in (("YH-GSH", "N", 90), ("YH-NYH", "Y", 40)):
        facts.add(
            "YH07", agency_code=bank, year=2025, period="Y", audited=audited,
            total_assets=100, total_liab=liabilities,
        )  # fmt: skip
    facts.add("YH07", year=2025, period="H1", audited="Y", total_assets=100, total_liab=99)
    assert facts.line("I07")[2] == "40/100"


def test_b1_accounts_older_than_two_years_say_nothing(facts: Facts) -> None:
    """A grown company would be measured by its beginnings."""
    facts.add("SC08", year=2023, report_date="2024-03-01", assets=100, liabilities=40)
    assert facts.line("I07")[0] == "N"


@pytest.mark.parametrize(("missing", "state"), [(0, "V"), (1, "N")])
def test_b2_turnover_by_filings_needs_the_whole_year(
    facts: Facts, missing: int, state: str
) -> None:
    """A month not filed would read as a fall of turnover."""
    spans = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    for month in spans[missing:]:
        for tax in ("增值税", "印花税"):
            facts.add(
                "SW02", period=month, period_type="M", tax_kind=tax, due_date="2026-01-15",
                declare_date="2026-01-10", paid=0, taxable_revenue=int(month[:4]),
            )  # fmt: skip
    found = facts.line("I06")
    assert found[0] == state
    assert found[2] in (None, "12/24288")


def test_b3_no_turnover_before_means_no_growth_is_known(facts: Facts) -> None:
    """A company in its first year of trade would be scored by a division by zero."""
    facts.add("SC08", year=2024, report_date="2025-03-01", revenue=0, net_profit=-1)
    facts.add("SC08", year=2025, report_date="2026-03-01", revenue=100)
    assert facts.line("I06")[0] == "N"
    assert facts.line("I08")[0] == "N"


@pytest.mark.parametrize(
    ("equity", "expected"), [(None, ("N", None)), (0, ("V", 0)), (-1, ("V", 0)), (100, ("V", 100))]
)
def test_b4_guarantees_need_net_assets_to_be_judged(
    facts: Facts, equity: int | None, expected: tuple[str, int | None]
) -> None:
    """A guarantor whose accounts nobody has would be put at nought, or at full."""
    facts.declare("YH04")
    facts.add("SC08", year=2025, report_date="2026-03-01", equity=equity)
    assert facts.line("I23")[:2] == ("F", 100)
    facts.add("YH04", guar_no="1", balance=30, **{"from": "2024-01-01", "to": "2025-01-01"})
    assert facts.line("I23")[:2] == expected


def test_b5_cases_closed_only_for_now_still_stand(facts: Facts) -> None:
    """A creditor's unpaid claim would vanish with a procedural closing."""
    facts.declare("FY02")
    facts.add("SC08", year=2025, report_date="2026-03-01", revenue=1000)
    for number, mode in enumerate(("执行完毕", "终结本次执行")):
        facts.add(
            "FY02", case_no=f"{number}", file_date="2025-01-01", target=50, executed=0,
            close_date="2025-06-01", close_mode=mode,
        )  # fmt: skip
    assert facts.line("I32") == ("V", 60, "50/1000")


@pytest.mark.parametrize(
    ("paid", "expected"), [(None, ("N", None)), (0, ("V", 20)), (80, ("V", 100)), (150, ("V", 100))]
)
def test_b6_capital_not_stated_is_not_capital_of_nought(
    paid: int | None, expected: tuple[str, int | None]
) -> None:
    """A company would lose points for a box left blank."""
    with Facts() as facts:
        facts.enterprise(paid_capital=paid, reg_capital=100)
        facts.add("SC02", holder_name="甲", paid=99)
        assert facts.line("I03")[:2] == expected


def test_e1_a_missing_month_is_not_a_fall(facts: Facts) -> None:
    """A company would lose by a bill that the utility forgot to report."""
    series(facts, "GD02", "month", [100] * 23, "kwh")
    assert facts.line("I09")[0] == "N"
    facts.add("GD02", cons_no="1", month="2024-04", kwh=0, amount=0, due_date="2024-04-20")
    assert facts.line("I09")[2] == "100/1100"


def test_e1_bimonthly_water_bills_are_whole(facts: Facts) -> None:
    """Every customer billed every second month would have no value."""
    for month in months("2026-03", 24)[1::2]:
        facts.add("GS02", cons_no="1", period=month, m3=10, amount=0)
    assert facts.line("I10") == ("V", 80, "0/60")


def test_e2_a_month_of_use_is_counted_over_all_meters(facts: Facts) -> None:
    """A second, idle meter would cost an operating company its months."""
    series(facts, "GD02", "month", [5] * 10, "kwh")
    facts.add("GD02", cons_no="2", month="2026-03", kwh=0, amount=0, due_date="2026-03-20")
    assert facts.line("I12") == ("V", 80, "10/1")


def test_e3_part_payment_is_late_and_empty_bills_are_no_bills(facts: Facts) -> None:
    """Months without use would lift, or part payments hide, the share of bills on time."""
    due: list[dict[str, Any]] = [
        {"amount": 0, "paid_date": None},
        {"amount": 5, "paid": 5, "paid_date": "2026-01-20"},
        {"amount": 5, "paid": 4, "paid_date": "2026-01-20"},
        {"amount": 5, "paid_date": "2026-01-21"},
        {"amount": 5, "paid_date": None},
    ]
    for number, bill in enumerate(due):
        facts.add(
            "GD02", cons_no=f"{number}", month="2026-01", kwh=1, due_date="2026-01-20", **bill
        )
    assert facts.line("I25")[2] == "1/4"


@pytest.mark.parametrize(("kind", "pct"), [("超容", 50), ("其他", 50), ("窃电", 0)])
def test_e4_only_theft_is_theft(facts: Facts, kind: str, pct: int) -> None:
    """A company over its capacity would be treated as a thief."""
    facts.add("GD03", cons_no="1", kind=kind, date="2025-05-01", settled="Y")
    sheet = facts.sheet()
    assert sheet["indicators"]["I29"]["pct"] == pct
    assert bool(sheet["caps"]) is (kind == "窃电")


def test_e5_the_mean_is_over_months_with_a_row(facts: Facts) -> None:
    """A month not reported would read as a month without staff."""
    for month, persons in (("2024-05", 10), ("2025-05", 12), ("2025-06", 10)):
        facts.add("RS02", month=month, kind="1", persons=persons, payable=0, paid=0)
    facts.add("RS02", month="2025-05", kind="3", persons=1, payable=0, paid=0)
    assert facts.line("I11")[1:] == (100, "2/20")


def test_e6_paid_late_is_paid_and_paid_after_the_day_is_not(facts: Facts) -> None:
    """A company that caught up would still be shown in arrears."""
    for month, on in (("2025-05", "2026-03-31"), ("2025-06", "2026-04-01"), ("2025-07", None)):
        facts.add("RS02", month=month, kind="1", persons=1, payable=9, paid=9, paid_date=on)
        facts.add("GJ02", month=month, persons=1, payable=9, paid=0)
    assert facts.line("I27")[1:] == (70, "1/1")
    facts.add("GJ01", unit_no="1", deferral_from="2025-06-01", deferral_to="2025-12-31")
    assert facts.line("I28")[1:] == (50, "1/1")


def tax(facts: Facts, number: int, **values: Any) -> None:
    row: dict[str, Any] = {
        "period": "2025-01",
        "period_type": "M",
        "tax_kind": f"{number}",
        "paid": 0,
    }
    facts.add("SW02", **{**row, "due_date": "2023-01-15", **values})


def test_t1_tax_counts_in_the_month_it_was_paid(facts: Facts) -> None:
    """Tax paid in time would be missing from the window it was paid in."""
    tax(facts, 1, paid=100, paid_date="2025-03-31")
    tax(facts, 2, paid=110, paid_date="2025-04-01")
    tax(facts, 3, paid=5, due_date="2026-03-15")
    assert facts.line("I17")[1:] == (100, "15/100")


def test_t2_arrears_are_those_of_the_newest_snapshot(facts: Facts) -> None:
    """A company that paid up would carry arrears of an old list for ever."""
    tax(facts, 1, paid=100, paid_date="2026-01-15")
    facts.add("SW04", tax_kind="增值税", as_of="2026-01-31", arrears=90)
    facts.add("SW04", tax_kind="增值税", as_of="2026-02-28", arrears=1, late_fee=50)
    assert facts.line("I16") == ("U", 60, "1/100")
    facts.declare("SW04")
    assert facts.line("I16")[:2] == ("F", 100)


def test_t3_one_row_is_one_filing(facts: Facts) -> None:
    """A zero declaration in time would not count for the diligent."""
    tax(facts, 1, due_date="2025-01-15", declare_date="2025-01-15", is_zero="Y")
    tax(facts, 2, due_date="2025-01-15", declare_date="2025-01-16")
    tax(facts, 3, due_date="2025-01-15", declare_date=None)
    tax(facts, 4, due_date="2024-03-31", declare_date=None)
    assert facts.line("I15")[2] == "1/3"


def test_t4_a_grade_without_evaluation_date_counts(facts: Facts) -> None:
    """An enterprise with grade A and no date on the row would lose five points of a hundred."""
    facts.add("SW03", year=2025, grade="A")
    facts.add("ST03", year=2025, grade="1", eval_date="")
    assert facts.line("I14")[1] == 100
    assert facts.line("I31")[1] == 100


def test_t4_an_unrated_newest_year_does_not_fall_back(facts: Facts) -> None:
    """An old D would cap a company that is no longer rated so, or an old A would flatter."""
    facts.add("SW03", year=2024, grade="D", eval_date="2025-04-01")
    assert facts.sheet()["caps"]
    facts.add("SW03", year=2025, grade="N", eval_date="2026-03-31")
    facts.add("SW03", year=2026, grade="A", eval_date="2026-04-01")
    assert facts.line("I14")[0] == "N"
    assert not facts.sheet()["caps"]


@pytest.mark.parametrize(
    ("severities", "pct"), [(["轻微"], 60), (["一般"], 20), (["轻微", "轻微"], 0), (["严重"], 0)]
)
def test_t5_tax_offences_by_number_and_weight(
    facts: Facts, severities: list[str], pct: int
) -> None:
    """One slight slip would weigh as much as fraud."""
    for number, severity in enumerate(severities):
        facts.add("SW05", decision_no=f"{number}", severity=severity, decision_date="2025-05-01")
    assert facts.line("I18")[1] == pct
