"""Dates, document numbers and amounts as Chinese offices write them."""

from __future__ import annotations

from datetime import date

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def chinese_date(day: date) -> str:
    """2026年3月1日: Arabic digits without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(mark: str, year: int, serial: int | str) -> str:
    """渑电函〔2026〕1号: no 第, no leading zeros (GB/T 9704-2012, 7.2.5).

    ``serial`` is a number, or the blank that stands for one that is not given out yet.
    """
    return f"{mark}函〔{year}〕{serial}号"


def capital_amount(cents: int) -> str:
    """分 as 大写, which nobody can alter: ``1230000`` → ``人民币壹万贰仟叁佰元整``.

    After the annex of 支付结算办法 (银发〔1997〕393号): zeros inside are said once, 整 ends an
    amount without 分. Raises ``ValueError`` below zero: no paper certifies a negative amount.
    """
    if cents < 0:
        raise ValueError(f"negative amount: {cents}")
    yuan, rest = divmod(cents, 100)
    tenths, hundredths = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    gap = "零" if whole and hundredths and not tenths else ""
    part = f"{_DIGITS[tenths]}角" if tenths else ""
    end = f"{_DIGITS[hundredths]}分" if hundredths else "整"
    return f"人民币{whole}{gap}{part}{end}"


def _whole(number: int) -> str:
    for value, unit in _UNITS:
        if number >= value:
            high, low = divmod(number, value)
            gap = "零" if 0 < low < value // 10 else ""
            return f"{_whole(high)}{unit}{gap}{_whole(low) if low else ''}"
    return _DIGITS[number]


def sentence(text: str) -> str:
    """What somebody wrote, ended by one full stop whether he put one or not."""
    bare = text.strip()
    return bare if bare.endswith(("。", "！", "？")) else f"{bare.rstrip('；;，,.')}。"
