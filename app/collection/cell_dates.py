"""Dates and months from cells: Chinese, digits, Excel serials. A two-digit year is a question."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.collection.cell_text import compact

FOREVER = "9999-12-31"
_FOREVER = (
    "长期",
    "永久",
    "无固定期限",
    "长期有效",
    "9999-12-31",
    "99991231",
    "9999/12/31",
    "9999.12.31",
)
_YMD = re.compile(
    r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?(?:[T ]?[0-9]{1,2}[::时][0-9:.:分秒]*)?"
)
_EIGHT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_SHORT_YEAR = re.compile(
    r"'?[0-9]{2}[-./年][0-9]{1,2}(?:[-./月][0-9]{0,2}[日月]?)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
)
_MONTH = re.compile(r"([0-9]{4})(?:[-./年]([0-9]{1,2})|([0-9]{2}))(?:月份?)?")
_MONTHS = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?[-~至到—]([0-9]{1,2})月份?")
_QUARTER = re.compile(r"([0-9]{4})年?第?([1-4一二三四])季度?")
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_CHINESE = re.compile(r"[〇零○一二三四五六七八九十]+")


class DateError(ValueError):
    """``args``: finding code suffix and the message for the clerk."""


def iso_date(text: str) -> str:
    """ISO date of ``text``; 长期 is :data:`FOREVER`. Raises DateError."""
    plain = _arabic(compact(text))
    if plain in _FOREVER:
        return FOREVER
    found = _YMD.fullmatch(plain) or _EIGHT.fullmatch(plain)
    if found:
        return _real(*map(int, found.groups()[:3]))
    if _SERIAL.fullmatch(plain):
        return serial_date(float(plain))
    if _SHORT_YEAR.fullmatch(plain):
        raise DateError("YEAR", "年份不是四位数，无法确定是哪一年")
    raise DateError("DATE", "不是日期")


def serial_date(number: float) -> str:
    """An Excel day number (1900 system) between 1950 and 2100, or digits YYYYMMDD."""
    if number == int(number) and 19000101 <= number <= 21001231:
        return iso_date(str(int(number)))
    if 18264 <= number < 73051:
        return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()
    raise DateError("DATE", "不是日期")


def iso_month(text: str, period_year: str = "") -> str:
    """``YYYY-MM`` of ``text``; of several months (1-2月) the last. Raises DateError."""
    plain = _arabic(compact(text))
    found = _MONTHS.fullmatch(plain)
    if found:
        return _real_month(int(found[1]), int(found[3]))
    found = _QUARTER.fullmatch(plain)
    if found:
        quarter = "一二三四".find(found[2]) + 1 or int(found[2])
        return _real_month(int(found[1]), quarter * 3)
    found = _MONTH.fullmatch(plain)
    if found:
        return _real_month(int(found[1]), int(found[2] or found[3]))
    alone = re.fullmatch(r"(?:[0-9]{1,2}月?[-~至到])?([0-9]{1,2})月份?", plain)
    if alone and re.fullmatch(r"[0-9]{4}", period_year[:4]):
        return _real_month(int(period_year[:4]), int(alone[1]))
    if alone:
        raise DateError("YEAR", "没有写年份")
    try:
        return iso_date(text)[:7]
    except DateError as error:
        raise DateError(
            error.args[0], "不是月份" if error.args[0] == "DATE" else error.args[1]
        ) from error


def iso_year(text: str) -> int:
    """A four-digit year, ``2025年`` or ``2025年度``. Raises DateError."""
    found = re.fullmatch(r"((?:19|20)[0-9]{2})(?:年度?)?(?:\.0)?", _arabic(compact(text)))
    if found is None:
        raise DateError("YEAR", "不是四位数的年份")
    return int(found[1])


def _real(year: int, month: int, day: int) -> str:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise DateError("DATE", "日历上没有这一天") from error
    if year < 1900:
        raise DateError("DATE", "年份过早")
    return found.isoformat()


def _real_month(year: int, month: int) -> str:
    if not (1 <= month <= 12 and 1900 <= year <= 2100):
        raise DateError("DATE", "日历上没有这个月")
    return f"{year}-{month:02d}"


def _arabic(text: str) -> str:
    """二〇二六年三月十五日 → 2026年3月15日."""
    if not _CHINESE.search(text) or "季" in text:
        return text
    return _CHINESE.sub(lambda found: _number(found.group()), text)


def _number(chinese: str) -> str:
    if "十" not in chinese:
        return "".join(_DIGITS[one] for one in chinese)
    tens, _, ones = chinese.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return chinese
    return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))
