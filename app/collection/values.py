"""Cells of a sheet or texts of a form to stored values: by columns, each distinct cell once.

Findings here have stable codes: ``E-…`` keep a row out, ``W-…`` go in with the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app import clock
from app.catalogue.model import CodeList, Field, FieldType, Value
from app.collection import cell_dates, cell_numbers
from app.collection.cell_text import clean, compact, is_blank, number_text
from app.collection.plain_numbers import is_money, natural, plain_numbers
from app.collection.sheets.model import Cell, CellError
from app.identifiers import RULES


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell: ``index`` is its position in the column; ``raw`` as shown."""

    index: int
    code: str
    level: str
    message: str
    advice: str
    raw: str


Found = tuple[Value, tuple[str, str, str, str] | None]
"""A value and, if there is a problem, its code, level, message and advice."""
_LOST_DIGITS = 1e15
_ONLY_UNIT = re.compile(r"[(]?[十百千万亿]*(?:人民币)?[十百千万亿]*元?整?[)]?")


class _BadValueError(ValueError):
    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.problem = (code, "error", message, advice)


def convert_column(
    field: Field,
    code_list: CodeList | None,
    cells: Sequence[Cell],
    unit_hint: str = "",
    period_hint: str = "",
) -> tuple[list[Value], list[CellProblem]]:
    """Stored values of ``cells`` and the problems among them; an erroneous cell's value is None.

    ``unit_hint`` is the unit from the sheet (``Sheet.unit_hints``), ``period_hint`` completes a
    month without a year. Empty cells are None; whether that is allowed, the caller knows.
    """
    memo: dict[Any, Found] = {}
    kinds = set(map(type, cells))
    alone = len(kinds) == 1
    today = clock.today().isoformat()
    plain = plain_numbers(field, unit_hint)
    if plain and kinds == {float}:
        whole = plain.column(cells)
        if whole is not None:
            return whole, []
    for kind in kinds:
        same = cells if alone else [one for one in cells if type(one) is kind]
        for cell in set(same):
            key = cell if alone else (kind, cell)  # 1, 1.0 and True are one key of a dict
            known = plain.one(cell) if plain else None
            if known is None:
                memo[key] = _convert(field, code_list, cell, unit_hint, period_hint, today)
            else:
                memo[key] = known, None
    keys: Iterable[Any] = cells if alone else zip(map(type, cells), cells, strict=True)
    if all(one[1] is None for one in memo.values()):
        stored = {key: one[0] for key, one in memo.items()}
        return list(map(stored.__getitem__, keys)), []
    found = list(map(memo.__getitem__, keys))
    values = [one[0] for one in found]
    problems = [
        CellProblem(index, *one[1], raw=shown(cells[index]))
        for index, one in enumerate(found)
        if one[1] is not None
    ]
    return values, problems


def convert_one(
    field: Field, code_list: CodeList | None, text: Cell
) -> tuple[Value, list[CellProblem]]:
    """The stored value of one text of a form, in the field's own unit, and its problems."""
    values, problems = convert_column(field, code_list, [text])
    return values[0], problems


