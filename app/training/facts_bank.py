"""What the ten banks know: YH00 to YH09."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from app.training.codes import Row, fen, months, past, plus
from app.training.facts_market import Fact
from app.training.register import Enterprise

BANKS = tuple(
    f"YH-{bank}" for bank in ["NFH", "GSH", "NYH", "ZGH", "JSH", "YZH", "ZYH", "LYH", "NSH", "QLH"]
)
_WEIGHTS = (2, 6, 10, 5, 7, 14, 8, 3, 34, 11)


def consent(entry: Enterprise, bank: str, signed: str = "2025-12-10", **changes: str) -> Row:
    """The YH00 row: the enterprise's written consent to one bank, two years unless changed."""
    return {
        "uscc": entry.uscc,
        "no": f"{bank[3:]}-{signed[:4]}-{entry.uscc[9:17]}",
        "signed_date": signed,
        "valid_to": plus(signed, 730),
        "scope": "YH01—YH09",
        "signatory": entry.legal_rep,
        "seal": "Y",
        "lr_personal_consent": "Y",
        **changes,
    }


def credit(entry: Enterprise, bank: str, limit: int, used: int) -> Row:
    """A line of credit open at the as-of day; yuan."""
    return {
        "uscc": entry.uscc,
        "credit_no": f"{bank[3:]}SX{entry.uscc[9:17]}",
        "limit": fen(limit),
        "used": fen(used),
        "from": "2025-06-01",
        "to": "2027-05-31",
        "type": "综合",
    }


def loan(entry: Enterprise, bank: str, amount: int, rate: int) -> Row:
    """A loan paid out on 2024-03-20, due after three years; ``rate`` in ten-thousandths of a %."""
    return {
        "uscc": entry.uscc,
        "loan_no": f"{bank[3:]}JJ{entry.uscc[9:17]}",
        "contract_no": f"{bank[3:]}HT{entry.uscc[9:17]}",
        "product": "小微企业流动资金贷款",
        "amount": fen(amount),
        "issue_date": "2024-03-20",
        "due_date": "2027-03-20",
        "rate": rate,
        "guarantee": "保证",
        "purpose": "流动资金",
        "agri": "Y" if entry.trade.section == "A" else "N",
        "inclusive_small": "Y",
        "relend": "N",
    }


def snapshots(
    entry: Enterprise,
    bank: str,
    balance: int,
    overdue: Mapping[int, int],
    five_class: str = "1",
    interest: bool = True,
) -> Iterator[Row]:
    """24 month ends of the loan; ``overdue`` maps a place to its days; the class is the last one's.

    A place overdue owes a tenth of the principal (yuan ``balance``) and, if so asked, interest.
    """
    worst = 0
    for at, month in enumerate(months()):
        days = overdue.get(at, 0)
        worst = max(worst, days)
        late_class = "5" if days > 360 else "4" if days > 270 else "3" if days > 90 else "1"
        yield {
            "uscc": entry.uscc,
            "loan_no": f"{bank[3:]}JJ{entry.uscc[9:17]}",
            "month": month,
            "balance": fen(balance),
            "five_class": max(five_class, late_class) if at == 23 else late_class,
            "overdue_principal": fen(balance) // 10 if days else 0,
            "overdue_interest": fen(200) if days and interest else 0,
            "overdue_days": days,
            "max_overdue_days_24m": worst,
            "status": "逾期" if days else "正常",
        }


def relation(entry: Enterprise, since: str) -> Row:
    """The YH08 row."""
    return {"uscc": entry.uscc, "first_relation_date": since, "basic_account": "Y",
            "monthly_settlement": fen(entry.revenue // 15)}  # fmt: skip


def statement(entry: Enterprise, year: int) -> Row:
    """The YH07 row of a year, from the enterprise's size."""
    assets, revenue = fen(entry.revenue), fen(entry.revenue)
    debt = assets * 55 // 100
    return {
        "uscc": entry.uscc, "year": year, "period": "Y", "cash": assets // 20, "ar": assets // 8,
        "inventory": assets // 7, "current_assets": assets // 2, "fixed": assets // 3,
        "total_assets": assets, "current_liab": debt * 2 // 3, "total_liab": debt,
        "equity": assets - debt, "revenue": revenue, "cost": revenue * 8 // 10,
        "profit": revenue // 16, "net_profit": revenue // 20, "op_cash_flow": revenue // 12,
        "audited": "N",
    }  # fmt: skip


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of the banks for an ordinary enterprise; four in ten know no bank."""
    if rng.random() < 0.4:
        return
    for bank in dict.fromkeys(rng.choices(BANKS, _WEIGHTS, k=rng.choice((1, 1, 2)))):
        yield from ((bank, code, row) for code, row in _at_bank(entry, bank, rng))


def _at_bank(entry: Enterprise, bank: str, rng: random.Random) -> Iterator[tuple[str, Row]]:
    yield "YH00", consent(entry, bank, past(rng, 500, 30))
    since = max(entry.est_date, past(rng, 3000, 60))
    yield "YH08", relation(entry, since)
    limit = max(1, entry.revenue // 80_000) * 10_000
    if entry.est_date < "2024-03-01" and rng.random() < 0.75:
        used = limit * rng.randint(30, 100) // 100
        overdue = _overdue(entry, rng)
        yield "YH01", credit(entry, bank, limit, used)
        yield "YH02", loan(entry, bank, limit, rng.randint(33_000, 72_000))
        watched = "2" if entry.health < 0.5 and rng.random() < 0.4 else "1"
        yield from (("YH03", row) for row in snapshots(entry, bank, used, overdue, watched))
        yield "YH05", {"uscc": entry.uscc, "kind": "厂房", "value": fen(limit * 2),
                       "cert_no": f"渑房他字{entry.uscc[10:16]}", "loan_no": f"{bank[3:]}JJ{entry.uscc[9:17]}"}  # fmt: skip
    if rng.random() < 0.07:
        yield "YH04", {"uscc": entry.uscc, "guar_no": f"{bank[3:]}DB{entry.uscc[9:17]}", "borrower": "某公司",
                       "amount": fen(limit), "balance": fen(limit // 2), "from": "2025-03-01",
                       "to": "2027-02-28", "five_class": "1"}  # fmt: skip
    if entry.kind == "1" and rng.random() < 0.12:
        yield "YH06", {"uscc": entry.uscc, "kind": "银行承兑汇票", "no": f"{bank[3:]}CD{entry.uscc[9:17]}",
                       "amount": fen(limit // 2 + 1), "due": "2026-09-30", "advance": 0}  # fmt: skip
    if entry.kind == "1" and rng.random() < 0.3:
        yield "YH07", statement(entry, 2024)
    if entry.health < 0.55 and rng.random() < 0.25:
        judged = past(rng, 900, 60)
        yield "YH09", {"uscc": entry.uscc, "kind": "骗贷", "court_doc_no": f"（{judged[:4]}）豫1221刑初{rng.randint(1, 300)}号",
                       "judgment_date": judged, "court": "渑池县人民法院", "amount": fen(limit)}  # fmt: skip


def _overdue(entry: Enterprise, rng: random.Random) -> dict[int, int]:
    if rng.random() > (1 - entry.health) * 0.9:
        return {}
    start, length = rng.randrange(24), rng.choice((1, 1, 1, 2, 5))
    first = rng.randint(3, 28)
    return {at: first + 30 * (at - start) for at in range(start, min(24, start + length))}
