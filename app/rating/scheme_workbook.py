"""A scheme as a workbook, for people who change weights and bands in a table. SQL stays outside."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from app.rating.scheme import MAIN, Scheme
from app.rating.scheme_shape import require_shape
from app.workbook import BOLD, Value, book_written, put

INDICATORS, BANDS, CASES, VETOES, CAPS, GRADES, PARAMETERS = (
    "指标",
    "分档",
    "特殊情形",
    "否决",
    "封顶",
    "等级",
    "参数",
)
EVERY = "全部"
"""In place of a template: the bands hold for all of them."""

UNKNOWN = "N"
"""In place of a percent: the case says nothing."""

NUMBERS = {
    "no_grade_below": "不予评级的覆盖率下限",
    "incubate_from": "孵化的覆盖率下限",
    "recommend_from": "推荐的覆盖率下限",
    "improvements": "改进建议条数",
}
TEXTS = {
    "title": "方案名称",
    "reference_cap": "参考等级上限",
    "recommend_grade": "推荐等级",
}
BASE = {"id": "方案编号", "version": "原版本", "sha256": "原版本摘要"}
_SPARE_ROWS = 60
_HEAD = PatternFill("solid", fgColor="FFE8E8E8")
_LOCKED = PatternFill("solid", fgColor="FFF4F4F4")
_WIDTH = {"名称": 44, "内容": 44, "项目": 28}


@dataclass(frozen=True)
class Layout:
    """A sheet's columns; the first ``keys`` of them say what a row is about and are locked."""

    columns: tuple[str, ...]
    keys: int = 1
    grows: bool = False


def layouts(templates: Iterable[str]) -> dict[str, Layout]:
    """The sheets of a scheme with these templates."""
    weights = tuple(f"权重{name}" for name in templates)
    return {
        INDICATORS: Layout(("编号", "名称", "类别", *weights)),
        BANDS: Layout(("编号", "模板", "不低于", "不高于", "得分率"), 2, grows=True),
        CASES: Layout(("编号", "情形", "得分率"), 2),
        VETOES: Layout(("编号", "名称")),
        CAPS: Layout(("编号", "名称", "等级")),
        GRADES: Layout(("等级", "起点")),
        PARAMETERS: Layout(("项目", "内容")),
    }


def write(scheme: Scheme, path: Path) -> None:
    """Write the workbook. Raises ``R-SCHEME`` for a draft of another shape, ``ENV-*``."""
    require_shape(scheme)
    rows = _rows(scheme)
    with book_written(path, rows_only=False) as book:
        for name, layout in layouts(scheme.templates).items():
            _fill(book.create_sheet(name), layout, rows[name])


def bands_of(declared: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The bands of an indicator as its file says them: template, or :data:`EVERY`, → steps."""
    bands = declared.get("bands", [])
    return dict(bands) if isinstance(bands, dict) else {EVERY: bands} if bands else {}


def _rows(scheme: Scheme) -> dict[str, list[Sequence[Any]]]:
    declared = tomllib.loads(scheme.files[MAIN])
    indicators = declared["indicator"]
    base = {**declared, "sha256": scheme.sha256}
    return {
        INDICATORS: [
            (one["id"], one["title"], one["group"], *map(one["weights"].get, scheme.templates))
            for one in indicators
        ],
        BANDS: [row for one in indicators for row in _band_rows(one)],
        CASES: [
            (one["id"], case, pct)
            for one in indicators
            for case, pct in one.get("specials", {}).items()
        ],
        VETOES: [(one["id"], one["title"]) for one in declared["veto"]],
        CAPS: [(one["id"], one["title"], one["grade"]) for one in declared["cap"]],
        GRADES: list(declared["grades"].items()),
        PARAMETERS: [(words, base[name]) for name, words in {**BASE, **TEXTS, **NUMBERS}.items()],
    }


def _band_rows(declared: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for template, steps in bands_of(declared).items():
        for one in steps:
            limits = (one.get("at_least"), one.get("at_most"))
            yield declared["id"], template, *limits, one["pct"]


def _fill(page: Worksheet, layout: Layout, rows: Sequence[Sequence[Any]]) -> None:
    """Head, rows, and room for more; locked against slips, with no password to lose."""
    for at, name in enumerate(layout.columns, start=1):
        head: Any = page.cell(1, at, name)
        head.font, head.fill = BOLD, _HEAD
        page.column_dimensions[head.column_letter].width = _WIDTH.get(name, 14)
    spare = [(None,) * len(layout.columns)] * (_SPARE_ROWS if layout.grows else 0)
    for number, row in enumerate([*rows, *spare], start=2):
        named = row[0] is not None
        base = layout.columns[0] == "项目" and row[0] in BASE.values()
        for at, value in enumerate(row, start=1):
            cell: Any = page.cell(number, at)
            locked = named and (at <= layout.keys or base)
            cell.protection = Protection(locked=locked)
            if locked:
                cell.fill = _LOCKED
            put(cell, _typed(value))
    page.freeze_panes = f"{'ABC'[layout.keys]}2"
    page.protection.sheet = True
    page.protection.formatColumns = False


def _typed(value: Any) -> Value | None:
    """Whole numbers as such, all else as text: Excel would take 1/3 for a day in March."""
    if isinstance(value, int):
        return Decimal(value), "0"
    return None if value is None else str(value)
