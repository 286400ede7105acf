"""Stored values in the words that people read on a screen or on paper."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from app.catalogue.model import Catalogue, Field, FieldType, Value
from app.collection.form_text import text_of

SECRET = 4
"""Sensitivity that is never printed (敏感个人信息)."""
HIDDEN = "（敏感信息，不显示）"
_RESIDENT = re.compile(r"\d{17}[\dX]|\d{15}")


def shown(catalogue: Catalogue, field: Field, value: Value) -> str:
    """A stored value of ``field`` in words: titles of codes, 元 with thousands, 2026年3月1日.

    Empty for None. A sensitive personal value is masked as :func:`masked` says.
    """
    if value is None or value == "":
        return ""
    if field.sensitivity >= SECRET:
        return masked(str(value))
    if field.type in (FieldType.DATE, FieldType.MONTH):
        return day_words(str(value))
    if field.type is FieldType.AMOUNT:
        return money(int(value))
    if field.type is FieldType.YEAR:
        return f"{value}年"
    if field.type in (FieldType.NUMBER, FieldType.INT):
        return f"{Decimal(text_of(field, value)):,}{field.unit}"
    return code_words(catalogue, field, str(value))


def code_words(catalogue: Catalogue, field: Field, value: str) -> str:
    """The titles of a code or of several; any other text as it is."""
    if field.type is FieldType.BOOL:
        return {"Y": "是", "N": "否"}.get(value, value)
    if field.type not in (FieldType.CODE, FieldType.CODES):
        return value
    titles = catalogue.code_lists[field.codes].titles
    parts = value.split("、") if field.type is FieldType.CODES else [value]
    return "、".join(titles.get(part, part) for part in parts)


def money(cents: int) -> str:
    """分 as 元 with thousands: ``123456789`` → ``1,234,567.89元``."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{part:02d}元"


def day_words(text: str) -> str:
    """An ISO date or month as office papers write it, without leading zeros.

    ``2026-03-01`` → ``2026年3月1日``; ``2026-03`` → ``2026年3月``; other text as it is.
    """
    parts = text[:10].split("-")
    if len(parts) not in (2, 3) or not all(part.isdecimal() for part in parts):
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def iso(day: date) -> str:
    """A date in words."""
    return day_words(day.isoformat())


def masked(value: str) -> str:
    """A resident number as ``411221********1211``; of anything else nothing is shown.

    个人信息保护法 Art. 28: sensitive data only where they are necessary.
    """
    if _RESIDENT.fullmatch(value.upper()):
        return f"{value[:6]}********{value[-4:]}"
    return HIDDEN
