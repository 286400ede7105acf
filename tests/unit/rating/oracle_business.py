"""The oracle's indicators of standing and business: I01–I13."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.unit.rating.oracle_facts import Enterprise, Row, empty

Value = tuple[int, Fraction | None] | None
"""Percent and exact value; None: no row that counts, or not known."""

UNKNOWN: Value = (-1, None)
"""Rows exist but give no value: N even where "no row" would be full."""

HONOURS = {"国家级": (4, 100), "省级": (3, 90), "市级": (2, 75), "县级": (1, 60)}


def at_least(value: Fraction | int, bands: dict[str, int], rest: int) -> Value:
    """Percent of the first lower bound reached."""
    exact = Fraction(value)
    for bound, pct in bands.items():
        if exact >= Fraction(bound):
            return pct, exact
    return rest, exact


def at_most(value: Fraction | int, bands: dict[str, int], rest: int) -> Value:
    """Percent of the first upper bound kept."""
    exact = Fraction(value)
    for bound, pct in bands.items():
        if exact <= Fraction(bound):
            return pct, exact
    return rest, exact


def years_until(day: date, start: str) -> Fraction:
    return Fraction((day - date.fromisoformat(start)).days * 4, 1461)


def i01(one: Enterprise) -> Value:
    start = one.base.get("est_date")
    if not one.days.known(start):
        return None
    return at_least(years_until(one.days.date, str(start)), {"5": 100, "3": 80, "1": 60}, 30)


def i02(one: Enterprise) -> Value:
    changes = [
        row
        for row in one.rows("SC04")
        if row["item"] in ("法定代表人", "住所") and one.days.recent(row["change_date"])
    ]
    return at_most(len(changes), {"1": 100, "2": 60}, 20) if changes else None


def i03(one: Enterprise) -> Value:
    paid, registered = one.base.get("paid_capital"), one.base.get("reg_capital")
    if paid is None or not registered:
        return None
    return at_least(Fraction(paid, registered), {"4/5": 100, "1/2": 80, "1/5": 50}, 20)


def i04(one: Enterprise) -> Value:
    """Due on 30 June of the next year; owed from the year of establishment on."""
    today = one.days.date
    newest = today.year - (1 if (today.month, today.day) >= (6, 30) else 2)
    start = one.base.get("est_date")
    founded = 0 if empty(start) else int(str(start)[:4])
    due = [year for year in (newest, newest - 1) if year >= founded]
    if not due:
        return None
    filed = {row["year"]: row["report_date"] for row in one.rows("SC08")}
    filed = {year: on for year, on in filed.items() if one.days.known(on)}
    seen = due if one.complete("SC08", "24m") else [year for year in due if year in filed]
    if not seen:
        return UNKNOWN
    on_time = sum(1 for year in seen if year in filed and filed[year] <= f"{year + 1}-06-30")
    return at_least(Fraction(on_time, len(seen)), {"1": 100, "1/2": 60}, 0)


def i05(one: Enterprise) -> Value:
    days = one.days
    levels = [row.get("demo_level") for row in one.rows("SC01") + one.rows("SC10")]
    levels += [
        row["level"]
        for row in one.rows("SC11")
        if days.known(row["date"]) and days.open(row.get("valid_to"))
    ]
    levels += [
        row.get("honour_level")
        for row in one.rows("SC05")
        if row.get("status") not in ("过期", "注销", "吊销")
        and days.known(row["issue"])
        and days.open(row.get("valid_to"))
    ]
    found = [HONOURS[level] for level in levels if level in HONOURS]
    if not found:
        return None
    rank, pct = max(found)
    return pct, Fraction(rank)


def accounts(one: Enterprise, needed: dict[str, str], year: int, source: str) -> Row | None:
    """A source's row of a year with all needed fields; SC08 names to YH07 names (B1)."""
    if source == "SC08":
        for row in one.rows("SC08"):
            full = all(row.get(name) is not None for name in needed)
            if row["year"] == year and full and one.days.known(row["report_date"]):
                return {name: row[name] for name in needed}
        return None
    usable = [
        row
        for row in one.rows("YH07")
        if row["year"] == year
        and row["period"] == "Y"
        and all(row.get(name) is not None for name in needed.values())
    ]
    usable.sort(key=lambda row: row["agency_code"])
    usable.sort(key=lambda row: row["as_of_date"], reverse=True)
    usable.sort(key=lambda row: row.get("audited") != "Y")
    return {name: usable[0][other] for name, other in needed.items()} if usable else None