def shown(cell: Cell) -> str:
    """A cell as the clerk sees it, for findings."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return number_text(cell) if isinstance(cell, int | float) else str(cell)


def _convert(
    field: Field, code_list: CodeList | None, cell: Cell, unit: str, period: str, today: str
) -> Found:
    if cell is None:
        return None, None
    if isinstance(cell, CellError):
        return None, (
            "E-CELL",
            "error",
            f"{field.title}的单元格是错误值（{cell}）",
            "请在Excel中改正公式后重新导入。",
        )
    if isinstance(cell, str) and is_blank(cell):
        return None, None
    if (
        field.type is FieldType.AMOUNT
        and isinstance(cell, str)
        and _ONLY_UNIT.fullmatch(compact(cell))
    ):
        told = f"{field.title}只有单位没有数字：{cell}"
        return None, ("W-NO-NUMBER", "warning", told, "按未填处理；如有数字请补填。")
    try:
        value, warning = _typed(field, code_list, cell, unit, period)
        _check_bounds(field, value, today)
    except _BadValueError as bad:
        return None, bad.problem
    except (cell_numbers.NumberError, cell_dates.DateError) as bad:
        suffix, message = bad.args
        return None, (
            f"E-{suffix}",
            "error",
            f"{field.title}{message}：{shown(cell)}",
            _ADVICE.get(suffix, ""),
        )
    return value, warning


_ADVICE = {
    "NUMBER": "请只填数字。",
    "UNIT": "请改用该列的单位，只填数字。",
    "CURRENCY": "请折算为人民币后填写。",
    "YEAR": "请写明四位数的年份。",
    "DATE": "请按2026-03-01的样子填写。",
}


def _typed(field: Field, code_list: CodeList | None, cell: Cell, unit: str, period: str) -> Found:
    kind = field.type
    if field.identifier and kind is FieldType.TEXT:
        return _identifier(field, cell)
    if kind is FieldType.TEXT:
        return _text(field, cell), None
    if kind in (FieldType.AMOUNT, FieldType.NUMBER, FieldType.INT):
        return _number(field, cell, unit), None
    if kind is FieldType.DATE:
        return _date(cell), None
    if kind is FieldType.MONTH:
        return _month(cell, period), None
    if kind is FieldType.YEAR:
        return cell_dates.iso_year(
            shown(cell) if not isinstance(cell, date) else str(cell.year)
        ), None
    if kind is FieldType.BOOL:
        return _bool(field, cell), None
    if code_list is None:
        return _text(field, cell), None
    if kind is FieldType.CODES:
        return _codes(field, code_list, cell), None
    return _code(field, code_list, shown(cell)), None


def _identifier(field: Field, cell: Cell) -> Found:
    if isinstance(cell, int | float) and abs(cell) >= _LOST_DIGITS:
        raise _BadValueError(
            "E-DIGITS",
            f"{field.title}被存成了数字，末尾几位已经丢失",
            "请把该列设为文本格式后重新填写，不能猜测。",
        )
    verdict = RULES[field.identifier](clean(shown(cell)))
    problem = verdict.problem
    if problem is None:
        return verdict.value, None
    told = (problem.code, problem.level, problem.message, problem.advice)
    return (None if problem.level == "error" else verdict.value), told


def _text(field: Field, cell: Cell) -> str:
    if isinstance(cell, float) and abs(cell) >= _LOST_DIGITS:
        raise _BadValueError(
            "E-DIGITS",
            f"{field.title}被存成了数字，末尾几位已经丢失",
            "请把该列设为文本格式后重新填写，不能猜测。",
        )
    text = clean(shown(cell))
    if field.max_length and len(text) > field.max_length:
        raise _BadValueError(
            "E-LENGTH", f"{field.title}超过{field.max_length}个字", "请缩短后重新填写。"
        )
    return text


def _number(field: Field, cell: Cell, unit: str) -> int:
    if isinstance(cell, bool | date):
        raise _BadValueError(
            "E-NUMBER", f"{field.title}不是数字：{shown(cell)}", "请检查单元格格式，只填数字。"
        )
    text = shown(cell)
    if field.type is FieldType.AMOUNT:
        return cell_numbers.amount_fen(text, unit if is_money(unit) else field.unit)
    if field.type is FieldType.NUMBER:
        return cell_numbers.scaled_number(text, field.scale, field.unit, unit)
    scaled = cell_numbers.scaled_number(text, 4, field.unit, unit)
    if scaled % 10_000:
        raise _BadValueError("E-INTEGER", f"{field.title}应为整数：{text}", "请填整数。")
    return scaled // 10_000


def _date(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell_dates.serial_date(cell)
    return cell_dates.iso_date(shown(cell))


def _month(cell: Cell, period: str) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:7]
    if isinstance(cell, float) and 1900 < cell < 2101 and round(cell % 1 * 10, 6) == 1:
        # 2026.10 typed into a number cell has become 2026.1
        raise _BadValueError(
            "E-DATE",
            f"月份写成了数字{shown(cell)}，分不清是1月还是10月",
            "请写成2026-01或2026-10。",
        )
    return cell_dates.iso_month(shown(cell), period)


_YES = frozenset(["y", "yes", "是", "有", "1", "true", "√", "✓", "✔", "对"])
_NO = frozenset(["n", "no", "否", "0", "false", "×", "x", "✗", "不是", "没有"])


def _bool(field: Field, cell: Cell) -> str:
    plain = compact(shown(cell)).lower()
    if plain in _YES:
        return "Y"
    if plain in _NO:
        return "N"
    raise _BadValueError("E-BOOL", f"{field.title}应填“是”或“否”：{plain}", "请填“是”或“否”。")


def _codes(field: Field, code_list: CodeList, cell: Cell) -> str:
    text = clean(shown(cell))
    for separator in "，,;；/|\n+ ":
        text = text.replace(separator, "、")
    chosen = {_code(field, code_list, part) for part in text.split("、") if part.strip()}
    order = {entry.code: place for place, entry in enumerate(code_list.codes)}
    return "、".join(sorted(chosen, key=lambda code: (order.get(code, len(order)), code)))


def _code(field: Field, code_list: CodeList, text: str) -> str:
    index = _spellings(code_list)
    plain = compact(text)
    found = index.get(plain.lower())
    if found is None and len(plain) > 1:
        # 1正常, 1-正常, 正常(1)
        parts = [
            part
            for part in plain.replace("-", " ")
            .replace("(", " ")
            .replace(")", " ")
            .replace(".", " ")
            .replace("、", " ")
            .split()
            if part
        ]
        codes = {index.get(part.lower()) for part in parts}
        head = index.get(plain.lstrip("0123456789").lower())
        found = codes.pop() if len(codes) == 1 else None
        if (
            found is None
            and head is not None
            and plain.lower() == f"{head}{plain.lstrip('0123456789')}".lower()
        ):
            found = head
    if found is not None:
        return found
    if code_list.pattern and _pattern(code_list.pattern).fullmatch(plain):
        return plain
    offered = "、".join(entry.title for entry in code_list.codes[:12])
    raise _BadValueError(
        "E-CODE",
        f"{field.title}的取值“{clean(text)}”不在代码表内",
        f"可选：{offered}{'等' if len(code_list.codes) > 12 else ''}",
    )


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_indexes: dict[int, tuple[CodeList, dict[str, str]]] = {}


def _spellings(code_list: CodeList) -> dict[str, str]:
    """Lower-case NFKC code, title and synonyms to code; kept by identity of the list."""
    known = _indexes.get(id(code_list))
    if known is not None and known[0] is code_list:
        return known[1]
    index: dict[str, str] = {}
    spellings = [(entry.code, entry.code) for entry in code_list.codes]
    spellings += [(entry.title, entry.code) for entry in code_list.codes]
    spellings += [(one, entry.code) for entry in code_list.codes for one in entry.synonyms]
    for spelling, code in spellings:
        index.setdefault(compact(spelling).lower(), code)
    _indexes[id(code_list)] = (code_list, index)
    return index


def _check_bounds(field: Field, value: Value, today: str) -> None:
    if value is None or not (field.minimum or field.maximum or field.above):
        return
    if field.type in (FieldType.DATE, FieldType.MONTH):
        width = 7 if field.type is FieldType.MONTH else 10
        low = (today if field.minimum == "today" else field.minimum)[:width]
        high = (today if field.maximum == "today" else field.maximum)[:width]
        if (low and str(value) < low) or (
            high and str(value) > high and value != cell_dates.FOREVER
        ):
            raise _BadValueError(
                "E-RANGE", f"{field.title}{value}不在允许的范围内", _range_advice(low, high)
            )
        return
    if isinstance(value, int):
        number = natural(field, value)
        low_out = field.minimum and number < Decimal(field.minimum)
        above_out = field.above and number <= Decimal(field.above)
        if low_out or above_out or (field.maximum and number > Decimal(field.maximum)):
            raise _BadValueError(
                "E-RANGE",
                f"{field.title}{number}{field.unit}不在允许的范围内",
                _range_advice(field.minimum or field.above, field.maximum),
            )


def _range_advice(low: str, high: str) -> str:
    return f"允许的范围：{low or '不限'} 至 {high or '不限'}。"
