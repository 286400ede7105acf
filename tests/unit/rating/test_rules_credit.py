"""Banks, courts, police, land. Each test says what an enterprise would lose by another choice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rating.county import Facts


def loan(facts: Facts, month: str = "2026-03", number: str = "1", **values: Any) -> str:
    row: dict[str, Any] = {"balance": 100, "five_class": "1", "status": "正常"}
    row |= {"overdue_days": 0, "overdue_principal": 0, "overdue_interest": 0}
    return facts.add("YH03", loan_no=number, month=month, **{**row, **values})


def vetoes(facts: Facts) -> list[str]:
    return [one["id"] for one in facts.sheet()["vetoes"]]


def caps(facts: Facts) -> list[str]:
    return [one["id"] for one in facts.sheet()["caps"]]


def test_k1_a_settled_loan_is_not_current(facts: Facts) -> None:
    """A company that repaid a doubtful loan would be vetoed for it."""
    loan(facts, "2025-12", five_class="4")
    assert vetoes(facts) == ["V2"]
    loan(facts, "2026-01", five_class="4", balance=0, status="结清")
    assert vetoes(facts) == []
    assert facts.line("I19")[0] == "N"


def test_k1_an_old_snapshot_stays_current(facts: Facts) -> None:
    """A bank that stops reporting a bad loan would clear it."""
    loan(facts, "2021-01", five_class="3")
    assert facts.line("I19")[1] == 0


def test_k2_a_written_off_loan_is_a_loss(facts: Facts) -> None:
    """Who never paid would look as clean as who paid."""
    loan(facts, balance=0, status="核销")
    assert vetoes(facts) == ["V2"]
    assert facts.line("I19")[1] == 0


def test_k3_past_overdue_counts_settled_or_not(facts: Facts) -> None:
    """Refinancing a late loan would wipe out its lateness."""
    assert facts.line("I20")[0] == "N"
    loan(facts, "2024-03", overdue_days=91)
    loan(facts, "2025-01", overdue_days=31)
    loan(facts, "2025-02", balance=0, status="结清", max_overdue_days_24m=99)
    assert facts.line("I20")[1:] == (40, "31/1")


@pytest.mark.parametrize(("days", "found"), [(90, []), (91, ["V2"])])
def test_k4_ninety_days_late_is_capped_not_vetoed(
    facts: Facts, days: int, found: list[str]
) -> None:
    """One day would cost a company every recommendation."""
    loan(facts, overdue_days=days)
    assert vetoes(facts) == found
    assert caps(facts) == ["overdue_now"]


def test_k4_overdue_interest_alone_is_overdue(facts: Facts) -> None:
    """A company behind with interest would pass for punctual."""
    loan(facts, overdue_interest=1)
    assert caps(facts) == ["overdue_now"]
    assert facts.line("I21")[1] == 0


def test_k5_open_credit_lines_of_all_banks_are_summed(facts: Facts) -> None:
    """A line without an end would be left out and use would look higher."""
    for number, (start, end) in enumerate(
        [("2026-03-31", None), ("2020-01-01", "2026-03-31"), ("2026-04-01", None),
         ("2020-01-01", "2026-03-30")]
    ):  # fmt: skip
        facts.add("YH01", credit_no=f"{number}", limit=10, used=8, **{"from": start, "to": end})
    assert facts.line("I22")[1:] == (100, "16/20")


def test_k6_the_first_relation_counts(facts: Facts) -> None:
    """Opening a second account would make an old customer a new one."""
    facts.add("YH08", first_relation_date="2020-01-01")
    facts.add("YH08", agency_code="YH-NYH", first_relation_date="2026-01-01")
    assert facts.line("I24")[1] == 100


def test_k7_without_any_bank_row_the_company_is_a_first_borrower(facts: Facts) -> None:
    """Companies that never had a loan are whom the plan is for."""
    facts.add("YH08", first_relation_date="2020-01-01")
    assert facts.sheet()["first_time_borrower"] is True
    loan(facts, balance=0, status="结清")
    assert facts.sheet()["first_time_borrower"] is False


@pytest.mark.parametrize(
    ("values", "counted"),
    [({}, True), ({"role": "上诉人"}, False), ({"liability": "调解"}, False),
     ({"class": "行政"}, False), ({"liability": "部分"}, True)],
)  # fmt: skip
def test_j1_only_a_lost_civil_case_as_defendant_counts(
    facts: Facts, values: dict[str, str], counted: bool
) -> None:
    """A company would lose points for suing its debtors."""
    row = {"class": "民事", "role": "被告", "liability": "败诉", "close_date": "2025-05-01"}
    facts.add("FY01", case_no="1", **{**row, **values})
    assert (facts.line("I33")[0] == "U") is counted


@pytest.mark.parametrize(
    ("values", "found"),
    [({}, ["V1"]), ({"out_date": "2026-03-31"}, []), ({"out_date": "2026-04-01"}, ["V1"]),
     ({"term_end": "2026-03-31"}, ["V1"]), ({"term_end": "2026-03-30"}, [])],
)  # fmt: skip
def test_j2_a_defaulter_stays_listed_until_taken_off(
    facts: Facts, values: dict[str, str], found: list[str]
) -> None:
    """A company taken off the list would still be refused."""
    facts.add("FY03", case_no="1", in_date="2024-01-01", **values)
    assert vetoes(facts) == found


@pytest.mark.parametrize(
    ("start", "end", "listed"),
    [("2023-03-31", None, True), ("2023-03-30", None, False), ("2022-01-01", "2026-03-31", True),
     ("2026-04-01", None, False)],
)  # fmt: skip
def test_j3_lists_without_removal_date_end_after_three_years(
    facts: Facts, start: str, end: str | None, listed: bool
) -> None:
    """A company would never get off a list that has no removal date."""
    for code, flag in (("SW05", "is_major"), ("RS04", "listed")):
        values = {flag: "Y", "decision_no": "1", "decision_date": start, "publish_to": end}
        facts.add(code, **values)
    assert vetoes(facts) == (["V3", "V5"] if listed else [])


def test_j3_the_market_lists_have_no_automatic_end(facts: Facts) -> None:
    """A company would leave the list by waiting."""
    facts.add("SC07", list_type="严重违法失信", in_date="2015-01-01")
    facts.add("SC07", list_type="经营异常", in_date="2015-01-01")
    assert (vetoes(facts), caps(facts)) == (["V4"], ["abnormal_list"])


@pytest.mark.parametrize(
    ("values", "found"),
    [({}, ["V6"]), ({"stage": "起诉"}, []), ({"case_no": None}, []), ({"unit_crime": "N"}, []),
     ({"decision_date": "2021-03-31"}, ["V6"]), ({"decision_date": "2021-03-30"}, [])],
)  # fmt: skip
def test_j4_only_an_effective_judgment_of_five_years_counts(
    facts: Facts, values: dict[str, str | None], found: list[str]
) -> None:
    """A company under investigation would be treated as guilty."""
    row = {"unit_crime": "Y", "stage": "判决", "case_no": "1", "decision_date": "2025-01-01"}
    facts.add("GA02", decision_no="1", **{**row, **values})
    assert vetoes(facts) == found


@pytest.mark.parametrize(
    ("kind", "status", "found"),
    [("破产重整", "审理中", ["V9"]), ("破产清算", "驳回", []), ("强制清算", "审理中", [])],
)
def test_j5_a_bankruptcy_refused_by_the_court_is_none(
    facts: Facts, kind: str, status: str, found: list[str]
) -> None:
    """A malicious petition, rejected, would ruin a sound company."""
    facts.add("FY04", case_no="1", kind=kind, accept_date="2025-01-01", status=status)
    assert vetoes(facts) == found


def test_j6_a_renewed_licence_is_valid(facts: Facts) -> None:
    """The expired paper of a renewed licence would cost the point."""
    facts.add("GA01", item="印章备案", cert_no="0", valid_to="2020-01-01", status="有效")
    assert facts.line("I34")[0] == "N"
    facts.add("GA01", item="保安服务", cert_no="1", valid_to="2025-01-01", status="过期")
    assert facts.line("I34")[1] == 0
    facts.add("GA01", item="保安服务", cert_no="2", status="有效")
    assert facts.line("I34")[1] == 100


@pytest.mark.parametrize(
    ("code", "values", "capped"),
    [("ZR05", {}, True), ("ZR05", {"rectified": "Y"}, False),
     ("ST04", {"rectified": "Y", "rectify_date": "2026-04-01"}, True),
     ("SC06", {"perform_status": "部分"}, True), ("SC06", {"perform_status": "已履行"}, False),
     ("GA02", {"perform_status": "已履行", "perform_date": "2026-04-01"}, True),
     ("GJ03", {"decision_date": "2021-03-30"}, False), ("RS04", {"severity": "一般"}, False)],
)  # fmt: skip
def test_j7_a_grave_penalty_caps_until_put_right(
    facts: Facts, code: str, values: dict[str, str], capped: bool
) -> None:
    """A company that did what it was told would stay capped."""
    row = {"severity": "严重", "decision_date": "2021-03-31"}
    facts.add(code, decision_no="1", **{**row, **values})
    assert caps(facts) == (["grave_penalty_open"] if capped else [])


@pytest.mark.parametrize(
    ("status", "since", "found"),
    [("3", None, ["V7"]), ("4", "2026-03-31", ["V7"]), ("5", "2026-04-01", []), ("2", None, []),
     ("6", None, []), ("7", None, [])],
)  # fmt: skip
def test_j8_only_revoked_and_struck_off_companies_are_not_rated(
    status: str, since: str | None, found: list[str]
) -> None:
    """A company pausing its business or moving away would be refused a grade."""
    with Facts() as facts:
        facts.enterprise(reg_status=status, status_date=since)
        assert vetoes(facts) == found