def newest_accounts(one: Enterprise, needed: dict[str, str]) -> Row | None:
    """Last year before the year before; of one year SC08 before YH07."""
    for back in (1, 2):
        for source in ("SC08", "YH07"):
            row = accounts(one, needed, one.days.date.year - back, source)
            if row is not None:
                return row
    return None


def vat_revenue(one: Enterprise, year: int) -> int | None:
    """A calendar year's revenue by VAT filings, if every month or quarter is there.

    A filing made after the reference day is no fact yet (B2, G3).
    """
    for kind, size in (("M", 12), ("Q", 4)):
        rows = [
            row
            for row in one.rows("SW02")
            if row["tax_kind"] == "增值税"
            and row["period_type"] == kind
            and row["period"][:4] == str(year)
            and row.get("taxable_revenue") is not None
            and one.days.not_later(row.get("declare_date"))
        ]
        if len({row["period"] for row in rows}) == size:
            return sum(int(row["taxable_revenue"]) for row in rows)
    return None


def i06(one: Enterprise) -> Value:
    def revenue(source: str, year: int) -> int | None:
        if source == "SW02":
            return vat_revenue(one, year)
        row = accounts(one, {"revenue": "revenue"}, year, source)
        return None if row is None else int(row["revenue"])

    for back in (1, 2):
        for source in ("SC08", "YH07", "SW02"):
            year = one.days.date.year - back
            now, before = revenue(source, year), revenue(source, year - 1)
            if now is None or before is None:
                continue
            if before <= 0:
                return None
            bands = {"1/10": 100, "0": 80, "-1/10": 60, "-3/10": 30}
            return at_least(Fraction(now - before, before), bands, 0)
    return None


def i07(one: Enterprise) -> Value:
    row = newest_accounts(one, {"assets": "total_assets", "liabilities": "total_liab"})
    if row is None:
        return None
    if row["assets"] <= 0:
        return 0, None
    ratio = Fraction(row["liabilities"], row["assets"])
    return at_most(ratio, {"1/2": 100, "6/10": 85, "7/10": 60, "85/100": 30}, 0)


def i08(one: Enterprise) -> Value:
    row = newest_accounts(one, {"net_profit": "net_profit", "revenue": "revenue"})
    if row is None or row["revenue"] <= 0:
        return None
    ratio = Fraction(row["net_profit"], row["revenue"])
    return at_least(ratio, {"8/100": 100, "4/100": 80, "0": 60, "-5/100": 20}, 0)


def growth(one: Enterprise, rows: list[Row], month: str, amount: str, step: int) -> Value:
    """Change of use over 12 months, if no stretch of ``step`` months is without a row (E1)."""
    months = one.days.months
    for start in range(0, 24, step):
        if not any(row[month] in months[start : start + step] for row in rows):
            return None
    now = sum(row[amount] for row in rows if row[month] in one.days.last12)
    before = sum(row[amount] for row in rows if row[month] in one.days.before12)
    if before == 0:
        return None
    bands = {"5/100": 100, "-5/100": 80, "-20/100": 50}
    return at_least(Fraction(now - before, before), bands, 20)


def i09(one: Enterprise) -> Value:
    return growth(one, one.rows("GD02"), "month", "kwh", 1)


def i10(one: Enterprise) -> Value:
    return growth(one, one.rows("GS02"), "period", "m3", 2)


def i11(one: Enterprise) -> Value:
    means = []
    for window in (one.days.last12, one.days.before12):
        rows = [row for row in one.rows("RS02") if row["kind"] == "1" and row["month"] in window]
        persons = sum(row["persons"] for row in rows)
        if persons == 0:
            return None
        means.append(Fraction(persons, len(rows)))
    return at_least(means[0] / means[1] - 1, {"0": 100, "-1/10": 80, "-3/10": 50}, 20)


def i12(one: Enterprise, template: str) -> Value:
    rows = [row for row in one.rows("GD02") if row["month"] in one.days.last12]
    if not rows:
        return None
    used = sum(
        1
        for month in one.days.last12
        if sum(row["kwh"] for row in rows if row["month"] == month) > 0
    )
    if template == "C":
        return at_least(used, {"12": 100, "10": 80, "6": 50}, 0)
    return at_least(used, {"8": 100, "6": 80, "4": 50}, 0)


def i13(one: Enterprise, template: str) -> Value:
    for row in one.rows("SC10"):
        if template == "H" and row.get("members") is not None:
            return at_least(row["members"], {"100": 100, "50": 80, "20": 60, "5": 40}, 0)
        if template == "F" and row.get("land_area") is not None:
            area = Fraction(row["land_area"], 100)
            return at_least(area, {"200": 100, "100": 80, "50": 60}, 40)
    return None
