"""Compares what was planted with what came out; every difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.training.outcome import Demo

Plant = Mapping[str, Any]


def differences(demo: Demo, plants: list[dict[str, Any]]) -> list[str]:
    """Everything in which the outcome is not as planted; empty when all holds."""
    sheets = {sheet["id"]: sheet for sheet in demo.rating.sheets} if demo.rating else {}
    found: list[str] = []
    for plant in plants:
        found += {"row": _row, "file": _file, "rating": _rating}[plant["kind"]](demo, plant, sheets)
    found += _imports(demo)
    found += _records(demo)
    return found


def _row(demo: Demo, plant: Plant, _sheets: object) -> Iterator[str]:
    part = demo.parts[plant["agency"]]
    at = (plant["file"], plant["row"])
    expected = plant["expected"]
    outcome = part.outcomes.get(at, "new")
    if outcome != expected["class"]:
        yield f"{plant['id']}：应为 {expected['class']}，实为 {outcome}（第{plant['row']}行）"
    code = expected.get("code")
    if code and code not in part.codes.get(at, set()):
        said = "、".join(sorted(part.codes.get(at, set()))) or "无"
        yield f"{plant['id']}：应报 {code}，实报 {said}（第{plant['row']}行）"


def _file(demo: Demo, plant: Plant, _sheets: object) -> Iterator[str]:
    rows, left_out = demo.parts[plant["agency"]].reports.get(plant["file"], (0, 0))
    if rows != plant["expected"]["rows"]:
        yield f"{plant['id']}：应有{plant['expected']['rows']}行，读到{rows}行"
    if left_out < plant["expected"]["left_out"]:
        yield f"{plant['id']}：应略去{plant['expected']['left_out']}行，略去{left_out}行"


def _rating(demo: Demo, plant: Plant, sheets: Mapping[str, Any]) -> Iterator[str]:
    sheet = sheets.get(plant["uscc"])
    if sheet is None:
        yield f"{plant['id']}：没有评级"
        return
    seen = {
        **sheet,
        "vetoes": [one["id"] for one in sheet["vetoes"]],
        "improvement": [one["id"] for one in sheet["improvement"]],
        "cap": min((one["grade"] for one in sheet["caps"]), default="", key=_lowest_first),
        "blocked": _blocked(demo, plant["uscc"]),
    }
    for key, wanted in plant["expected"].items():
        if seen.get(key) != wanted:
            yield f"{plant['id']} {plant['what']}：{key} 应为 {wanted}，实为 {seen.get(key)}"


def _lowest_first(grade: str) -> int:
    return -["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"].index(grade)


def _blocked(demo: Demo, uscc: str) -> list[str]:
    """Agencies of which some data set about the enterprise did not reach the coordinator."""
    return sorted(
        {
            agency
            for agency, sets in demo.county.facts.items()
            for code, rows in sets.items()
            if (agency, code, uscc) not in demo.arrived and any(r["uscc"] == uscc for r in rows)
        }
    )


def _imports(demo: Demo) -> Iterator[str]:
    for part in demo.parts.values():
        if part.rows != sum(part.classes.values()):
            yield f"{part.agency}：{part.rows}行，各类合计{sum(part.classes.values())}"
        for name in part.dry_runs_differ:
            yield f"{part.agency} {name}：试导入与导入的计数不同"
        if part.blocked:
            yield f"{part.agency}：{part.blocked}条未能通过审核"


def _records(demo: Demo) -> Iterator[str]:
    """Every record that an agency sent is held by the coordinator, once."""
    for agency, part in demo.parts.items():
        merged = demo.merges[agency]
        sent = part.submitted.sent if part.submitted else {}
        if merged.accepted != sent:
            yield f"{agency}：报送{sent}，并入{merged.accepted}"
