"""A list as it is shown, as a workbook: codes stay text, numbers are numbers, nothing is live."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.files import written_aside
from app.listing import NUMBER, Column, Key, Source
from app.progress import SILENT, Progress

_PAGE = 500
_PLAIN = re.compile(r"-?\d[\d,]*(\.\d+)?")


def write_list(
    path: Path,
    source: Source,
    columns: Sequence[int],
    ids: Sequence[Key],
    progress: Progress = SILENT,
) -> int:
    """Write the rows ``ids`` with the columns at these places; returns how many rows.

    Rows that went meanwhile are left out. Raises ``ENV-*``.
    """
    shown = [source.columns[place] for place in columns]
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("列表")
    sheet.freeze_panes = "A2"
    for place, column in enumerate(shown, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width + 2
    sheet.append([_cell(sheet, column, column.title, head=True) for column in shown])
    written = 0
    for start in range(0, len(ids), _PAGE):
        progress.step(start, len(ids), "写入表格")
        page = ids[start : start + _PAGE]
        found = source.rows(page)
        for key in page:
            if key in found:
                row = [found[key][place] for place in columns]
                sheet.append(
                    [_cell(sheet, kind, text) for kind, text in zip(shown, row, strict=True)]
                )
                written += 1
    with written_aside(path) as stream:
        book.save(stream)
    progress.step(len(ids), len(ids))
    return written


def _cell(
    sheet: WriteOnlyWorksheet, column: Column, text: str, *, head: bool = False
) -> OpenpyxlCell:
    number = column.kind == NUMBER and not head and _PLAIN.fullmatch(text)
    cell: OpenpyxlCell = WriteOnlyCell(sheet, None)
    cell.value = Decimal(text.replace(",", "")) if number else text
    if number:
        cell.number_format = "#,##0.00" if "." in text else "#,##0"
    else:
        cell.data_type = "s"
        cell.number_format = "@"
    if head:
        cell.font = Font(bold=True)
    if column.kind == NUMBER:
        cell.alignment = Alignment(horizontal="right")
    return cell
