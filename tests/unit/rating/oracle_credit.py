"""The oracle's loans I19–I24, vetoes and caps."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.unit.rating.oracle_business import Value, at_least, at_most, years_until
from tests.unit.rating.oracle_duties import newest_grade, unrectified
from tests.unit.rating.oracle_facts import Enterprise, Row, empty


def current_loans(one: Enterprise) -> list[tuple[int, Row]]:
    """Class and row of every current loan: newest month, not settled; written off is 5 (K1, K2)."""
    newest: dict[tuple[str, str], Row] = {}
    for row in one.rows("YH03"):
        key = (row["agency_code"], row["loan_no"])
        if row["month"] <= one.days.last_month and (
            key not in newest or newest[key]["month"] < row["month"]
        ):
            newest[key] = row
    loans = []
    for row in newest.values():
        if row["status"] == "核销":
            loans.append((5, row))
        elif row["status"] != "结清" and row["balance"] != 0:
            loans.append((int(row["five_class"]), row))
    return loans


def i19(one: Enterprise) -> Value:
    classes = [grade for grade, _ in current_loans(one)]
    return at_most(max(classes), {"1": 100, "2": 40}, 0) if classes else None


def i20(one: Enterprise) -> Value:
    rows = [row for row in one.rows("YH03") if row["month"] in one.days.months]
    longest = [row.get("overdue_days") for row in rows]
    longest += [
        row.get("max_overdue_days_24m") for row in rows if row["month"] == one.days.last_month
    ]
    known = [days for days in longest if days is not None]
    if not known:
        return None
    return at_most(max(known), {"0": 100, "30": 70, "60": 40, "90": 10}, 0)


def i21(one: Enterprise) -> Value:
    interest = [row.get("overdue_interest") for _, row in current_loans(one)]
    known = [amount for amount in interest if amount is not None]
    return at_most(sum(known), {"0": 100}, 0) if known else None


def i22(one: Enterprise) -> Value:
    lines = [
        row
        for row in one.rows("YH01")
        if one.days.not_later(row.get("from")) and one.days.open(row.get("to"))
    ]
    limit = sum(row["limit"] for row in lines)
    if limit == 0:
        return None
    used = Fraction(sum(row["used"] for row in lines), limit)
    return at_most(used, {"80/100": 100, "95/100": 60}, 30)


def i24(one: Enterprise) -> Value:
    starts = [row["first_relation_date"] for row in one.rows("YH08")]
    known = [start for start in starts if one.days.known(start)]
    if not known:
        return None
    return at_least(years_until(one.days.date, min(known)), {"3": 100, "1": 80}, 60)


Finding = tuple[str, str, Row]
"""Name of a veto or cap, data set, row."""


def _published(one: Enterprise, row: Row) -> bool:
    """From publication (else the decision) to its end, or three years (J3)."""
    start = row.get("publish_from") or row.get("decision_date")
    if not one.days.known(start):
        return False
    if empty(row.get("publish_to")):
        return str(start) >= one.days.back36
    return one.days.open(row["publish_to"])


def vetoes(one: Enterprise) -> Iterator[Finding]:
    """V1–V7 and V9; V8 rests on a decision, not on a row."""
    days = one.days
    for row in one.rows("FY03"):
        in_force = days.not_gone(row.get("out_date")) and days.open(row.get("term_end"))
        if days.known(row["in_date"]) and in_force:
            yield "V1", "FY03", row
    for grade, row in current_loans(one):
        if grade >= 3 or (row.get("overdue_days") or 0) > 90:
            yield "V2", "YH03", row
    for row in one.rows("SW05"):
        if row.get("is_major") == "Y" and _published(one, row):
            yield "V3", "SW05", row
    for row in one.rows("SC07"):
        if row["list_type"] == "严重违法失信" and _listed(one, row):
            yield "V4", "SC07", row
    for row in one.rows("RS04"):
        if row.get("listed") == "Y" and _published(one, row):
            yield "V5", "RS04", row
    yield from _judgments(one)
    if one.base["reg_status"] in ("3", "4", "5") and days.not_later(one.base.get("status_date")):
        yield "V7", "SC01", one.base
    for row in one.rows("FY04"):
        over = row["status"] in ("终结", "驳回")
        if "破产" in row["kind"] and days.known(row["accept_date"]) and not over:
            yield "V9", "FY04", row


def _judgments(one: Enterprise) -> Iterator[Finding]:
    for row in one.rows("GA02"):
        judged = row.get("stage") == "判决" and not empty(row.get("case_no"))
        if row.get("unit_crime") == "Y" and judged and _within_five(one, row.get("decision_date")):
            yield "V6", "GA02", row
    for row in one.rows("YH09"):
        if not empty(row["court_doc_no"]) and _within_five(one, row["judgment_date"]):
            yield "V6", "YH09", row


def _within_five(one: Enterprise, text: str | None) -> bool:
    return one.days.known(text) and str(text) >= one.days.back60


def _listed(one: Enterprise, row: Row) -> bool:
    return one.days.known(row["in_date"]) and one.days.not_gone(row.get("out_date"))


def caps(one: Enterprise) -> Iterator[Finding]:
    """Every row that caps the grade."""
    days = one.days
    for row in one.rows("SC07"):
        if row["list_type"] == "经营异常" and _listed(one, row):
            yield "abnormal_list", "SC07", row
    tax = newest_grade(one, "SW03")
    if tax is not None and tax["grade"] == "D":
        yield "tax_grade_d", "SW03", tax
    for row in one.rows("SW01"):
        if row["tax_status"] == "非正常" and days.not_later(row.get("abnormal_date")):
            yield "tax_abnormal", "SW01", row
    for grade, row in current_loans(one):
        if grade == 2:
            yield "special_mention_loan", "YH03", row
        overdue = ("overdue_days", "overdue_principal", "overdue_interest")
        if any((row.get(name) or 0) > 0 for name in overdue):
            yield "overdue_now", "YH03", row
    environment = newest_grade(one, "ST03")
    if environment is not None and environment["grade"] in ("3", "4"):
        colour = "yellow" if environment["grade"] == "3" else "red"
        yield f"environment_{colour}", "ST03", environment
    for row in one.rows("GD03"):
        if row["kind"] == "窃电" and days.recent(row["date"]):
            yield "power_theft", "GD03", row
    yield from _grave(one)


def _grave(one: Enterprise) -> Iterator[Finding]:
    for code in ("ZR05", "ST04", "SC06", "SW05", "RS04", "GA02", "GJ03"):
        for row in one.rows(code):
            if row.get("severity") != "严重" or not _within_five(one, row.get("decision_date")):
                continue
            if code in ("ZR05", "ST04"):
                undone = unrectified(one, row)
            else:
                performed = row.get("perform_status") == "已履行"
                undone = not performed or not one.days.not_later(row.get("perform_date"))
            if undone:
                yield "grave_penalty_open", code, row
