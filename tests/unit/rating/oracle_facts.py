"""The oracle's view of the facts: which rows count on a day, and what has been declared.

Written from the rules of the scheme in plain Python, row by row, with no knowledge of the SQL.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

KEYS = {
    "SC01": "uscc", "SC02": "uscc holder_name holder_id", "SC03": "uscc name post",
    "SC04": "uscc item change_date", "SC05": "uscc lic_no", "SC06": "uscc decision_no",
    "SC07": "uscc list_type in_date", "SC08": "uscc year", "SC09": "reg_no", "SC10": "uscc",
    "SC11": "uscc title date", "SW01": "uscc", "SW02": "uscc period period_type tax_kind",
    "SW03": "uscc year", "SW04": "uscc tax_kind as_of", "SW05": "uscc decision_no",
    "GJ01": "uscc", "GJ02": "uscc month", "GJ03": "uscc decision_no", "GA01": "uscc item cert_no",
    "GA02": "uscc decision_no", "GD01": "cons_no", "GD02": "cons_no month",
    "GD03": "uscc cons_no kind date", "GS01": "cons_no", "GS02": "cons_no period",
    "GS03": "uscc cons_no kind date", "ZR01": "cert_no", "ZR02": "lic_no", "ZR03": "no",
    "ZR04": "contract_no", "ZR05": "uscc decision_no", "ST01": "approval_no", "ST02": "permit_no",
    "ST03": "uscc year", "ST04": "uscc decision_no", "FY01": "case_no uscc role",
    "FY02": "case_no uscc", "FY03": "case_no uscc", "FY04": "case_no uscc", "RS01": "uscc",
    "RS02": "uscc month kind", "RS03": "uscc as_of", "RS04": "uscc decision_no",
    "YH00": "agency_code uscc no", "YH01": "agency_code credit_no", "YH02": "agency_code loan_no",
    "YH03": "agency_code loan_no month", "YH04": "agency_code guar_no",
    "YH07": "agency_code uscc year period", "YH08": "agency_code uscc",
}  # fmt: skip


def empty(value: object) -> bool:
    return value is None or value == ""


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day (G2)."""
    year, month = day.year, day.month - months
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Days:
    """The windows of one reference day, as ISO texts (G1, G2)."""

    def __init__(self, day: date) -> None:
        self.date = day
        self.day = day.isoformat()
        whole = monthrange(day.year, day.month)[1] == day.day
        first = day.replace(day=1) if whole else months_before(day.replace(day=1), 1)
        self.last_month_first = first.isoformat()
        self.last_month_end = first.replace(day=monthrange(first.year, first.month)[1])
        months = [months_before(first, back).isoformat()[:7] for back in range(24)]
        self.last12 = set(months[:12])
        self.before12 = set(months[12:])
        self.last_month = months[0]
        self.months = list(reversed(months))
        self.back24 = months_before(day, 24)
        self.back36 = months_before(day, 36).isoformat()
        self.back60 = months_before(day, 60).isoformat()

    def recent(self, text: str | None) -> bool:
        """An event of the last 24 months."""
        return not empty(text) and self.back24.isoformat() < str(text) <= self.day

    def known(self, text: str | None) -> bool:
        """A date that is not after the reference day."""
        return not empty(text) and str(text) <= self.day

    def not_later(self, text: str | None) -> bool:
        """An optional beginning: only a later date excludes."""
        return empty(text) or str(text) <= self.day

    def open(self, text: str | None) -> bool:
        """An optional last day: empty is unlimited."""
        return empty(text) or str(text) >= self.day

    def not_gone(self, text: str | None) -> bool:
        """An optional day of removal: gone from that day on."""
        return empty(text) or str(text) > self.day


@dataclass
class World:
    """Everything a coordinator holds; rows in order of arrival."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    coverage: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    objections: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)


def counted(code: str, rows: list[Row], days: Days) -> list[Row]:
    """The rows of a data set that count (G4, G5, P2, P3)."""
    names = KEYS.get(code, "rec_id").split()
    newest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if row["row_status"] in ("草稿", "已录入", "退回"):
            continue
        key = tuple(_part(row, name) for name in names)
        place = (row["as_of_date"], row["rev_no"], row["id"])
        held = newest.get(key)
        if held is None or place > (held["as_of_date"], held["rev_no"], held["id"]):
            newest[key] = row
    return [row for row in newest.values() if _counts(row, days)]


def _part(row: Row, name: str) -> Any:
    """A breach is told apart by its meter where there is no 户号."""
    return row.get(name) or (row.get("meter_no") if name == "cons_no" else None) or None


def _counts(row: Row, days: Days) -> bool:
    repaired_on = row.get("repair_date")
    if row["row_status"] == "已撤回":
        return False
    if row["row_status"] == "已修复" and (empty(repaired_on) or str(repaired_on) <= days.day):
        return False
    if row.get("repair_status") == "已修复" and days.known(repaired_on):
        return False
    return days.open(row.get("publish_to"))


class Owners:
    """What the owners of data sets declared complete (C1, C2)."""

    def __init__(self, coverage: list[Row], days: Days) -> None:
        self._days = days
        self._spans: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
        for row in coverage:
            span = (_first(row["period_from"]), _last(row["period_to"]))
            self._spans[row["dataset"], row["agency_code"]].append(span)
        self._banks = {agency for _, agency in self._spans if agency.startswith("YH")}

    def complete(self, code: str, kind: str) -> bool:
        """``kind``: 24m for events, state for the last full month."""
        last = self._days.last_month_end
        first = self._days.back24 + timedelta(days=1) if kind == "24m" else last.replace(day=1)
        wanted = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        if code.startswith("YH"):
            return bool(self._banks) and all(
                self._covered(self._spans.get((code, bank), []), wanted) for bank in self._banks
            )
        spans = [one for (name, _), held in self._spans.items() if name == code for one in held]
        return self._covered(spans, wanted)

    @staticmethod
    def _covered(spans: list[tuple[date, date]], wanted: set[date]) -> bool:
        return all(any(first <= day <= last for first, last in spans) for day in wanted)


def _first(text: str) -> date:
    if not text:
        return date.min
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def _last(text: str) -> date:
    if not text:
        return date.max
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:])
    return date(year, month, monthrange(year, month)[1])


class Enterprise:
    """The counted rows of one enterprise, with the day and the declarations."""

    def __init__(self, uscc: str, rows: dict[str, list[Row]], days: Days, owners: Owners) -> None:
        self.uscc, self.days, self._rows, self._owners = uscc, days, rows, owners

    def rows(self, code: str) -> list[Row]:
        return self._rows.get(code, [])

    @property
    def base(self) -> Row:
        return self.rows("SC01")[0]

    def complete(self, codes: str, kind: str) -> bool:
        return all(self._owners.complete(code, kind) for code in codes.split())

    @property
    def all_rows(self) -> list[Row]:
        return [row for rows in self._rows.values() for row in rows]
