"""The short way for plain numbers, which is most of most sheets; what is odd goes the long way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from operator import eq, truediv
from typing import cast

from app.catalogue.model import Field, FieldType, Value
from app.collection import cell_numbers
from app.collection.sheets.model import Cell

_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True)
class PlainNumbers:
    """Converts numbers between ``lowest`` and ``highest`` (as stored) by one multiplication.

    It answers only where the product is exact to the last decimal that a clerk sees: the quotient
    of two whole numbers below 2**53 is rounded correctly, so that equality proves it.
    """

    factor: int
    lowest: float
    highest: float

    def column(self, cells: Sequence[Cell]) -> list[Value] | None:
        """All of a column of floats, or None where any of them needs the long way."""
        numbers = cast("Sequence[float]", cells)
        try:
            wholes = [round(number * self.factor) for number in numbers]
        except (ValueError, OverflowError):  # not a number, or infinite
            return None
        if min(wholes) < self.lowest or max(wholes) > self.highest:
            return None
        exact = all(map(eq, map(truediv, wholes, repeat(self.factor)), numbers))
        return cast("list[Value]", wholes) if exact else None

    def one(self, cell: Cell) -> int | None:
        """The stored number of a float or of a text of plain digits, or None if unsure."""
        if type(cell) is str and _PLAIN.fullmatch(cell):
            cell = float(cell)
        if type(cell) is not float or not abs(cell) < 1e15:
            return None
        whole = round(cell * self.factor)
        exact = self.lowest <= whole <= self.highest and whole / self.factor == cell
        return whole if exact else None


def plain_numbers(field: Field, unit_hint: str) -> PlainNumbers | None:
    """The short way for ``field`` in a column of ``unit_hint``; None where there is none."""
    money = field.type is FieldType.AMOUNT
    if not money and field.type not in (FieldType.NUMBER, FieldType.INT):
        return None
    unit = unit_hint if not money or is_money(unit_hint) else field.unit
    scale = field.scale if field.type is FieldType.NUMBER else 0
    try:
        factor = cell_numbers.quick_factor(field.unit, unit, scale, money=money)
    except cell_numbers.NumberError:
        return None
    if not factor:
        return None
    per_unit = 1 / natural(field, 1)
    lowest = float(Decimal(field.minimum) * per_unit) if field.minimum else -1e15
    if field.above:
        lowest = max(lowest, float(Decimal(field.above) * per_unit) + 0.5)
    highest = float(Decimal(field.maximum) * per_unit) if field.maximum else 1e15
    return PlainNumbers(factor, max(lowest, -1e15), min(highest, 1e15))


@lru_cache(maxsize=64)
def is_money(unit: str) -> bool:
    """Whether a unit found in a sheet says how money is counted (元, 万元, 万)."""
    return "元" in unit or (bool(unit) and not cell_numbers.split_unit(unit)[1])


def natural(field: Field, value: int) -> Decimal:
    """A stored amount, number or integer in the unit that the field shows."""
    if field.type is FieldType.AMOUNT:
        multiple, _ = cell_numbers.split_unit(field.unit or "元")
        return Decimal(value) / 100 / multiple
    return Decimal(value).scaleb(-field.scale) if field.type is FieldType.NUMBER else Decimal(value)
