"""Finds the table in a sheet: the header, the data rows, and what is neither. In the child."""

from __future__ import annotations

import re
from typing import Any

from app.catalogue.labels import normalise_header
from app.collection.sheets import hints
from app.collection.sheets.limits import MERGED_CELLS, refuse
from app.collection.sheets.raw import RawBook, RawCell, RawSheet

_SEARCHED_ROWS = 40
_TABLE, _TEMPLATE = 4, 8
"""Scores of :func:`find_header` from which a row is a table's, and surely a template's, header."""
_TOTAL = re.compile(
    r"(?:本页|本月|本年|全县|全部|总)?(?:合计|小计|总计|累计|共计)(?:数|额|[(（].*)?[:：]?"
)
_NOTE = re.compile(
    r"(?:备?注|说明|附注|附|填表说明|填报说明|数据来源)\s*\d*[:：].*|第\d+页.*|共\d+页.*"
)
_SIGNATURE = re.compile(
    r"(?:制表|填表|填报|审核|复核|负责|经办|经手|单位负责|部门负责|联系|打印|统计|主管|报送|签字|盖章|财务负责|分管领导)"
    r"(?:人员?|日期|时间|单位|电话|领导|[(（]章[)）])?[:：].*"
)
_SUSPECT = frozenset("合小总累共本全备注说附填数第制审复负经单部联打统主报签盖财分")

Answer = dict[str, Any]


def answer_of(book: RawBook, request: dict[str, Any]) -> Answer:
    """The finished table of the right sheet, as plain values; keys as in ``model.Sheet``."""
    labels = frozenset(request["labels"])
    sheet, (top, bottom) = _chosen(book, request, labels)
    _fill_down(sheet, bottom)
    columns, kept = columns_of(sheet, top, bottom, labels)
    above = [text for row in range(top) for text in _texts(sheet, row)]
    left_out = [
        (row + 1, "title", " ".join(_texts(sheet, row))) for row in range(top) if _texts(sheet, row)
    ]
    data_rows, dropped = _data_rows(sheet, kept, bottom)
    left_out += dropped
    if not data_rows and request["rows_needed"]:
        raise refuse(
            "EMPTY", f"“{sheet.name}”里只有表头，没有数据行。", "请检查是否导错了文件或工作表。"
        )
    cells, tagged = _cells(sheet, kept, data_rows)
    return {
        "columns": columns,
        "cells": cells,
        "tagged": tagged,
        "row_numbers": [row + 1 for row in data_rows],
        "left_out": left_out,
        "title_unit": hints.title_unit(above),
        "period_hint": hints.period([*above, sheet.name]),
        "sheet_name": sheet.name,
        "sheet_names": [one.name for one in book.sheets],
        "header_rows": (top + 1, bottom + 1),
        "notes": book.notes + _notes(sheet, columns),
        "encoding": book.encoding,
    }


def _notes(sheet: RawSheet, columns: list[tuple[int, str, bool, str]]) -> list[str]:
    notes = []
    hidden = [header for _, header, is_hidden, _ in columns if is_hidden and header]
    if hidden:
        notes.append(f"有隐藏的列：{'、'.join(hidden)}；除非指定，否则不导入。")
    if sheet.hidden_rows:
        notes.append(f"有{sheet.hidden_rows}个隐藏的行，作为数据一并读取。")
    return notes


def _chosen(
    book: RawBook, request: dict[str, Any], labels: frozenset[str]
) -> tuple[RawSheet, tuple[int, int]]:
    wanted, header_row = request["sheet"], request["header_row"]
    found: list[tuple[tuple[int, int, bool, int], RawSheet, tuple[int, int]]] = []
    for sheet in book.sheets:
        if sheet.height == 0 or (wanted is not None and wanted != sheet.name):
            continue
        top, score = (header_row - 1, 1) if header_row else find_header(sheet, labels)
        if not 0 <= top < sheet.height:
            continue
        bottom = end_of_header(sheet, top, labels)
        has_rows = any(
            column[bottom + 1 :] != [None] * (sheet.height - bottom - 1) for column in sheet.columns
        )
        found.append((_rank(score, has_rows), sheet, (top, bottom)))
    if not found:
        raise refuse(
            "HEADER", "没有找到表头或数据。", "请确认选对了文件和工作表，或指定表头所在的行。"
        )
    best = max(rank for rank, _, _ in found)
    candidates = [(sheet, rows) for rank, sheet, rows in found if rank == best]
    if len(candidates) > 1 and best[2]:
        names = "、".join(sheet.name for sheet, _ in candidates)
        raise refuse("SHEETS", f"有几个工作表都像要导入的表：{names}。", "请指定工作表后重新导入。")
    return candidates[0]


