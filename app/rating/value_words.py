"""An indicator's value and the value it should reach, in the words of an office."""

from __future__ import annotations

from fractions import Fraction

from app.rating.measuring import Value
from app.rating.scheme import Band, Indicator

_SHARES = ("率", "占", "同比")
"""Endings and words by which a title says that its value is a share, where no unit is declared."""
_DIGITS = 6
"""Decimals at most; more would only be needed by a value beside a limit by a millionth."""
_WAN = 1_000_000
"""分 in 万元."""


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


def exact_words(indicator: Indicator, template: str, value: Value) -> str:
    """A value with the counts or amounts that it is made of: ``"91.7%（11/12）"``."""
    words, (numerator, denominator, special) = value_words(indicator, template, value), value
    if special is not None or numerator is None or not denominator or not indicator.parts:
        return words
    part, whole = str(numerator), str(denominator)
    if "_money}" in indicator.parts:
        part, whole = money(numerator), money(denominator)
    return f"{words}（{part}/{whole}）"


def parts_words(indicator: Indicator, value: Value) -> str:
    """``"应缴12笔账单中按时足额缴纳11笔"``; empty where the scheme has no words for it."""
    numerator, denominator, special = value
    if special is not None or numerator is None or not denominator:
        return ""
    return (
        indicator.parts.replace("{part}", str(numerator))
        .replace("{whole}", str(denominator))
        .replace("{part_money}", money(numerator))
        .replace("{whole_money}", money(denominator))
    )


def amount(indicator: Indicator, template: str, number: Fraction) -> str:
    """A number with its unit; named levels by their name, 分 as 元 or 万元.

    One decimal, or as many as it takes to stay in the band: 99.98% must not read as 100%.
    """
    name = indicator.names.get(str(number))
    if name is not None:
        return name
    unit = indicator.unit.get(template, "")
    if unit == "元":
        return money(number)
    scale = 1
    if unit == "%" or (not unit and any(word in indicator.title for word in _SHARES)):
        scale, unit = 100, "%"
    bands = indicator.bands.get(template, ())
    place = _place(bands, number)
    for digits in range(1, _DIGITS):
        rounded = half_up(number * scale, digits)
        if _place(bands, rounded / scale) == place:
            break
    return f"{decimal(rounded)}{unit}"


def band_words(indicator: Indicator, template: str, value: Value) -> str:
    """The band that a value fell in: ``"90%至100%之间（不含100%）"``, or its name."""
    numerator, denominator, special = value
    if special is not None:
        return indicator.names.get(special, special)
    bands = indicator.bands.get(template, ())
    if numerator is None or not denominator or not bands:
        return ""
    number = Fraction(numerator, denominator)
    if str(number) in indicator.names:
        return indicator.names[str(number)]
    place = _place(bands, number)
    return _limits(indicator, template, bands, place) if place is not None else ""


def _limits(indicator: Indicator, template: str, bands: tuple[Band, ...], place: int) -> str:
    """The limits of a band: its own, and the one of the better band before it."""

    def shown(limit: Fraction) -> str:
        return amount(indicator, template, limit)

    band, before = bands[place], bands[place - 1] if place else Band(0)
    if band.at_least is not None:
        if before.at_least is None:
            return f"达到{shown(band.at_least)}"
        above = shown(before.at_least)
        return f"{shown(band.at_least)}至{above}之间（不含{above}）"
    if band.at_most is not None:
        if before.at_most is None:
            return f"{'' if band.at_most == 0 else '不超过'}{shown(band.at_most)}"
        below = shown(before.at_most)
        return f"{below}至{shown(band.at_most)}之间（不含{below}）"
    if before.at_least is not None:
        return f"不到{shown(before.at_least)}"
    return f"超过{shown(before.at_most)}" if before.at_most is not None else ""


def best_words(indicator: Indicator, template: str) -> str:
    """What earns most: ``"达到100%"``, ``"不超过50%"``, ``"为A级"``."""
    bands = indicator.bands.get(template, ())
    known = {name: pct for name, pct in indicator.specials.items() if pct is not None}
    if bands:
        first = max(bands, key=lambda band: band.pct)
        limit = first.at_least if first.at_least is not None else first.at_most
        if limit is not None and str(limit) in indicator.names:
            return f"达到{indicator.names[str(limit)]}"
        words = _limits(indicator, template, bands, bands.index(first))
        return f"为{words}" if words[:1].isdigit() else words
    name = max(known, key=lambda one: known[one]) if known else ""
    return f"为{indicator.names.get(name, name)}" if name else ""


def target_words(indicator: Indicator, template: str, pct: int) -> str:
    """What earns ``pct``: ``"提高到90%以上"``, ``"降到70%以下"``, or the named case."""
    bands = [band for band in indicator.bands[template] if band.pct == pct]
    for band in bands:
        limit = band.at_least if band.at_least is not None else band.at_most
        if limit is not None and str(limit) in indicator.names:
            return f"改善到{indicator.names[str(limit)]}"
        if band.at_least is not None:
            return f"提高到{amount(indicator, template, band.at_least)}{_over(band.at_least)}"
        if band.at_most is not None:
            return f"降到{amount(indicator, template, band.at_most)}{_under(band.at_most)}"
    for name, percent in indicator.specials.items():
        if percent == pct:
            return f"改为{indicator.names.get(name, name)}"
    return f"改善到得分率{pct}%一档"


def half_up(number: Fraction, digits: int) -> Fraction:
    """Rounded to ``digits`` decimals, halves away from zero; exact."""
    scaled = abs(number) * 10**digits
    rounded = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    return Fraction(rounded if number >= 0 else -rounded, 10**digits)


def decimal(number: Fraction) -> str:
    """A number with at most six decimals, without trailing zeros."""
    whole, part = divmod(abs(number) * 10**_DIGITS, 10**_DIGITS)
    digits = f"{int(part):0{_DIGITS}d}".rstrip("0")
    return f"{'-' if number < 0 else ''}{whole}{'.' if digits else ''}{digits}"


def money(cents: Fraction | int) -> str:
    """分 in 元, or in 万元 where two decimals say it exactly: ``"3200万元"``, ``"123.45元"``."""
    exact = Fraction(cents)
    if abs(exact) >= _WAN and (exact / 10_000).denominator == 1:
        return f"{decimal(exact / _WAN)}万元"
    return f"{decimal(half_up(exact / 100, 2))}元"


def _place(bands: tuple[Band, ...], number: Fraction) -> int | None:
    for place, band in enumerate(bands):
        if band.holds(number.numerator, number.denominator):
            return place
    return None


def _over(limit: Fraction) -> str:
    return "" if limit == 1 else "以上"


def _under(limit: Fraction) -> str:
    return "" if limit == 0 else "以下"
