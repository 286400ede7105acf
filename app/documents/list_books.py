"""The same lists as a workbook: codes are texts, counts and scores numbers, nothing a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.documents import list_words
from app.documents.list_words import ListContext
from app.files import written_aside

_BOLD = Font(bold=True)
_WIDTHS = {"name": 32.0, "code": 24.0, "remark": 30.0}
_NUMBERS = {"place": "0", "score": "0.00", "coverage": "0"}
_COVERAGE = ("coverage", "信息覆盖率（%）")
Value = str | tuple[Decimal, str]
"""A text, or a number with its format."""


def write_list_book(path: Path, context: ListContext, content: Mapping[str, Any]) -> None:
    """Write an issued list as .xlsx: 名单, 移出, 孵化建议 where there is any, 说明.

    Raises ``ENV-*``; ``path`` is then as it was before.
    """
    book = Workbook(write_only=True)
    _list(book, context, content)
    if content["left"]:
        removed = [[row["name"], row["code"], row["why"], row["change"]] for row in content["left"]]
        add_page(
            book, list_words.REMOVED, ("企业名称", "统一社会信用代码", "原因", "变化"), removed
        )
    if rows := list_words.advised(content):
        titles = ("企业名称", "统一社会信用代码", "序号", "改进事项", "可增得分", "办法")
        add_page(book, "孵化建议", titles, [line for row in rows for line in _advice(row)])
    about = [list(pair) for pair in list_words.head(content, context)]
    add_page(book, "说明", ("名称", list_words.title(content, context)), about)
    with written_aside(path) as stream:
        book.save(stream)


def _list(book: Workbook, context: ListContext, content: Mapping[str, Any]) -> None:
    fields = [(column.field, column.title) for column in list_words.columns(content)]
    if any(name == "score" for name, _ in fields):
        fields.insert(-2, _COVERAGE)
    rows = []
    for row in content["rows"]:
        said = list_words.words(row, context)
        rows.append([_value(name, said[name]) for name, _ in fields])
    widths = [_WIDTHS.get(name, 12.0) for name, _ in fields]
    add_page(book, "名单", [title for _, title in fields], rows, widths)


def _value(name: str, text: str) -> Value:
    return (Decimal(text), _NUMBERS[name]) if text and name in _NUMBERS else text


def _advice(row: Mapping[str, Any]) -> list[list[Value]]:
    return [
        [row["name"], row["code"], (Decimal(number), "0"), what, (Decimal(gain), "0.##"), how]
        for number, (what, gain, how) in enumerate(list_words.improvements(row), 1)
    ]


def add_page(
    book: Workbook,
    title: str,
    titles: Sequence[str],
    rows: Sequence[Sequence[Value]],
    widths: Sequence[float] = (),
) -> None:
    """A sheet whose first row names the columns, stays in view and is printed on every page."""
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    for at, width in enumerate(widths or [28.0] * len(titles)):
        page.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]].width = width
    page.append([_cell(page, one, bold=True) for one in titles])
    for row in rows:
        page.append([_cell(page, one) for one in row])


def _cell(page: WriteOnlyWorksheet, value: Value, *, bold: bool = False) -> OpenpyxlCell:
    cell = WriteOnlyCell(page, None)
    if value == "":
        return cell
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # after the value: assigning guesses formulas and errors
        cell.number_format = "@"  # so that a cell touched in Excel does not become a formula either
    else:
        cell.value, cell.number_format = value
    if bold:
        cell.font = _BOLD
    return cell
