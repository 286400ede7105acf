"""What the tax office knows: SW01 to SW05."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from app.training.codes import AS_OF, Row, fen, months, next_month, past
from app.training.facts_market import Fact
from app.training.penalties import chance
from app.training.register import Enterprise

OFFICE = "国家税务总局渑池县税务局"


def registration(entry: Enterprise) -> Row:
    """The SW01 row."""
    return {
        "uscc": entry.uscc,
        "taxpayer_id": entry.uscc,
        "tax_authority": OFFICE,
        "taxpayer_type": "一般纳税人" if entry.revenue > 5_000_000 else "小规模",
        "tax_status": "正常",
        "reg_date": entry.est_date,
        "cit_method": "查账" if entry.kind == "1" else "核定",
    }


def filings(
    uscc: str, kind: str, taxes: Sequence[int], late: frozenset[int] = frozenset()
) -> Iterator[Row]:
    """Monthly filings for the 24 periods due in the 24 months to the as-of day.

    ``taxes`` in 分, one a period; ``late`` holds the places of those declared after the due date.
    """
    for at, (period, tax) in enumerate(zip(_periods(), taxes, strict=True)):
        declared = next_month(period, 24 if at in late else 12)
        yield {
            "uscc": uscc,
            "period": period,
            "period_type": "M",
            "tax_kind": kind,
            "due_date": next_month(period, 15),
            "declare_date": declared,
            "taxable_revenue": tax * 25 if kind == "增值税" and tax else None,
            "payable": tax,
            "paid": tax,
            "paid_date": declared if tax else None,
            "is_zero": "N" if tax else "Y",
        }


def quarters(uscc: str, kind: str, taxes: Sequence[int]) -> Iterator[Row]:
    """The eight quarterly filings due in the 24 months to the as-of day, all in time; 分."""
    ends = [period for period in _periods() if period[5:] in ("03", "06", "09", "12")]
    for period, tax in zip(ends, taxes, strict=True):
        declared = next_month(period, 10)
        yield {
            "uscc": uscc,
            "period": period,
            "period_type": "Q",
            "tax_kind": kind,
            "due_date": next_month(period, 15),
            "declare_date": declared,
            "taxable_revenue": tax * 25 if kind == "增值税" and tax else None,
            "payable": tax,
            "paid": tax,
            "paid_date": declared if tax else None,
            "is_zero": "N" if tax else "Y",
        }


def grade(uscc: str, year: int, letter: str, score: int) -> Row:
    """The SW03 row; ``score`` in hundredths."""
    return {
        "uscc": uscc,
        "year": year,
        "grade": letter,
        "score": score,
        "eval_date": f"{year + 1}-04-20",
        "reason": "直接判级" if letter == "D" else None,
    }


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of SW01 to SW05 for an ordinary enterprise."""
    yield "SW", "SW01", registration(entry)
    monthly = entry.revenue * 0.03 / 12
    if entry.kind == "1" and entry.revenue > 2_000_000:
        late = frozenset(at for at in range(24) if rng.random() > 0.9 + 0.1 * entry.health)
        amounts = [fen(monthly * rng.uniform(0.7, 1.3) * (1 + at * 0.004)) for at in range(24)]
        yield from (("SW", "SW02", row) for row in filings(entry.uscc, "增值税", amounts, late))
        income = [fen(entry.revenue * 0.004 * rng.uniform(0.6, 1.4)) for _ in range(8)]
        yield from (("SW", "SW02", row) for row in quarters(entry.uscc, "企业所得税", income))
    else:
        exempt = entry.kind in ("4", "5")
        amounts = [0 if exempt else fen(monthly * 3 * rng.uniform(0.5, 1.4)) for _ in range(8)]
        yield from (("SW", "SW02", row) for row in quarters(entry.uscc, "增值税", amounts))
    if entry.kind != "5":
        letter, low, high = _letter(entry.health, rng)
        yield "SW", "SW03", grade(entry.uscc, 2024, letter, rng.randint(low, high - 1))
    if rng.random() < (1 - entry.health) * 0.4:
        yield (
            "SW",
            "SW04",
            {
                "uscc": entry.uscc,
                "tax_kind": "增值税",
                "as_of": AS_OF.isoformat(),
                "arrears": fen(rng.randint(500, 60_000)),
                "oldest_due": past(rng, 300, 40),
                "late_fee": fen(rng.randint(10, 900)),
                "public_notice": "N",
            },
        )
    row = chance(rng, entry.health, entry.uscc, "渑税", OFFICE, "《中华人民共和国税收征收管理法》第六十三条", "少列收入少缴税款")  # fmt: skip
    if row is not None:
        yield "SW", "SW05", {**row, "case_type": "偷税", "is_major": "N"}


def _periods() -> list[str]:
    return months(AS_OF, 25)[:24]


def _letter(health: float, rng: random.Random) -> tuple[str, int, int]:
    at = health + rng.uniform(-0.15, 0.15)
    if at > 0.95:
        return "A", 9000, 9900
    if at > 0.7:
        return "B", 7000, 9000
    if at > 0.5:
        return "M", 7000, 8000
    return ("C", 4000, 7000) if at > 0.25 else ("D", 1000, 4000)
