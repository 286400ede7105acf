"""Workbooks by calamine, with what calamine does not tell read from the XML. In the child."""

from __future__ import annotations

import io
import zipfile
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

_HIDDEN = "隐藏的工作表没有读取："


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

    def facts(name: str) -> Facts:
        return facts_of(archive, parts[name]) if name in parts else Facts()

    return _book(workbook, wanted, notes, facts)


def read_xls(data: bytes, wanted: str | None) -> RawBook:
    """The sheets of an .xls (BIFF8)."""
    workbook = _load(data)

    def facts(name: str) -> Facts:
        found = Facts()
        ranges = workbook.get_sheet_by_name(name).merged_cell_ranges or []
        found.merges = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
        return found

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


def _book(workbook: CalamineWorkbook, wanted: str | None, notes: list[str], facts: Any) -> RawBook:
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


def _sheet(workbook: CalamineWorkbook, name: str, visible: bool, facts: Facts) -> RawSheet:
    _refuse_too_wide(facts)
    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height > ROWS:
            raise refuse("ROWS", f"工作表“{name}”超过{ROWS}行。", "请删除多余的行或分成几个文件。")
        if sheet.total_width > COLUMNS or sheet.total_height * sheet.total_width > CELLS:
            raise refuse("COLUMNS", f"工作表“{name}”过大。", "请只保留需要导入的列。")
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(error) from error
    columns: list[list[RawCell]] = [_column(column) for column in zip(*rows, strict=True)]
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
    if str in kinds and max(len(one) for one in cells if type(one) is str) > CELL_CHARS:
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
