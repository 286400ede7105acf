"""The two worked examples of the scheme: a wrong cent here is a wrong grade on a letter."""

from __future__ import annotations

from typing import Any

from tests.unit.rating.county import Facts, months, next_month

YUAN = 100
WAN = 10_000 * YUAN
DECLARED = [
    "SC04",
    "SC08",
    "SC11",
    "SW04",
    "SW05",
    "YH04",
    "GD03",
    "GS03",
    "SC06",
    "ST04",
    "ZR05",
    "RS04",
    "GA02",
    "GJ03",
    "FY02",
    "FY01",
]


def spread(total: int, parts: int) -> list[int]:
    share, rest = divmod(total, parts)
    return [share + (1 if n < rest else 0) for n in range(parts)]


def power(facts: Facts, before: int, recent: int, used_months: int, late: int) -> None:
    """24 months of bills; the newest ``used_months`` of the last 12 use electricity."""
    shares = spread(before, 12) + [0] * (12 - used_months) + spread(recent, used_months)
    # twelve bills fall due within the window whatever the month they are for
    for place, (month, kwh) in enumerate(zip(months("2026-03", 24), shares, strict=True)):
        due = f"{month}-25"
        paid = f"{next_month(month)}-05" if 12 <= place < 12 + late else f"{month}-20"
        facts.add(
            "GD02",
            cons_no="1",
            month=month,
            kwh=kwh * 100,
            amount=500 * YUAN,
            paid=500 * YUAN,
            due_date=due,
            paid_date=paid,
        )


def company(facts: Facts) -> None:
    facts.enterprise(est_date="2015-03-01", paid_capital=350 * WAN, reg_capital=500 * WAN)
    facts.declare(*DECLARED)
    facts.deliver()
    for year, revenue in ((2023, 3000), (2024, 3200)):
        facts.add(
            "SC08",
            year=year,
            report_date=f"{year + 1}-05-01",
            revenue=revenue * WAN,
            assets=3000 * WAN,
            liabilities=1650 * WAN,
            equity=1350 * WAN,
            net_profit=180 * WAN,
        )
    facts.add("SC11", title="质量奖", level="市级", date="2022-01-01")
    power(facts, 470_000, 505_000, 12, late=1)
    for month, m3 in zip(months("2026-03", 24), spread(6000, 12) + spread(6100, 12), strict=True):
        facts.add(
            "GS02",
            cons_no="9",
            period=month,
            m3=m3 * 100,
            amount=100,
            paid=100,
            due_date=f"{month}-20",
            paid_date=f"{month}-20",
        )
    for place, month in enumerate(months("2026-03", 24)):
        facts.add(
            "RS02",
            month=month,
            kind="1",
            persons=45 if place < 12 else 46,
            payable=100,
            paid=100,
            paid_date=f"{month}-15",
        )
    facts.add("SW03", year=2024, grade="B", eval_date="2025-04-01")
    filings(facts, late=1, before=125 * WAN, recent=132 * WAN)
    facts.add(
        "YH03",
        loan_no="L1",
        month="2026-03",
        balance=WAN,
        five_class="1",
        overdue_days=0,
        overdue_principal=0,
        overdue_interest=0,
        max_overdue_days_24m=12,
        status="正常",
    )
    facts.add(
        "YH01",
        **{
            "credit_no": "C1",
            "limit": 500 * WAN,
            "used": 420 * WAN,
            "from": "2025-01-01",
            "to": "2026-12-31",
        },
    )
    facts.add("YH08", first_relation_date="2021-01-01")
    facts.add("YH00", no="1", signed_date="2026-01-05")
    facts.add("SC06", decision_no="P1", severity="轻微", decision_date="2025-09-01")
    facts.add("ST03", year=2024, grade="2", eval_date="2025-06-01")
    facts.add(
        "FY01",
        **{
            "case_no": "（2025）豫1221民初1号",
            "class": "民事",
            "role": "被告",
            "liability": "败诉",
            "close_date": "2025-08-01",
        },
    )


def filings(facts: Facts, late: int, before: int, recent: int, kinds: int = 2) -> None:
    """48 filings in 24 months; tax paid per window; paid in the month that it is due."""
    sums = spread(before, 12) + spread(recent, 12)
    for place, month in enumerate(months("2026-03", 24)):
        for kind in ("增值税", "印花税")[:kinds]:
            is_late = kind == "增值税" and place < late
            facts.add(
                "SW02",
                period=months(month, 2)[0],
                period_type="M",
                tax_kind=kind,
                due_date=f"{month}-15",
                declare_date=f"{month}-{'18' if is_late else '10'}",
                paid=sums[place] if kind == "增值税" else 0,
                paid_date=f"{month}-15",
            )


def test_a_company_is_recommended_with_aa_and_its_exact_points() -> None:
    with Facts() as facts:
        company(facts)
        sheet = facts.sheet()
    points = {name: line["points"] for name, line in sheet["indicators"].items()}
    expected = (
        "3 2 2.4 2 1.5 3.2 3.4 2.4 4 1.6 3 3 None 4.25 2.4 4 2.55 2 7 4.2 3 1.2 3 1 2.4 2 4 None"
        " 1 3.2 1.7 4 1.4 None 1"
    )
    assert " ".join(str(points[name]) for name in sorted(points)) == expected
    assert [
        sheet[k] for k in ("score", "coverage", "computed_grade", "final_grade", "outcome")
    ] == (["89.48", "97", "AA", "AA", "推荐"])
    assert (sheet["banks"], sheet["vetoes"], sheet["caps"]) == (["YH-GSH"], [], [])


def family_farm(facts: Facts) -> None:
    facts.enterprise(kind="5", est_date="2022-02-20")
    facts.declare(*DECLARED)
    facts.deliver()
    for year, revenue, filed in ((2023, 60, "2024-08-01"), (2024, 58, "2025-05-01")):
        facts.add(
            "SC08",
            year=year,
            report_date=filed,
            revenue=revenue * WAN,
            equity=40 * WAN,
            net_profit=2 * WAN,
        )
    facts.add("SC10", demo_level="县级", land_area=15_000)
    power(facts, 10_000, 9_840, 9, late=1)
    filings(facts, late=0, before=1200, recent=1200, kinds=1)
    facts.add(
        "YH03",
        loan_no="L1",
        month="2026-03",
        balance=WAN,
        five_class="2",
        overdue_days=0,
        overdue_principal=0,
        overdue_interest=0,
        max_overdue_days_24m=25,
        status="正常",
    )
    facts.add(
        "YH01",
        **{
            "credit_no": "C1",
            "limit": 50 * WAN,
            "used": 30 * WAN,
            "from": "2025-01-01",
            "to": "2026-12-31",
        },
    )
    facts.add("YH08", first_relation_date="2024-03-01")


def test_a_family_farm_is_incubated_with_its_cap_and_improvement_list() -> None:
    with Facts() as facts:
        family_farm(facts)
        sheet = facts.sheet()
    points = sum(float(line["points"] or 0) for line in sheet["indicators"].values())
    assert round(points, 2) == 73.40
    assert [
        sheet[k] for k in ("score", "coverage", "computed_grade", "final_grade", "outcome")
    ] == (["80.66", "91", "A", "BBB", "孵化"])
    gains: list[tuple[Any, Any]] = [(one["id"], one["gain"]) for one in sheet["improvement"]]
    assert gains == [("I19", "4.8"), ("I20", "2.4"), ("I05", "2"), ("I13", "1.8"), ("I06", "1.6")]
