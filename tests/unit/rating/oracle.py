"""An independent rating: the scheme's text once more, in plain Python, to check the engine by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.unit.rating import oracle_business as business
from tests.unit.rating import oracle_credit as credit
from tests.unit.rating import oracle_duties as duties
from tests.unit.rating.oracle_business import UNKNOWN
from tests.unit.rating.oracle_facts import Days, Enterprise, Owners, Row, World, counted, empty

WEIGHTS: dict[str, tuple[int, int, int]] = {
    "I01": (3, 4, 4), "I02": (2, 2, 2), "I03": (3, 3, 0), "I04": (2, 2, 2), "I05": (2, 4, 5),
    "I06": (4, 4, 4), "I07": (4, 4, 0), "I08": (3, 3, 3), "I09": (4, 3, 3), "I10": (2, 2, 2),
    "I11": (3, 2, 0), "I12": (3, 2, 2), "I13": (0, 5, 9), "I14": (5, 4, 0), "I15": (3, 3, 2),
    "I16": (4, 3, 3), "I17": (3, 0, 0), "I18": (2, 2, 2), "I19": (7, 7, 8), "I20": (6, 6, 8),
    "I21": (3, 3, 4), "I22": (2, 2, 2), "I23": (3, 2, 2), "I24": (1, 2, 3), "I25": (3, 4, 5),
    "I26": (2, 3, 4), "I27": (4, 3, 0), "I28": (2, 0, 0), "I29": (1, 2, 3), "I30": (4, 3, 5),
    "I31": (2, 2, 2), "I32": (4, 4, 5), "I33": (2, 2, 2), "I34": (1, 1, 1), "I35": (1, 2, 3),
}  # fmt: skip
FULL = {
    "I02": ("SC04", "24m"), "I04": ("SC08", "24m"), "I05": ("SC11", "state"),
    "I16": ("SW04", "state"), "I18": ("SW05", "24m"), "I23": ("YH04", "state"),
    "I29": ("GD03 GS03", "24m"), "I30": ("SC06 ST04 ZR05 RS04 GA02 GJ03", "24m"),
    "I32": ("FY02", "state"), "I33": ("FY01", "24m"), "I35": ("ZR05", "state"),
}  # fmt: skip
TEMPLATES = {"1": "C", "2": "C", "3": "C", "6": "C", "9": "C", "4": "H", "8": "H", "5": "F", "7": "F"}  # fmt: skip # noqa: E501
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
FLOORS = (90, 85, 80, 70, 60, 50, 40, 30, 0)
CAPS = {
    "abnormal_list": "BBB", "tax_grade_d": "B", "tax_abnormal": "B", "special_mention_loan": "BBB",
    "overdue_now": "BB", "environment_yellow": "BBB", "environment_red": "BB",
    "power_theft": "BBB", "grave_penalty_open": "BB", "coverage": "A",
}  # fmt: skip


@dataclass
class Sheet:
    """What the oracle finds about one enterprise."""

    template: str = ""
    lines: dict[str, tuple[str, int | None, Fraction | None]] = field(default_factory=dict)
    score: str | None = None
    coverage: int = 0
    computed: str = ""
    vetoes: set[tuple[str, str, str]] = field(default_factory=set)
    caps: set[tuple[str, str, str]] = field(default_factory=set)
    final: str = "不予评级"
    outcome: str = "不予评级"
    pending: list[str] = field(default_factory=list)
    first_time_borrower: bool = True
    improvement: list[str] = field(default_factory=list)
    banks: list[str] = field(default_factory=list)


def rate(world: World, day: date) -> dict[str, Sheet]:
    """A sheet of every enterprise with a counted register row."""
    days = Days(day)
    owners = Owners(world.coverage, days)
    by_enterprise: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for code, rows in world.rows.items():
        for row in counted(code, rows, days):
            by_enterprise[row["uscc"]][code].append(row)
    return {
        uscc: _sheet(world, Enterprise(uscc, rows, days, owners))
        for uscc, rows in by_enterprise.items()
        if rows.get("SC01")
    }


def _measure(one: Enterprise, name: str, template: str) -> business.Value:
    if name in ("I12", "I13"):
        return (business.i12 if name == "I12" else business.i13)(one, template)
    if name == "I23":
        return duties.guarantees(one)
    measure: Callable[[Enterprise], business.Value]
    for module in (business, credit, duties):
        measure = getattr(module, name.lower(), None) or measure_missing
        if measure is not measure_missing:
            return measure(one)
    raise LookupError(name)


def measure_missing(one: Enterprise) -> business.Value:
    raise LookupError(one.uscc)


def _line(one: Enterprise, name: str, template: str) -> tuple[str, int | None, Fraction | None]:
    found = _measure(one, name, template)
    if found is UNKNOWN:
        return "N", None, None
    if found is None:
        if name == "I01":
            return "Z", 0, None
        if name in FULL and one.complete(*FULL[name]):
            return "F", 40 if name == "I05" else 100, None
        return "N", None, None
    pct, value = found
    declared = name not in FULL or one.complete(*FULL[name])
    return "V" if declared else "U", pct, value


def _sheet(world: World, one: Enterprise) -> Sheet:
    sheet = Sheet()
    sheet.banks = _banks(one)
    sheet.first_time_borrower = _first_time(one)
    objected = _objected(world, one)
    found = list(credit.vetoes(one))
    sheet.vetoes = {(name, code, row["rec_id"]) for name, code, row in found}
    sheet.vetoes |= {("V8", "decision", row["decision_id"]) for row in _decisions(world, one, "V8")}
    sheet.caps = {(name, code, row["rec_id"]) for name, code, row in credit.caps(one)}
    sheet.template = TEMPLATES.get(one.base.get("entity_kind") or "", "")
    if not sheet.template:
        sheet.pending = ["entity_kind"]
        return sheet
    weights = {name: three["CHF".index(sheet.template)] for name, three in WEIGHTS.items()}
    for name, weight in weights.items():
        line = _line(one, name, sheet.template) if weight else ("X", None, None)
        sheet.lines[name] = line
    _add_up(sheet, weights)
    _decide(world, one, sheet, objected)
    return sheet


def _add_up(sheet: Sheet, weights: dict[str, int]) -> None:
    points, total, gains = Fraction(0), 0, []
    for name, (state, pct, _) in sheet.lines.items():
        if pct is None:
            continue
        points += Fraction(weights[name] * pct, 100)
        total += weights[name]
        sheet.coverage += 0 if state == "U" else weights[name]
        gains.append((-weights[name] * (100 - pct), name))
    if total:
        exact = points / total * 100
        score = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        sheet.score = str(score)
    sheet.improvement = [name for gain, name in sorted(gains) if gain < 0][:5]


def _decide(world: World, one: Enterprise, sheet: Sheet, objected: tuple[bool, set[str]]) -> None:
    any_objection, records = objected
    graded = sheet.score is not None and sheet.coverage >= 60
    sheet.computed = "NR"
    if graded:
        sheet.computed = next(
            grade
            for grade, floor in zip(GRADES, FLOORS, strict=True)
            if Decimal(sheet.score or 0) >= floor
        )
        if sheet.coverage < 80:
            sheet.caps.add(("coverage", "", ""))
    firm = [name for name, _, rec_id in sheet.vetoes if rec_id not in records]
    if "V7" in firm:
        return
    if firm:
        sheet.final, sheet.outcome = "C", "暂不推荐"
    elif sheet.vetoes:
        sheet.final = sheet.outcome = "暂缓"
    elif not graded:
        sheet.final = "NR"
        sheet.outcome = "孵化" if sheet.coverage >= 40 else "信息不足"
    else:
        sheet.final = _final(world, one, sheet)
        missing = {
            "coverage": sheet.coverage < 80,
            "objection": any_objection,
            "notice": not _told(world, one),
        }
        if sheet.final in ("AAA", "AA", "A"):
            sheet.pending = [name for name, lacks in missing.items() if lacks]
            sheet.outcome = "待补正" if sheet.pending else "推荐"
        else:
            sheet.outcome = "孵化" if sheet.final in ("BBB", "BB") else "暂不推荐"


def _final(world: World, one: Enterprise, sheet: Sheet) -> str:
    lowest = max((GRADES.index(CAPS[name]) for name, _, _ in sheet.caps), default=0)
    place = max(GRADES.index(sheet.computed), lowest)
    place -= len(_decisions(world, one, "UP")) - len(_decisions(world, one, "DOWN"))
    return GRADES[min(max(place, lowest), 8)]


def _decisions(world: World, one: Enterprise, kind: str) -> list[Row]:
    """Signed by two different persons, in force on the day (D5, O10)."""
    return [
        row
        for row in world.decisions
        if row["uscc"] == one.uscc
        and row["kind"] == kind
        and row["signer_1"]
        and row["signer_2"]
        and row["signer_1"] != row["signer_2"]
        and one.days.known(row["decision_date"])
        and one.days.not_gone(row.get("revoked_date"))
    ]


def _objected(world: World, one: Enterprise) -> tuple[bool, set[str]]:
    filed = [
        row
        for row in world.objections
        if one.days.known(row["filed_date"]) and one.days.not_gone(row.get("closed_date"))
    ]
    marked = {row["rec_id"] for row in one.all_rows if row["row_status"] == "异议中"}
    own = any(row["uscc"] == one.uscc for row in filed)
    return bool(marked) or own, marked | {row["rec_id"] for row in filed}


def _told(world: World, one: Enterprise) -> bool:
    """Whether every agency with a counted row has delivered its notice (O4)."""
    told = {
        row["agency_code"]
        for row in world.notices
        if row["uscc"] == one.uscc
        and row["status"] in ("已送达", "已签收", "拒收")
        and one.days.known(row["delivered_date"])
    }
    return {row["agency_code"] for row in one.all_rows} <= told


def _banks(one: Enterprise) -> list[str]:
    valid = {
        row["agency_code"]
        for row in one.rows("YH00")
        if one.days.known(row["signed_date"])
        and one.days.open(row.get("valid_to"))
        and one.days.not_gone(row.get("revoked_date"))
    }
    return sorted(valid)


def _first_time(one: Enterprise) -> bool:
    dated: list[Any] = [row.get("from") for row in one.rows("YH01")]
    dated += [row.get("issue_date") for row in one.rows("YH02")]
    if any(empty(day) or day <= one.days.day for day in dated):
        return False
    return not any(row["month"] <= one.days.last_month for row in one.rows("YH03"))
