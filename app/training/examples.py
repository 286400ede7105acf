"""The two worked examples of the rating scheme, as facts; every planted case grows from the first.

Score sheet of the company: 86.80 points of 97, 89.48, AA; of the farm: 73.40 of 91, 80.66, A,
capped to BBB by a 关注 loan.
"""

from __future__ import annotations

from dataclasses import replace

from app.training import facts_bank as bank
from app.training import facts_court as court
from app.training import facts_land as land
from app.training import facts_market as market
from app.training import facts_social as social
from app.training import facts_tax as tax
from app.training import facts_utilities as utilities
from app.training.codes import Row, fen, spread
from app.training.facts_market import Fact
from app.training.penalties import penalty
from app.training.register import Enterprise

HOUSE_BANK = "YH-NSH"
"""The bank at which planted enterprises borrow."""


def company_base(entry: Enterprise) -> Enterprise:
    """An invented company with the size of the first example."""
    return replace(
        entry,
        kind="1",
        est_date="2015-05-18",
        capital=fen(5_000_000),
        employees=46,
        revenue=32_000_000,
        health=1.0,
        former="",
    )


def farm_base(entry: Enterprise) -> Enterprise:
    """An invented family farm with the size of the second example."""
    return replace(
        entry, kind="5", est_date="2022-02-20", employees=4, revenue=580_000, health=0.8, former=""
    )


def company(entry: Enterprise) -> list[Fact]:
    """The facts of the first example."""
    code = entry.uscc
    found: list[Fact] = [
        ("SCJG", "SC01", {**market.register_row(entry), "paid_capital": fen(3_500_000), "demo_level": "市级"}),
        *(("SCJG", "SC02", row) for row in market.holders(entry, fen(3_500_000))),
        *(("SCJG", "SC03", row) for row in market.officers(entry)),
        ("SCJG", "SC08", market.annual(code, 2023, "2024-05-16", 28_000_000, 15_600_000, 30_000_000, 1_500_000, 45)),
        ("SCJG", "SC08", market.annual(code, 2024, "2025-05-20", 30_000_000, 16_500_000, 32_000_000, 1_800_000, 46)),
        ("SCJG", "SC06", penalty(code, f"渑市监罚〔2026〕{code[9:14]}号", market.OFFICE, "《中华人民共和国产品质量法》第五十四条", "产品标识不规范", "轻微", "2026-02-10")),
        ("SW", "SW01", tax.registration(entry)),
        ("SW", "SW03", tax.grade(code, 2024, "B", 8200)),
        ("GD", "GD01", utilities.power_account(entry, 315)),
        ("GS", "GS01", utilities.water_account(entry)),
        ("RS", "RS01", social.registration(entry)),
        ("GA", "GA01", land.seal(entry)),
        ("ST", "ST03", land.environment_grade(code, 2024, "2")),
        ("FY", "FY01", court.suit(code, int(code[8:17], 36) % 10**6, "2025-04-08", "2025-07-15", "败诉", 86_000)),
    ]  # fmt: skip
    found += _company_series(entry)
    found += borrowing(entry, "2021-03-01", 5_000_000, 4_200_000, {8: 12})
    return found


def _company_series(entry: Enterprise) -> list[Fact]:
    vat = [*spread(fen(1_100_000), 12), *spread(fen(1_160_000), 12)]
    city = [*spread(fen(150_000), 12), *spread(fen(160_000), 12)]
    kwh = [*spread(470_000, 12), *spread(505_000, 12)]
    m3 = [*spread(6000, 12), *spread(6100, 12)]
    staff = [45] * 12 + [46] * 12
    return [
        *(("SW", "SW02", row) for row in tax.filings(entry.uscc, "增值税", vat, frozenset({5}))),
        *(("SW", "SW02", row) for row in tax.filings(entry.uscc, "城建税", city)),
        *(("GD", "GD02", row) for row in utilities.power(entry, kwh, frozenset({15}))),
        *(("GS", "GS02", row) for row in utilities.water(entry, m3)),
        *(("RS", "RS02", row) for row in social.insured(entry, "1", staff)),
    ]


def farm(entry: Enterprise) -> list[Fact]:
    """The facts of the second example."""
    code = entry.uscc
    used = [*[1400] * 9, 0, 0, 0, *spread(12_400, 9), 0, 0, 0]
    grown: Row = {
        "uscc": code, "land_area": 150_00, "land_transfer_years": 10, "main_product": entry.trade.word,
        "insurance": "Y", "demo_level": "县级",
    }  # fmt: skip
    return [
        ("SCJG", "SC01", market.register_row(entry)),
        ("SCJG", "SC08", market.annual(code, 2023, "2024-04-11", 900_000, 400_000, 600_000, 30_000, 4)),
        ("SCJG", "SC08", market.annual(code, 2024, "2025-07-20", 920_000, 410_000, 580_000, 20_000, 4)),
        ("SCJG", "SC10", grown),
        ("SW", "SW01", tax.registration(entry)),
        *(("SW", "SW02", row) for row in tax.quarters(code, "增值税", [0] * 8)),
        ("GD", "GD01", utilities.power_account(entry, 50)),
        *(("GD", "GD02", row) for row in utilities.power(entry, used, frozenset({15}))),
        *borrowing(entry, "2024-03-15", 500_000, 300_000, {17: 25}, "2"),
    ]  # fmt: skip


def borrowing(
    entry: Enterprise,
    since: str,
    limit: int,
    used: int,
    overdue: dict[int, int],
    five_class: str = "1",
) -> list[Fact]:
    """Consent, relation, line, loan and 24 month ends at the house bank; yuan."""
    return [
        (HOUSE_BANK, "YH00", bank.consent(entry, HOUSE_BANK)),
        (HOUSE_BANK, "YH08", bank.relation(entry, since)),
        (HOUSE_BANK, "YH01", bank.credit(entry, HOUSE_BANK, limit, used)),
        (HOUSE_BANK, "YH02", bank.loan(entry, HOUSE_BANK, used, 45_000)),
        *((HOUSE_BANK, "YH03", row) for row in bank.snapshots(entry, HOUSE_BANK, used, overdue, five_class)),
    ]  # fmt: skip
