"""Workbooks by calamine, with what calamine does not tell read from the XML. In the child."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.collection.sheets.limits import CELL_CHARS, CELLS, COLUMNS, ROWS, refuse
from app.collection.sheets.raw import RawBook, RawCell, RawSheet
from app.collection.sheets.sheet_xml import Facts, facts_of, refuse_doctypes, sheet_parts
from app.errors import RefusedError

_SMALL = 4 << 20
_DENSE = 40
_HIDDEN = "隐藏的工作表没有读取："


class _Beside:
    """A search of the XML that runs while calamine, which frees the interpreter, parses.

    Small sheets and those that pack suspiciously well are searched first, so that a hostile one
    is refused by name and before it fills the memory.
    """

    def __init__(self, search: Callable[[], Facts]) -> None:
        self._search, self._facts = search, Facts()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._facts = self._search()
        except Exception as error:  # handed to whoever asks
            self._error = error

    def __call__(self) -> Facts:
        """Wait for what was found; raises what the search raised."""
        self._thread.join()
        if isinstance(self._error, RefusedError):
            raise self._error
        if self._error is not None:
            raise _damaged(self._error) from self._error
        _refuse_too_wide(self._facts)
        return self._facts


def read_xlsx(data: bytes, archive: zipfile.ZipFile, wanted: str | None) -> RawBook:
    """The sheets of an .xlsx or .xlsm; raises I-FILE-* for what is not a sound workbook."""
    try:
        refuse_doctypes(archive)
        parts = sheet_parts(archive)
    except (zipfile.BadZipFile, EOFError, OSError, KeyError, ValueError) as error:
        raise _damaged(error) from error
    workbook = _load(data)
    notes = []
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        notes.append("工作簿含有宏，宏已忽略、没有运行。")

    def facts(name: str) -> Callable[[], Facts]:
        if name not in parts:
            return Facts
        known = _Beside(lambda: facts_of(archive, parts[name]))
        part = archive.getinfo(parts[name])
        if part.file_size < _SMALL or part.file_size > _DENSE * part.compress_size:
            known()
        return known

    return _book(workbook, wanted, notes, facts)


def read_xls(data: bytes, wanted: str | None) -> RawBook:
    """The sheets of an .xls (BIFF8)."""
    workbook = _load(data)

    def facts(name: str) -> Callable[[], Facts]:
        ranges = workbook.get_sheet_by_name(name).merged_cell_ranges or []
        merges = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
        return lambda: Facts(merges)

    return _book(workbook, wanted, [], facts)


def _load(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise refuse(
            "PASSWORD", "工作簿有密码保护，无法读取。", "请在Excel中去掉打开密码，另存后重新导入。"
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> RefusedError:
    return refuse(
        "DAMAGED",
        f"工作簿不完整或已损坏（{type(error).__name__}）。",
        "请用Excel打开并另存为新的.xlsx后重试。",
    )


def _book(
    workbook: CalamineWorkbook,
    wanted: str | None,
    notes: list[str],
    facts: Callable[[str], Callable[[], Facts]],
) -> RawBook:
    sheets: list[RawSheet] = []
    hidden: list[str] = []
    names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if wanted is not None and wanted not in names:
        raise refuse("SHEET", f"没有名为“{wanted}”的工作表。", f"可选：{'、'.join(names)}")
    for one in workbook.sheets_metadata:
        visible = one.visible == SheetVisibleEnum.Visible
        if one.typ != SheetTypeEnum.WorkSheet:
            continue
        if wanted == one.name or (wanted is None and visible):
            sheets.append(_sheet(workbook, one.name, visible, facts(one.name)))
        else:
            sheets.append(RawSheet(one.name, [], visible))
            if not visible:
                hidden.append(one.name)
    if hidden and wanted is None:
        notes.append(_HIDDEN + "、".join(hidden))
    return RawBook(sheets, notes)


def _sheet(
    workbook: CalamineWorkbook, name: str, visible: bool, known: Callable[[], Facts]
) -> RawSheet:
    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height > ROWS:
            raise refuse("ROWS", f"工作表“{name}”超过{ROWS}行。", "请删除多余的行或分成几个文件。")
        if sheet.total_width > COLUMNS or sheet.total_height * sheet.total_width > CELLS:
            raise refuse("COLUMNS", f"工作表“{name}”过大。", "请只保留需要导入的列。")
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        known()  # a refusal of the XML says more than the parser does
        raise _damaged(error) from error
    columns: list[list[RawCell]] = [_column(column) for column in zip(*rows, strict=True)]
    facts = known()
    _put_errors(columns, facts)
    return RawSheet(name, columns, visible, facts.merges, facts.hidden_columns, facts.hidden_rows)


def _refuse_too_wide(facts: Facts) -> None:
    if facts.last_row > ROWS:
        raise refuse(
            "ROWS",
            f"工作表的内容到了第{facts.last_row}行，超过{ROWS}行。",
            "请删除表格之外的内容。",
        )
    if facts.last_column > COLUMNS:
        raise refuse("COLUMNS", "工作表在很远的列里有内容。", "请删除表格右侧之外的内容。")


def _column(cells: tuple[Any, ...]) -> list[RawCell]:
    kinds = set(map(type, cells))
    column: list[Any] = list(cells)
    texts = cells if kinds == {str} else [one for one in cells if type(one) is str]
    if texts and max(map(len, texts)) > CELL_CHARS:
        raise refuse("CELL", f"有单元格超过{CELL_CHARS}个字。", "请检查表格内容是否正常。")
    if kinds & {date, datetime, time, timedelta}:
        column = [_tagged(one) for one in column]
    if "" in column:
        column = [None if one == "" else one for one in column]
    return column


def _tagged(cell: Any) -> RawCell:
    if isinstance(cell, datetime):
        if cell.hour == cell.minute == cell.second == 0:
            return f"d{cell.date().isoformat()}".encode()
        return f"t{cell.isoformat(timespec='seconds')}".encode()
    if isinstance(cell, date):
        return f"d{cell.isoformat()}".encode()
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell  # type: ignore[no-any-return]


def _put_errors(columns: list[list[RawCell]], facts: Facts) -> None:
    for (row, column), text in facts.errors.items():
        if column < len(columns) and row < len(columns[column]):
            columns[column][row] = b"e" + text.encode()
    for (row, column), decimals in facts.percents.items():
        if column < len(columns) and row < len(columns[column]):
            value = columns[column][row]
            if type(value) is float:
                columns[column][row] = f"{round(value * 100, decimals):.{decimals}f}%"
