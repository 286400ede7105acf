"""Stored values as a form shows them for editing: what :func:`values.convert_one` takes back."""

from __future__ import annotations

from decimal import Decimal

from app.catalogue.model import Field, FieldType, Value

_FEN = {"元": 2, "千元": 5, "万元": 6, "亿元": 10}
"""How many decimals 分 have in a unit."""


def text_of(field: Field, value: Value) -> str:
    """The text to edit, in the field's own unit, without thousands separators.

    ``103010000000`` 分 in 万元 → ``103010``. Codes stay codes, dates ISO; None is empty.
    """
    if value is None or value == "":
        return ""
    if field.type is FieldType.AMOUNT:
        return _decimal(int(value), _FEN.get(field.unit, 2))
    if field.type is FieldType.NUMBER:
        return _decimal(int(value), field.scale)
    return str(value)


def _decimal(value: int, places: int) -> str:
    text = f"{Decimal(value).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
