"""A clerk's sheet given back with the findings in it: colours, comments, and a page of sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.collection.sheets.model import Cell, Sheet
from app.collection.sheets.reading import read
from app.errors import running
from app.progress import SILENT, Progress
from app.workbook import book_written, new_cell, plain, sheet_name

_FILLS = {
    "error": PatternFill("solid", fgColor="FFF4B6B6"),
    "warning": PatternFill("solid", fgColor="FFFFE9A8"),
}
_COMMENT_CHARS = 2_000
_EVERY = 500
"""So many rows are written between two reports of progress."""


class Remark(Protocol):
    """What is said of a cell: a finding of the import."""

    @property
    def code(self) -> str:
        """Stable code."""

    @property
    def level(self) -> str:
        """error, warning or note."""

    @property
    def row(self) -> int:
        """Row in the file from 1; 0 is the whole file."""

    @property
    def column(self) -> str:
        """Header as in the file, or empty for the whole row."""

    @property
    def message(self) -> str:
        """What is wrong."""

    @property
    def advice(self) -> str:
        """What to do."""


def write_back(
    source_path: Path,
    out_path: Path,
    findings: Iterable[Remark],
    summary: Mapping[str, object],
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    labels: frozenset[str] = frozenset(),
    progress: Progress = SILENT,
) -> int:
    """Write ``out_path`` (.xlsx): the table of ``source_path``, every row at its own number, with
    the findings as comments on coloured cells, and a sheet 汇总 with ``summary`` and all findings.

    Text stays text: nothing in the copy is a formula. Returns the number of remarks placed.
    ``sheet``, ``header_row`` and ``labels`` as given to ``read``; raises what it raises, and ENV-*.
    """
    table = read(source_path, sheet=sheet, header_row=header_row, labels=labels, progress=progress)
    remarks = list(findings)
    with book_written(out_path) as book:
        placed = _copy(book.create_sheet(_title(table.sheet_name)), table, remarks, progress)
        _summary(book.create_sheet("汇总"), summary, remarks)
    return placed


def _title(name: str) -> str:
    kept = sheet_name(name)
    return kept if kept and kept != "汇总" else "数据"


def _copy(page: WriteOnlyWorksheet, table: Sheet, remarks: list[Remark], progress: Progress) -> int:
    places = {column.header: column.index for column in reversed(table.columns)}
    width = max(column.index for column in table.columns) + 1
    by_cell: dict[tuple[int, int], list[Remark]] = defaultdict(list)
    for remark in remarks:
        if remark.row:
            by_cell[remark.row, places.get(remark.column, table.columns[0].index)].append(remark)
    lines: dict[int, dict[int, Cell]] = {entry.row: {0: entry.text} for entry in table.left_out}
    lines[table.header_rows[1]] = {one.index: one.header for one in table.columns}
    positions = {row: place for place, row in enumerate(table.row_numbers)}
    last = max([*positions, *lines])
    placed = 0
    for row in range(1, last + 1):
        if row % _EVERY == 0:
            progress.step(row, last, "写表格")
        place = positions.get(row)
        if place is None:
            line = lines.get(row, {})
        else:
            line = {
                one.index: cells[place]
                for one, cells in zip(table.columns, table.cells, strict=True)
            }
        cells_out = []
        for index in range(width):
            said = by_cell.get((row, index), [])
            placed += len(said)
            cells_out.append(_cell(page, line.get(index), said, bold=row == table.header_rows[1]))
        page.append(cells_out)
    return placed


def _cell(
    page: WriteOnlyWorksheet, value: object, said: list[Remark], *, bold: bool = False
) -> OpenpyxlCell:
    cell = new_cell(page, value, bold=bold)
    if said:
        worst = "error" if any(one.level == "error" for one in said) else "warning"
        cell.fill = _FILLS[worst]
        told = "\n".join(f"[{one.code}] {running(one.message, one.advice)}" for one in said)
        comment = Comment(plain(told)[:_COMMENT_CHARS], "信采")
        comment.width, comment.height = 320, 120
        cell.comment = comment
    return cell


def _summary(
    page: WriteOnlyWorksheet, summary: Mapping[str, object], remarks: list[Remark]
) -> None:
    for name, value in summary.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        page.append(
            [_cell(page, name, [], bold=True), _cell(page, value if number else str(value), [])]
        )
    page.append([])
    page.append(
        [_cell(page, head, [], bold=True) for head in ("行", "列", "级别", "代码", "问题", "建议")]
    )
    words = {"error": "错误", "warning": "警告", "note": "提示"}
    for one in remarks:
        level = words.get(one.level, one.level)
        texts = (one.column, level, one.code, one.message, one.advice)
        page.append([_cell(page, one.row or None, []), *(_cell(page, text, []) for text in texts)])
