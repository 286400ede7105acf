"""Workbooks that hold what they were given: text stays text, and nothing becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.files import disk_fault, written_aside

BOLD = Font(bold=True)
TEXT = "@"
"""The format of a text: a cell touched in Excel keeps its digits and becomes no formula."""

DAY = "yyyy-mm-dd"
Value = str | date | tuple[Decimal, str]
"""A text, a day, or a number with its format."""

_A4 = 9
_SHEET_CHARS = 31
_NO_SHEET_NAME = "[]:*?/\\'"


@contextmanager
def book_written(path: Path, *, rows_only: bool = True) -> Iterator[Workbook]:
    """An empty workbook, written to ``path`` as .xlsx when the block ends well.

    With ``rows_only`` sheets can only grow row by row, in little memory. Raises ``ENV-*``, also
    when the disk of temporary files is full; ``path`` is then as it was before.
    """
    packed = io.BytesIO()
    try:
        book = Workbook(write_only=rows_only)
        for sheet in book.worksheets:
            book.remove(sheet)
        yield book
        book.save(packed)
    except OSError as error:
        raise disk_fault(error, path) from error
    with written_aside(path) as stream:
        stream.write(packed.getbuffer())


def put(cell: Any, value: object) -> None:
    """Fill a cell of openpyxl with a :data:`Value` or a bare number; None and ``""`` leave it."""
    if isinstance(value, str):
        if text := plain(value):
            cell.value = text
            cell.data_type = "s"  # after the value: assigning guesses formulas and errors
            cell.number_format = TEXT
    elif isinstance(value, tuple):
        cell.value, cell.number_format = value
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, int | float):
        cell.value = value


def plain(text: str) -> str:
    """``text`` without the control characters that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def new_cell(page: WriteOnlyWorksheet, value: object, *, bold: bool = False) -> OpenpyxlCell:
    """A cell to append to ``page``, filled as by :func:`put`."""
    cell: OpenpyxlCell = WriteOnlyCell(page, None)
    put(cell, value)
    if bold:
        cell.font = BOLD
    return cell


def sheet_name(text: str) -> str:
    """``text`` as the name of a sheet: without the signs that Excel refuses, 31 characters."""
    return "".join(one for one in plain(text) if one not in _NO_SHEET_NAME)[:_SHEET_CHARS].strip()


def add_page(
    book: Workbook,
    title: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[float] = (),
    above: str = "",
) -> None:
    """A sheet whose first row names the columns, stays in view and is printed on every page.

    ``above`` is printed over each page and is no part of the table.
    """
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    print_across(page, "1:1")
    page.oddHeader.center.text = plain(above).replace("&", "&&") or None
    for at, width in enumerate(widths or [28.0] * len(titles), start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.append([new_cell(page, one, bold=True) for one in titles])
    for row in rows:
        page.append([new_cell(page, one) for one in row])


def print_across(page: Any, head: str, sheets: int = 1) -> None:
    """Ruled A4 on its side, ``sheets`` of paper for all columns, the rows ``head`` on each page."""
    page.print_title_rows = head
    page.print_options.gridLines = True
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = sheets, 0
    page.oddFooter.center.text = "第&P页，共&N页"
