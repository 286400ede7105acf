"""Our stored values in the writing of a target: codes, dates, amounts, length."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.catalogue.model import FieldType, Value
from app.outcomes.upwards_target import Column, Source

_SHIFT = {"分": 0, "元": 2, "万元": 6}
"""Decimal places from 分 to the unit."""


class NotServed(Exception):
    """A value that the target cannot take; the text says why."""


def written(column: Column, source: Source, value: Value) -> str:
    """A stored value as the target wants it; empty for None.

    Raises :class:`NotServed` for a code without translation and a text over the limit: a text is
    never cut, since the receiver could not tell that it was.
    """
    if value is None or value == "":
        return ""
    text = _formatted(column, source, value)
    if column.limit and len(text) > column.limit:
        raise NotServed(f"超过{column.limit}字")
    return text


def _formatted(column: Column, source: Source, value: Value) -> str:
    kind = source.field.type
    if kind is FieldType.AMOUNT:
        shift = _SHIFT[column.unit]
        return _decimal(int(value or 0), shift, column.decimals)
    if kind is FieldType.NUMBER:
        return _decimal(int(value or 0), source.field.scale, column.decimals)
    text = str(value)
    if kind in (FieldType.DATE, FieldType.MONTH) and column.date:
        year, month, day = (*text.split("-"), "", "")[:3]
        return column.date.replace("YYYY", year).replace("MM", month).replace("DD", day)
    if column.codes:
        parts = text.split("、") if kind is FieldType.CODES else [text]
        return "、".join(_code(column, part) for part in parts)
    return text


def _code(column: Column, code: str) -> str:
    if code in column.codes:
        return column.codes[code]
    if column.as_is:
        return code
    raise NotServed(f"代码“{code}”没有对应")


def _decimal(value: int, scale: int, decimals: int | None) -> str:
    """A scaled integer in decimal notation: exact, or rounded half up to ``decimals``."""
    exact = Decimal(value).scaleb(-scale)
    places = scale if decimals is None else decimals
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
