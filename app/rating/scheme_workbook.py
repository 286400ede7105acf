"""A scheme as a workbook, for people who change weights and bands in a table. SQL stays outside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from app.rating.scheme import Scheme
from app.rating.scheme_layout import BASE, Layout, layouts, rows_of
from app.workbook import BOLD, Value, book_written, put

_SPARE_ROWS = 60
_HEAD = PatternFill("solid", fgColor="FFE8E8E8")
_LOCKED = PatternFill("solid", fgColor="FFF4F4F4")
_WIDTH = {"名称": 44, "内容": 44, "项目": 28}


def write(scheme: Scheme, path: Path) -> None:
    """Write the workbook. Raises ``R-SCHEME`` for a draft of another shape, ``ENV-*``."""
    rows = rows_of(scheme)
    with book_written(path, rows_only=False) as book:
        for name, layout in layouts(scheme.templates).items():
            _fill(book.create_sheet(name), layout, rows[name])


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
