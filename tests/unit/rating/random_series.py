"""Random bills, filings, contributions, accounts and loans of one enterprise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.unit.rating.county import months

if TYPE_CHECKING:
    from tests.unit.rating.random_county import Builder


def _amounts(one: Builder, size: int, *bounds: str) -> list[int]:
    """24 amounts whose second half is larger than the first by a ratio near a bound."""
    before = 12 * size
    now = int(before * (1 + one.edge(*bounds)))
    share, rest = divmod(now, 12)
    return [size] * 12 + [share + (1 if n < rest else 0) for n in range(12)]


def monthly(one: Builder, uscc: str) -> None:
    """GD02, GS02, RS02, GJ02 and SW02, with gaps, late and partial payments."""
    all_months = [*one.days.months, months_after(one.days.last_month)]
    gappy = one.rng.choice((0, 0, 0.05))
    if one.chance(0.9):
        for meter in range(one.rng.choice((1, 1, 2))):
            _bills(one, uscc, "GD02", f"{uscc}-{meter}", all_months, gappy)
    if one.chance(0.8):
        _bills(one, uscc, "GS02", f"{uscc}-w", all_months[one.rng.choice((0, 1)) :: 2], gappy)
        if one.chance(0.5):
            _bills(one, uscc, "GS02", f"{uscc}-x", all_months[:24], gappy)
    if one.chance(0.85):
        persons = _amounts(one, 50, "0", "-1/10", "-3/10", "-1")
        _dues(one, uscc, "RS02", persons, gappy)
    if one.chance(0.5):
        _dues(one, uscc, "GJ02", [5] * 24, gappy)
        deferral = one.optional(one.rng.choice(one.days.months) + "-01", 0.6)
        until = one.optional(one.rng.choice(one.days.months) + "-28")
        one.add("GJ01", uscc, deferral_from=deferral, deferral_to=until, status="正常")
    if one.chance(0.9):
        _filings(one, uscc)


def months_after(month: str) -> str:
    return months(f"{int(month[:4]) + 1}{month[4:]}", 12)[0]


def _bills(one: Builder, uscc: str, code: str, meter: str, spans: list[str], gappy: float) -> None:
    used = _amounts(one, 10_000, "5/100", "-5/100", "-20/100", "0")
    idle = one.rng.choice((0, 0, 3, 6, 7, 9))
    careless = one.rng.choice((0, 0.05, 0.2))
    for place, month in enumerate(spans):
        if one.chance(gappy):
            continue
        amount = 0 if one.chance(0.03) else 500
        due = f"{month}-28" if one.chance(0.9) else f"{months_after(month)}-10"
        paid_on: Any = due if one.chance(0.5) else f"{month}-20"
        if one.chance(careless):
            paid_on = one.optional(f"{months_after(month)}-11")
        use = used[place % 24]
        values = {
            "cons_no": meter, "amount": amount, "due_date": due, "paid_date": paid_on,
            "paid": one.optional(one.rng.choice((amount, amount, amount + 1, 499)), 0.4),
        }  # fmt: skip
        if code == "GD02":
            one.add(code, uscc, month=month, kwh=0 if place % 24 >= 24 - idle else use, **values)
        else:
            one.add(code, uscc, period=month, m3=use, **values)


def _dues(one: Builder, uscc: str, code: str, persons: list[int], gappy: float) -> None:
    careless = one.rng.choice((0, 0.1, 0.3))
    for month, heads in zip(one.days.months, persons, strict=True):
        if one.chance(gappy):
            continue
        paid = one.rng.choice((0, 99, 100)) if one.chance(careless) else 100
        paid_on = one.day(0) if one.chance(careless) else one.optional(f"{month}-15")
        values = {"month": month, "persons": heads, "payable": 100, "paid": paid}
        if code == "RS02":
            values["kind"] = "1"
            values["source"] = one.rng.choice(("人社", "税务"))
            if one.chance(0.2):
                extra = {"month": month, "persons": 9, "payable": 9, "paid": 0, "kind": "3"}
                one.add(code, uscc, **extra)
        one.add(code, uscc, paid_date=paid_on, **values)


def _filings(one: Builder, uscc: str) -> None:
    kind = one.rng.choice(("M", "M", "Q"))
    first, last = one.date.year - 3, one.date.year
    careless = one.rng.choice((0, 0.02, 0.05, 0.1))
    taxes = ("增值税", "印花税") if one.chance(0.5) else ("增值税",)
    gappy = one.rng.choice((0, 0, 0.02))
    grow = one.edge("10/100", "0", "-20/100")
    numbers = range(1, 13) if kind == "M" else (3, 6, 9, 12)
    for year in range(first, last + 1):
        for number in numbers:
            month = f"{year}-{number:02d}"
            for tax in taxes:
                if one.chance(gappy) or month > one.days.day[:7]:
                    continue
                due = f"{months_after(month)}-15"
                late = one.chance(careless)
                declared = one.optional(f"{months_after(month)}-16") if late else due
                paid = int(10_000 * (1 + grow)) if month >= one.days.months[11] else 10_000
                one.add(
                    "SW02", uscc, period=month, period_type=kind, tax_kind=tax, due_date=due,
                    declare_date=declared, paid=0 if one.chance(0.02) else paid,
                    paid_date=one.optional(due, 0.1),
                    taxable_revenue=one.optional(100_000 + 100 * (year - first), 0.01),
                )  # fmt: skip
        if one.chance(0.5) and year < last:
            one.add(
                "SW02", uscc, period=f"{year}-12", period_type="Y", tax_kind="企业所得税",
                due_date=f"{year + 1}-05-31", declare_date=f"{year + 1}-05-31",
                paid=one.rng.choice((0, 777)), paid_date=None, taxable_revenue=5,
            )  # fmt: skip


def _statement(one: Builder, names: dict[str, str]) -> dict[str, Any]:
    revenue = int(100_000 * (1 + one.edge("10/100", "0", "-10/100", "-30/100", "-1")))
    assets = one.rng.choice((100_000,) * 5 + (0,))
    values = {
        "revenue": one.rng.choice((100_000, revenue, 0)),
        "assets": assets,
        "liabilities": int(assets * one.edge("1/2", "6/10", "7/10", "85/100")),
        "equity": one.rng.choice((100_000, 100_000, 0, -5, 20_000)),
        "net_profit": int(100_000 * one.edge("8/100", "4/100", "0", "-5/100")),
    }
    return {names.get(name, name): one.optional(value, 0.15) for name, value in values.items()}


def accounts(one: Builder, uscc: str) -> None:
    """Annual reports and bank statements of the last four years."""
    for year in range(one.date.year - 4, one.date.year):
        if one.chance(0.7):
            filed = one.rng.choice((f"{year + 1}-06-30", f"{year + 1}-07-01", f"{year + 1}-03-31"))
            if one.chance(0.2):
                filed = one.day(0)
            one.add("SC08", uscc, year=year, report_date=filed, **_statement(one, {}))
        for _ in one.several(0.4):
            names = {"assets": "total_assets", "liabilities": "total_liab"}
            one.add(
                "YH07", uscc, year=year, period=one.rng.choice(("Y", "Y", "H1")),
                audited=one.rng.choice(("Y", "N", None)), **_statement(one, names),
            )  # fmt: skip


def loans(one: Builder, uscc: str, bad: float) -> None:
    """Loans by month, credit lines, guarantees, relations and consents."""
    rng = one.rng
    for number in one.several(0.8):
        history = months(months_after(one.days.last_month), 26)
        dirty = one.chance(2 * bad)
        for month in history[rng.choice((0, 12, 23)) : rng.choice((20, 25, 26, 26))]:
            _snapshot(one, uscc, f"{uscc}-{number}", month, dirty)
    for number in one.several(0.5):
        limit = rng.choice((0, 100_000))
        used = int(limit * one.edge("80/100", "95/100", "1"))
        one.add(
            "YH01", uscc, credit_no=f"{uscc}-{number}", limit=limit, used=used,
            **{"from": one.day(0, 6), "to": one.optional(one.day(0))},
        )  # fmt: skip
    for number in one.several(0.3):
        worth = Fraction(100_000) * one.edge("30/100", "70/100", "1", "0")
        one.add(
            "YH04", uscc, guar_no=f"{uscc}-{number}", balance=max(0, int(worth)),
            **{"from": one.day(0, 6), "to": one.optional(one.day(0))},
        )  # fmt: skip
    for _ in one.several(0.5):
        one.add("YH08", uscc, first_relation_date=one.day(0, 12, 36))
    for number in one.several(0.5):
        one.add(
            "YH00", uscc, no=f"{number}", signed_date=one.day(0, 6),
            valid_to=one.optional(one.day(0)), revoked_date=one.optional(one.day(0), 0.6),
        )  # fmt: skip
    if one.chance(0.2):
        one.add("YH02", uscc, loan_no=f"{uscc}-0", issue_date=one.day(0))


def _snapshot(one: Builder, uscc: str, loan: str, month: str, dirty: bool) -> None:
    rng = one.rng
    sick = dirty and one.chance(0.1)
    status = rng.choice(("逾期", "逾期", "核销", "结清", "展期")) if sick else "正常"
    owed = rng.choice((0, 1)) if sick else 0
    one.add(
        "YH03", uscc, loan_no=loan, month=month, status=status,
        agency_code=BANK_OF[int(loan[-1]) % 3],
        balance=0 if status in ("结清", "核销") and one.chance(0.8) else 100,
        five_class=rng.choice("12222345") if sick else "1",
        overdue_days=one.optional(rng.choice((1, 30, 31, 60, 61, 90, 91)) if sick else 0, 0.1),
        overdue_principal=one.optional(owed, 0.1), overdue_interest=one.optional(owed, 0.1),
        max_overdue_days_24m=one.optional(rng.choice((0, 0, 30, 31, 60, 90, 91)), 0.5),
    )  # fmt: skip


BANK_OF = ("YH-NFH", "YH-GSH", "YH-NYH")