def _rank(score: int, has_rows: bool) -> tuple[int, int, bool, int]:
    """How surely a sheet is the table: rows under known labels first.

    Then a header that is a template's and has no rows, rather than the notes beside it: the
    refusal must say that nothing was filled in.
    """
    table = score if has_rows and score >= _TABLE else 0
    template = score if not has_rows and score >= _TEMPLATE else 0
    return table, template, has_rows, score if has_rows else 0


def find_header(sheet: RawSheet, labels: frozenset[str]) -> tuple[int, int]:
    """The row that has the most known labels, and how many; else the first row mostly of texts."""
    best, best_score = -1, 0
    for row in range(min(sheet.height, _SEARCHED_ROWS)):
        texts = _texts(sheet, row)
        below = _texts(sheet, row + 1) if row + 1 < sheet.height else []
        known = len({normalise_header(text) for text in texts} & labels)
        # A two-line header is found by its upper line, even where the labels stand in the lower
        under = len({normalise_header(text) for text in below} & labels)
        score = known * 2 + (1 if known and under else 0)
        if score > best_score:
            best, best_score = row, score
    if best_score >= 2:
        return best, best_score
    searched = range(min(sheet.height, _SEARCHED_ROWS))
    fullest = max((len(_texts(sheet, row)) for row in searched), default=0)
    for row in searched:
        texts = _texts(sheet, row)
        if len(texts) * 2 > fullest and len(texts) == _filled(sheet, row):
            return row, 0
    return -1, 0


def _texts(sheet: RawSheet, row: int) -> list[str]:
    return [
        text.strip()
        for column in sheet.columns
        if type(text := column[row]) is str and text.strip()
    ]


def _filled(sheet: RawSheet, row: int) -> int:
    return sum(column[row] is not None for column in sheet.columns)


def end_of_header(sheet: RawSheet, top: int, labels: frozenset[str]) -> int:
    """The last line of a header that starts at ``top``: by merges, else by labels further down."""
    bottom = top
    for first_row, left, last_row, right in sheet.merges:
        if first_row == top and last_row <= top + 3:
            if last_row > top and left < right + 1:
                bottom = max(bottom, last_row)
            elif left < right and right - left + 1 < len(sheet.columns):
                bottom = max(bottom, top + 1)
    if bottom == top and top + 1 < sheet.height:
        below = {normalise_header(text) for text in _texts(sheet, top + 1)} & labels
        gaps = any(column[top] is None and column[top + 1] is not None for column in sheet.columns)
        same = set(_texts(sheet, top)) == set(_texts(sheet, top + 1))
        if below and gaps and not same:
            bottom = top + 1
    return min(bottom, sheet.height - 1)


def columns_of(
    sheet: RawSheet, top: int, bottom: int, labels: frozenset[str]
) -> tuple[list[tuple[int, str, bool, str]], list[int]]:
    """Index, header, hidden, unit of each column that has anything; and the indexes alone."""
    stacks = [_stack(sheet, index, top, bottom) for index in range(len(sheet.columns))]
    lowest = [normalise_header(stack[-1]) if stack else "" for stack in stacks]
    columns: list[tuple[int, str, bool, str]] = []
    for index, stack in enumerate(stacks):
        header = _header(stack, lowest, labels)
        if not header and all(cell is None for cell in sheet.columns[index][bottom + 1 :]):
            continue
        unit = next(filter(None, map(hints.header_unit, reversed(stack))), "")
        columns.append((index, header, index in sheet.hidden_columns, unit))
    return columns, [entry[0] for entry in columns]


def _stack(sheet: RawSheet, index: int, top: int, bottom: int) -> list[str]:
    """The header texts over one column from top to bottom, merged cells read through."""
    stack: list[str] = []
    for row in range(top, bottom + 1):
        cell = sheet.columns[index][row]
        if cell is None:
            for first_row, left, last_row, right in sheet.merges:
                if first_row <= row <= last_row and left <= index <= right and first_row >= top:
                    cell = sheet.columns[left][first_row] if left < len(sheet.columns) else None
        text = "" if cell is None else cell_text(cell)
        if text and text not in stack:
            stack.append(text)
    return stack


def cell_text(cell: RawCell) -> str:
    """A cell as one line of text."""
    if type(cell) is bytes:
        return cell[1:].decode()
    if type(cell) is float and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _header(stack: list[str], lowest: list[str], labels: frozenset[str]) -> str:
    if len(stack) < 2:
        return stack[0] if stack else ""
    if normalise_header("".join(stack)) in labels:
        return "".join(stack)
    last = normalise_header(stack[-1])
    if last in labels and lowest.count(last) == 1:
        return stack[-1]
    return "-".join(stack)


