"""An indicator's value and the value it should reach, in the words of an office."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.rating.measuring import Value
from app.rating.scheme import Indicator

_SHARES = ("率", "占", "同比")
"""Endings and words by which a title says that its value is a share, where no unit is declared."""


def value_words(indicator: Indicator, template: str, value: Value | None) -> str:
    """``"91.7%"``, ``"2次"``, a named case, or ``"未见记录"``; rounded half up for people."""
    if value is None:
        return "未见记录"
    numerator, denominator, special = value
    if special is not None:
        return indicator.names.get(special, special)
    if numerator is None or not denominator:
        return "不详"
    return amount(indicator, template, Fraction(numerator, denominator))


def amount(indicator: Indicator, template: str, number: Fraction) -> str:
    """A number with its unit; named levels by their name."""
    name = indicator.names.get(str(number))
    if name is not None:
        return name
    unit = indicator.unit.get(template, "")
    share = unit == "%" or (not unit and any(word in indicator.title for word in _SHARES))
    if share:
        number, unit = number * 100, "%"
    shown = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(
        Decimal("0.1"), ROUND_HALF_UP
    )
    return f"{shown.normalize():f}{unit}"


def target_words(indicator: Indicator, template: str, pct: int) -> str:
    """What earns ``pct``: ``"提高到90%以上"``, ``"降到70%以下"``, or the named case."""
    bands = [band for band in indicator.bands[template] if band.pct == pct]
    for band in bands:
        if band.at_least is not None:
            return f"提高到{amount(indicator, template, band.at_least)}{_over(band.at_least)}"
        if band.at_most is not None:
            return f"降到{amount(indicator, template, band.at_most)}{_under(band.at_most)}"
    for name, percent in indicator.specials.items():
        if percent == pct:
            return f"改为{indicator.names.get(name, name)}"
    return f"改善到得分率{pct}%一档"


def _over(limit: Fraction) -> str:
    return "" if limit == 1 else "以上"


def _under(limit: Fraction) -> str:
    return "" if limit == 0 else "以下"
