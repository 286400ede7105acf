"""Numbers and amounts from cells: units, brackets for negative, ‰ and %; no silent guesses.

Exact decimals throughout. Python's own parsers accept NaN, ``1_000``, ``1e308`` and digits of other
scripts; here only plain ASCII digits count.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from app.collection.cell_text import compact

_NUMBER = re.compile(
    r"(?P<sign>[-+])?(?P<money>[¥$])?(?P<sign2>[-+])?"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?P<fraction>\.[0-9]*)?(?P<exponent>[eE][+-]?[0-9]{1,2})?"
    r"(?P<tail>[^0-9].*)?"
)
_NEGATIVE = re.compile(r"\(([^()]*[0-9][^()]*)\)(.*)")
_TAIL_NOISE = re.compile(r"人民币|整|约|[()\[\]]")
_MULTIPLES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_UNIT = re.compile(r"(十万|百万|千万|[十百千万亿])?(.*)")
_SAME_UNIT = {
    "千瓦时": "kwh",
    "度": "kwh",
    "立方米": "m3",
    "方": "m3",
    "立方": "m3",
    "吨水": "m3",
    "t": "吨",
    "平方米": "m2",
    "㎡": "m2",
    "平米": "m2",
    "个": "",
    "人次": "人",
    "名": "人",
    "千伏安": "kva",
    "千瓦": "kw",
    "元整": "元",
    "圆": "元",
    "笔": "",
    "次": "",
    "件": "",
    "户": "",
    "天": "日",
    "％": "%",
}
_CURRENCIES = ("美元", "欧元", "港元", "港币", "日元", "英镑", "usd", "eur", "hkd", "jpy")
_HUGE = Decimal(10) ** 15


class NumberError(ValueError):
    """``args``: finding code suffix and the message for the clerk."""


def split_unit(unit: str) -> tuple[int, str]:
    """``万kWh`` is ``(10000, 'kwh')``; ``元`` is ``(1, '元')``; ``‰``, ``%`` stay."""
    plain = compact(unit).lower()
    found = _UNIT.fullmatch(plain)
    multiple, rest = (found.group(1) or "", found.group(2)) if found else ("", plain)
    return _MULTIPLES[multiple], _SAME_UNIT.get(rest, rest)


def parse(text: str) -> tuple[Decimal, str]:
    """The number in ``text`` and the unit after it (``1,030.10(万元)`` → 1030.10, ``万元``).

    Raises NumberError.
    """
    plain = compact(text)
    negative = _NEGATIVE.fullmatch(plain)
    if negative and not negative.group(1).startswith("-"):
        plain = "-" + negative.group(1) + negative.group(2)
    found = _NUMBER.fullmatch(plain.removeprefix("人民币").replace("RMB", "").replace("CNY", ""))
    if found is None or not (found["digits"] or (found["fraction"] or "") not in ("", ".")):
        raise NumberError("NUMBER", "不是数字")
    if found["money"] == "$":
        raise NumberError("CURRENCY", "是外币金额")
    signs = (found["sign"] or "") + (found["sign2"] or "")
    if len(signs) > 1:
        raise NumberError("NUMBER", "不是数字")
    value = Decimal(
        (found["digits"] or "0").replace(",", "")
        + (found["fraction"] or "")
        + (found["exponent"] or "")
    )
    if value > _HUGE:
        raise NumberError("RANGE", "数值大得不合理")
    return -value if signs == "-" else value, _TAIL_NOISE.sub("", found["tail"] or "").lower()


def amount_fen(text: str, unit: str) -> int:
    """Integer 分 from ``text`` whose default unit is ``unit`` (元, 万元 …). Raises NumberError."""
    value, own = parse(text)
    factor = _money_factor(own, unit)
    return _scaled(value * factor, 2)


def _money_factor(own: str, unit: str) -> int:
    if any(currency in own or currency in unit.lower() for currency in _CURRENCIES):
        raise NumberError("CURRENCY", "是外币金额")
    if own:
        multiple, rest = split_unit(own)
        if rest not in ("", "元"):
            raise NumberError("UNIT", f"带有不认识的单位“{own}”")
        if rest == "" and multiple == 1:
            raise NumberError("UNIT", f"带有不认识的单位“{own}”")
        return multiple
    multiple, rest = split_unit(unit)
    return multiple if rest in ("", "元") else 1


def scaled_number(text: str, scale: int, field_unit: str, unit_hint: str) -> int:
    """The number in the field's unit times ``10**scale``; ‰ becomes % a year (×12 for a month's).

    ``unit_hint`` is the unit named in the sheet's header; a unit in the cell wins. A unit of
    another kind than the field's raises NumberError.
    """
    value, own = parse(text)
    unit = own or _fitting(unit_hint, field_unit)
    return _scaled(value * _factor(unit, field_unit, bool(own)), scale)


def _fitting(hint: str, field_unit: str) -> str:
    """The hint if it measures what the field measures; a sheet-wide 万元 says nothing of kWh."""
    if not hint:
        return ""
    ours, theirs = split_unit(field_unit)[1], split_unit(hint)[1]
    if ours == "%" and theirs in ("%", "‰"):
        return hint
    return hint if ours == theirs else ""


def _factor(unit: str, field_unit: str, written: bool) -> Decimal:
    if not unit:
        return Decimal(1)
    multiple, rest = split_unit(unit)
    base, ours = split_unit(field_unit)
    if ours == "%":
        if rest.startswith("‰"):
            return Decimal(12) / 10
        if rest in ("%", "%/年", ""):
            return Decimal(1)
    elif rest == ours or (rest == "" and multiple > 1):
        return Decimal(multiple) / base
    elif not ours and not rest:
        return Decimal(multiple)
    if written:
        raise NumberError("UNIT", f"带有不认识的单位“{unit}”")
    return Decimal(1)


def _scaled(value: Decimal, scale: int) -> int:
    return int(value.scaleb(scale).quantize(Decimal(1), ROUND_HALF_UP))


def quick_factor(field_unit: str, unit: str, scale: int, *, money: bool) -> int:
    """By how much a plain number is multiplied to be stored, or 0 where that is not whole."""
    if money:
        return _money_factor("", unit) * 100
    factor = _factor(_fitting(unit, field_unit), field_unit, written=False) * Decimal(10) ** scale
    return int(factor) if factor == int(factor) else 0
