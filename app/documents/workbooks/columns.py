"""A field as a column of a workbook: its heading, its format, its values, what may be typed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.catalogue.model import Catalogue, CodeList, Field, FieldType
from app.catalogue.model import Value as Stored
from app.collection.plain_numbers import natural
from app.collection.values import convert_one
from app.identifiers import LENGTHS
from app.outcomes.words import code_words
from app.workbook import DAY, TEXT, Value

_FORMATS = {FieldType.DATE: DAY, FieldType.YEAR: "0", FieldType.INT: "0"}
_NUMBERS = (FieldType.AMOUNT, FieldType.NUMBER, FieldType.INT)
_FIRST_DAY = "1900-01-01"
_YEARS = (1900, 2099)
_MOST = "1000000000000000"
"""Larger numbers are refused by the import as well."""


Kind = Literal["list", "custom", "textLength", "date", "whole", "decimal"]
Operator = Literal["between", "greaterThan", "greaterThanOrEqual", "lessThanOrEqual"]


@dataclass(frozen=True)
class Check:
    """What a spreadsheet lets into a cell: kind, operator and formulas of its data validation.

    ``strict`` is False where the list is only offered: several codes, or codes beyond the list.
    """

    kind: Kind
    operator: Operator | None = None
    first: str = ""
    second: str | None = None
    strict: bool = True


def heading(field: Field) -> str:
    """Title and unit, as the import reads them again."""
    return f"{field.title}（{field.unit}）" if field.unit else field.title


def number_format(field: Field) -> str:
    """The spreadsheet format of the field's cells; codes and months are texts."""
    if field.type is FieldType.AMOUNT:
        return "#,##0.00" if field.unit == "元" else "#,##0.00####"
    if field.type is FieldType.NUMBER:
        return "General"
    return _FORMATS.get(field.type, TEXT)


def typed(catalogue: Catalogue, field: Field, value: Stored) -> Value:
    """A stored value as a cell: amounts and numbers in the field's unit, days as days, else text.

    Codes are told by their titles, yes and no as 是 and 否; empty for None.
    """
    if value is None:
        return ""
    if field.type in (*_NUMBERS, FieldType.YEAR):
        return natural(field, int(value)), number_format(field)
    if field.type is FieldType.DATE:
        return date.fromisoformat(str(value))
    return code_words(catalogue, field, str(value))


def offered(field: Field, code_list: CodeList) -> list[str]:
    """One text per code that the import reads as this code: its title where that is clear."""
    texts = []
    for entry in code_list.codes:
        spellings = (entry.title, *entry.synonyms, entry.code)
        read = (text for text in spellings if convert_one(field, code_list, text)[0] == entry.code)
        texts.append(next(read))
    return texts


def check_of(field: Field, cell: str, codes: str, code_list: CodeList | None) -> Check | None:
    """The check of a column whose first entry cell is ``cell``; None where anything may stand.

    ``codes`` is the reference to what :func:`offered` lists. The bounds are the import's own.
    """
    if field.type is FieldType.BOOL:
        return Check("list", first='"是,否"')
    if code_list is not None:
        several = field.type is FieldType.CODES or bool(code_list.pattern)
        return Check("list", first=codes, strict=not several)
    if field.type is FieldType.TEXT:
        return _length(field)
    if field.type is FieldType.MONTH:
        return _month(field, cell)
    if field.type is FieldType.DATE:
        return _between("date", _day(field.minimum or _FIRST_DAY), _day(field.maximum))
    if field.type is FieldType.YEAR:
        low = max(_YEARS[0], int(field.minimum or 0))
        return _between("whole", str(low), str(min(_YEARS[1], int(field.maximum or _YEARS[1]))))
    return _number(field)


def _length(field: Field) -> Check | None:
    if field.identifier in LENGTHS:
        low, high = LENGTHS[field.identifier]
        return _between("textLength", str(low), str(high))
    if field.identifier or not field.max_length:
        return None
    return _between("textLength", "", str(field.max_length))


def _number(field: Field) -> Check:
    kind: Kind = "whole" if field.type is FieldType.INT else "decimal"
    if field.above and not field.maximum:
        return Check(kind, "greaterThan", field.above)
    low, high = field.minimum or field.above, field.maximum
    return _between(kind, low, high if low or high else _MOST)


def _month(field: Field, cell: str) -> Check:
    """A text like 2026-03: spreadsheets know no months, and would make a day of it."""
    parts = [f"LEN({cell})=7", f'MID({cell},5,1)="-"', f'ISNUMBER(DATEVALUE({cell}&"-01"))']
    if field.minimum:
        parts.append(f"{cell}>={_month_text(field.minimum)}")
    if field.maximum:
        parts.append(f"{cell}<={_month_text(field.maximum)}")
    return Check("custom", first=f"AND({','.join(parts)})")


def _month_text(bound: str) -> str:
    return 'TEXT(TODAY(),"yyyy-mm")' if bound == "today" else f'"{bound[:7]}"'


def _day(bound: str) -> str:
    if bound in ("", "today"):
        return bound and "TODAY()"
    day = date.fromisoformat(bound)
    return f"DATE({day.year},{day.month},{day.day})"


def _between(kind: Kind, low: str, high: str) -> Check:
    if low and high:
        return Check(kind, "between", low, high)
    return Check(kind, "greaterThanOrEqual", low) if low else Check(kind, "lessThanOrEqual", high)


def told(field: Field) -> str:
    """How to fill the column, in a clerk's words."""
    kind = {
        FieldType.DATE: "日期，年-月-日",
        FieldType.MONTH: "月份，年-月",
        FieldType.YEAR: "四位数的年份",
        FieldType.INT: "整数",
        FieldType.AMOUNT: "数字",
        FieldType.NUMBER: f"数字，保留{field.scale}位小数",
        FieldType.CODE: "从下拉表中选",
        FieldType.CODES: "从下拉表中选，多项用顿号分开",
        FieldType.BOOL: "填是或否",
        FieldType.TEXT: _length_words(field),
    }[field.type]
    return "，".join([kind, *_bound_words(field)])


def _bound_words(field: Field) -> list[str]:
    days = field.type in (FieldType.DATE, FieldType.MONTH)
    words = ("不早于", "晚于", "不晚于") if days else ("不小于", "大于", "不大于")
    bounds = zip(words, (field.minimum, field.above, field.maximum), strict=True)
    return [f"{word}{'填表当天' if one == 'today' else one}" for word, one in bounds if one]


def _length_words(field: Field) -> str:
    low, high = LENGTHS.get(field.identifier, (0, field.max_length))
    if low == high:
        return f"文本，{high}位" if high else "文本"
    return f"文本，{low}至{high}位" if low else f"文本，不超过{high}字"
