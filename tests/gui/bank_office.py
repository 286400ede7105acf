"""A bank's office that was sent the grades of two enterprises, made once for all tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app import clock
from app.outcomes.results import write_result
from app.rating.scheme import Scheme
from app.rating.schemes import load
from app.rating.sheets import shortest
from tests.gui.offices import MORNING
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.outcomes.banking import NSH, RUN, county_with_banks, keep_run, receive, sheet

BANK, BANK_CLERK, BANK_LEADER = NSH, CLERK, LEADER


def make_bank(folder: Path) -> Path:
    """The county with one bank under ``folder``; returns the bank's office."""
    with clock.at(MORNING):
        county = county_with_banks(folder, banks=(NSH,))
        hand_over(county, RUN, "2026-03-31", {COMPANY: "AA", FARM: "BBB"})
    return folder / NSH


def hand_over(county: County, run_id: str, as_of: str, grades: dict[str, str]) -> None:
    """A run with these grades, and the bank's package of it taken in."""
    names = {COMPANY: "渑池仰韶食品有限公司", FARM: "渑池县天池农民专业合作社"}
    lines = sheet_lines(load(), "C")
    sheets = [
        sheet(uscc, grade, [NSH], name=names[uscc], indicators=lines)
        for uscc, grade in grades.items()
    ]
    keep_run(county, sheets, run_id, as_of)
    out = county.package(f"result-{run_id[:4]}.xyb")
    with county.as_("RH", LEADER) as store:
        write_result(store, run_id, NSH, out)
    assert receive(county, out) == len(sheets)


def sheet_lines(scheme: Scheme, template: str) -> dict[str, dict[str, Any]]:
    """Lines as a run writes them: 11 of 12, or nothing known."""
    lines: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(scheme.indicators):
        weight = one.weights.get(template, 0)
        pct = one.percent(template, 11, 12) if one.bands.get(template) else None
        known = pct is not None and place % 3
        lines[one.id] = {
            "value": "11/12" if known else None,
            "pct": pct if known else None,
            "weight": weight,
            "points": shortest(weight * (pct or 0)) if known else None,
            "state": ("V" if known else "N") if weight else "X",
            "records": [],
        }
    return lines