def _fill_down(sheet: RawSheet, bottom: int) -> None:
    """Give each row of a vertically merged cell the cell's value."""
    filled = 0
    for top, left, last, _ in sheet.merges:
        if top > bottom and last > top and left < len(sheet.columns):
            last = min(last, sheet.height - 1)
            filled += max(0, last - top)
            if filled > MERGED_CELLS:
                raise refuse("MERGES", "合并单元格的范围过大。", "请取消合并后重新导入。")
            column = sheet.columns[left]
            column[top + 1 : last + 1] = [column[top]] * max(0, last - top)


def _data_rows(
    sheet: RawSheet, kept: list[int], bottom: int
) -> tuple[list[int], list[tuple[int, str, str]]]:
    columns = [sheet.columns[index] for index in kept]
    blank, suspects = _blank_and_suspects(columns, bottom, sheet.height)
    header = [_normal(column[bottom]) for column in columns]
    last_full = _last_full_row(columns, bottom, sheet.height)
    left_out: list[tuple[int, str, str]] = []
    dropped: set[int] = set()
    for row in blank:
        dropped.add(row)
        if row < last_full:
            left_out.append((row + 1, "blank", ""))
    for row in suspects:
        reason = _reason(columns, row, header, last_full)
        if reason:
            dropped.add(row)
            left_out.append((row + 1, reason, " ".join(_texts(sheet, row))))
    left_out.sort()
    if not dropped:
        return list(range(bottom + 1, sheet.height)), left_out
    return [row for row in range(bottom + 1, sheet.height) if row not in dropped], left_out


def _blank_and_suspects(
    columns: list[list[RawCell]], bottom: int, height: int
) -> tuple[list[int], list[int]]:
    """Rows without any cell, and rows whose first cell could start a total, note or header."""
    waiting: list[int] | range = range(bottom + 1, height)
    suspects: list[int] = []
    headers = {column[bottom] for column in columns if type(column[bottom]) is str}
    for column in columns:
        empty = []
        for row in waiting:
            cell = column[row]
            if cell is None:
                empty.append(row)
            elif type(cell) is str:
                if cell[:1] in _SUSPECT or cell[:1].isspace() or cell in headers:
                    suspects.append(row)
                elif cell.isspace():
                    empty.append(row)
        waiting = empty
        if not waiting:
            break
    # a lone text in a later column of the closing lines
    return list(waiting), sorted(
        {*suspects, *range(max(bottom + 1, height - 12), height)} - set(waiting)
    )


def _last_full_row(columns: list[list[RawCell]], bottom: int, height: int) -> int:
    """The last row that fills at least half of the columns."""
    for row in range(height - 1, bottom, -1):
        if sum(column[row] is not None for column in columns) * 2 >= len(columns):
            return row
    return bottom


def _normal(cell: RawCell) -> str:
    return normalise_header(cell) if type(cell) is str else ""


def _reason(columns: list[list[RawCell]], row: int, header: list[str], last_full: int) -> str:
    cells = [column[row] for column in columns]
    filled = [cell for cell in cells if cell is not None]
    texts = ["".join(cell.split()) for cell in filled if type(cell) is str and cell.strip()]
    if not texts:
        return "" if filled and any(type(cell) is not str for cell in filled) else "blank"
    if _TOTAL.fullmatch(texts[0]):
        return "total"
    same = sum(bool(one) and one == _normal(cell) for one, cell in zip(header, cells, strict=True))
    if same >= 2 and same * 2 >= sum(map(bool, header)):
        return "repeated-header"
    if _SIGNATURE.fullmatch(texts[0]) and len(filled) * 2 <= len(columns) + 1:
        return "signature"
    if _NOTE.fullmatch(texts[0]) and len(filled) * 2 <= len(columns) + 1:
        return "note"
    if row > last_full and len(filled) == 1 and len(columns) >= 3:
        return "note"
    return ""


def _cells(
    sheet: RawSheet, kept: list[int], data_rows: list[int]
) -> tuple[list[list[RawCell]], list[int]]:
    """The data cells by column, and the positions of columns that hold dates or errors."""
    contiguous = bool(data_rows) and len(data_rows) == data_rows[-1] - data_rows[0] + 1
    cells: list[list[RawCell]] = []
    tagged: list[int] = []
    for position, index in enumerate(kept):
        column = sheet.columns[index]
        if contiguous:
            chosen = column[data_rows[0] : data_rows[-1] + 1]
        else:
            chosen = [column[row] for row in data_rows]
        cells.append(chosen)
        if bytes in set(map(type, chosen)):
            tagged.append(position)
    return cells, tagged
