"""The oracle's indicators of duties and conduct: taxes I14–I18, dues I25–I29, I30–I35."""

from __future__ import annotations

from fractions import Fraction

from tests.unit.rating.oracle_business import (
    UNKNOWN,
    Value,
    at_least,
    at_most,
    newest_accounts,
    vat_revenue,
)
from tests.unit.rating.oracle_facts import Enterprise, Row, empty

PENALTIES = ("SC06", "ST04", "ZR05", "RS04", "GA02", "GJ03")
SEVERITIES = {"轻微": Fraction(1, 2), "一般": Fraction(1), "严重": Fraction(3)}


def newest_grade(one: Enterprise, code: str) -> Row | None:
    """The grade of the greatest year up to the day's, if not evaluated later (T4)."""
    rows = [
        row
        for row in one.rows(code)
        if row["year"] <= one.days.date.year and one.days.not_later(row.get("eval_date"))
    ]
    return max(rows, key=lambda row: int(row["year"])) if rows else None


def i14(one: Enterprise) -> Value:
    row = newest_grade(one, "SW03")
    pct = {"A": 100, "B": 85, "M": 70, "C": 30, "D": 0}.get(row["grade"]) if row else None
    return None if pct is None else (pct, None)


def i31(one: Enterprise) -> Value:
    row = newest_grade(one, "ST03")
    pct = {"1": 100, "2": 85, "3": 30, "4": 0}.get(row["grade"]) if row else None
    return None if pct is None else (pct, None)


def i15(one: Enterprise) -> Value:
    due = [row for row in one.rows("SW02") if one.days.recent(row["due_date"])]
    if not due:
        return None
    on_time = [
        row
        for row in due
        if not empty(row.get("declare_date")) and row["declare_date"] <= row["due_date"]
    ]
    bands = {"1": 100, "95/100": 80, "90/100": 50}
    return at_least(Fraction(len(on_time), len(due)), bands, 0)


def tax_paid(one: Enterprise, months: set[str]) -> int | None:
    """Cash paid in the months; None without a row (T1)."""
    rows = [
        row for row in one.rows("SW02") if (row.get("paid_date") or row["due_date"])[:7] in months
    ]
    return sum(row.get("paid") or 0 for row in rows) if rows else None


def i16(one: Enterprise) -> Value:
    rows = [row for row in one.rows("SW04") if one.days.known(row["as_of"])]
    if not rows:
        return None
    newest = max(row["as_of"] for row in rows)
    if newest < one.days.last_month_first and one.complete("SW04", "state"):
        return None
    owed = sum(row["arrears"] for row in rows if row["as_of"] == newest)
    paid = tax_paid(one, one.days.last12) or 0
    if paid == 0:
        return 0, None
    return at_most(Fraction(owed, paid), {"0": 100, "1/100": 60, "5/100": 30}, 0)


def i17(one: Enterprise) -> Value:
    now, before = tax_paid(one, one.days.last12), tax_paid(one, one.days.before12)
    if now is None or before is None or before <= 0:
        return None
    bands = {"10/100": 100, "0": 85, "-20/100": 60}
    return at_least(Fraction(now - before, before), bands, 30)


def i18(one: Enterprise) -> Value:
    cases = [row["severity"] for row in one.rows("SW05") if one.days.recent(row["decision_date"])]
    if not cases:
        return None
    return {("轻微",): (60, None), ("一般",): (20, None)}.get(tuple(cases), (0, None))


def bills(one: Enterprise, code: str) -> Value:
    """Share of bills paid whole and in time (E3)."""
    due = [
        row
        for row in one.rows(code)
        if (row.get("due_date") or "")[:7] in one.days.last12 and (row["amount"] or 0) > 0
    ]
    if not due:
        return None
    on_time = [
        row
        for row in due
        if not empty(row.get("paid_date"))
        and row["paid_date"] <= row["due_date"]
        and (row.get("paid") is None or row["paid"] >= row["amount"])
    ]
    bands = {"1": 100, "90/100": 80, "75/100": 40}
    return at_least(Fraction(len(on_time), len(due)), bands, 0)


def i25(one: Enterprise) -> Value:
    return bills(one, "GD02")


def i26(one: Enterprise) -> Value:
    return bills(one, "GS02")


def owing(one: Enterprise, row: Row) -> bool:
    """Whether something of a month is unpaid on the day; paid later is unpaid (E6)."""
    late = not empty(row.get("paid_date")) and row["paid_date"] > one.days.day
    paid = 0 if late else row.get("paid") or 0
    return bool(row["payable"] - paid > 0)


def i27(one: Enterprise) -> Value:
    rows = [
        row for row in one.rows("RS02") if row["kind"] == "1" and row["month"] in one.days.last12
    ]
    if not rows:
        return None
    months = {row["month"] for row in rows if owing(one, row)}
    return at_most(len(months), {"0": 100, "1": 70, "3": 30}, 0)


def i28(one: Enterprise) -> Value:
    rows = [row for row in one.rows("GJ02") if row["month"] in one.days.last12]
    if not rows:
        return None
    deferrals = [
        (str(row["deferral_from"])[:7], (row.get("deferral_to") or "9999-12")[:7])
        for row in one.rows("GJ01")
        if not empty(row.get("deferral_from"))
    ]
    months = {
        row["month"]
        for row in rows
        if owing(one, row) and not any(a <= row["month"] <= b for a, b in deferrals)
    }
    return at_most(len(months), {"0": 100, "2": 50}, 0)


def i29(one: Enterprise) -> Value:
    kinds = [
        row["kind"] for row in one.rows("GD03") + one.rows("GS03") if one.days.recent(row["date"])
    ]
    if not kinds:
        return None
    if "窃电" in kinds or "偷盗水" in kinds:
        return 0, None
    return at_most(len(kinds), {"1": 50}, 0)


def i30(one: Enterprise) -> Value:
    weights = [
        SEVERITIES[row["severity"]]
        for code in PENALTIES
        for row in one.rows(code)
        if not empty(row.get("severity")) and one.days.recent(row.get("decision_date"))
    ]
    return at_most(sum(weights), {"1/2": 80, "1": 60, "3": 20}, 0) if weights else None


def net_assets(one: Enterprise) -> int | None:
    row = newest_accounts(one, {"equity": "equity"})
    return None if row is None else int(row["equity"])


def turnover(one: Enterprise) -> int | None:
    """Revenue of the accounts, else of the VAT filings (B5)."""
    row = newest_accounts(one, {"revenue": "revenue"})
    if row is not None:
        return int(row["revenue"])
    for back in (1, 2):
        revenue = vat_revenue(one, one.days.date.year - back)
        if revenue is not None:
            return revenue
    return None


def i32(one: Enterprise) -> Value:
    open_sum = 0
    for row in one.rows("FY02"):
        ended = one.days.known(row.get("close_date")) and row.get("close_mode") != "终结本次执行"
        if one.days.known(row["file_date"]) and not ended:
            open_sum += max((row["target"] or 0) - (row.get("executed") or 0), 0)
    if open_sum == 0:
        return None
    base = net_assets(one)
    if base is None:
        base = turnover(one)
    if base is None or base <= 0:
        return 0, None
    return at_most(Fraction(open_sum, base), {"5/100": 60, "20/100": 20}, 0)


def i33(one: Enterprise) -> Value:
    lost = [
        row
        for row in one.rows("FY01")
        if row["class"] == "民事"
        and row["role"] == "被告"
        and row.get("liability") in ("败诉", "部分")
        and one.days.recent(row.get("close_date"))
    ]
    return at_most(len(lost), {"1": 70, "3": 40}, 0) if lost else None


def i34(one: Enterprise) -> Value:
    latest: dict[str, str] = {}
    for row in one.rows("GA01"):
        if row["item"] in ("印章备案", "其他") or row["status"] == "注销":
            continue
        if one.days.not_later(row.get("issue")):
            valid = row.get("valid_to") or "9999-12-31"
            latest[row["item"]] = max(latest.get(row["item"], ""), valid)
    if not latest:
        return None
    expired = sum(1 for valid in latest.values() if valid < one.days.day)
    return at_most(expired, {"0": 100}, 0)


def unrectified(one: Enterprise, row: Row) -> bool:
    """Not put right by the day (J7)."""
    return row.get("rectified") != "Y" or not one.days.not_later(row.get("rectify_date"))


def i35(one: Enterprise) -> Value:
    open_cases = [
        row
        for row in one.rows("ZR05")
        if not empty(row.get("severity"))
        and one.days.known(row.get("decision_date"))
        and unrectified(one, row)
    ]
    return at_most(len(open_cases), {"0": 100}, 0) if open_cases else None


def guarantees(one: Enterprise) -> Value:
    """I23: the balance guaranteed for others against net assets (B4)."""
    balance = sum(
        row["balance"]
        for row in one.rows("YH04")
        if one.days.not_later(row.get("from")) and row["balance"] > 0
    )
    if balance == 0:
        return None
    base = net_assets(one)
    if base is None:
        return UNKNOWN
    if base <= 0:
        return 0, None
    return at_most(Fraction(balance, base), {"30/100": 100, "70/100": 70, "1": 40}, 0)
