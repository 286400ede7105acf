"""Units and periods that stand above a table or in its headers. Light: used in the child."""

from __future__ import annotations

import re
import unicodedata

_UNITS = (
    r"(?:亿|百万|十万|万|千|百)?(?:元|美元|千瓦时|kwh|度|立方米|吨|m3|亩|人|户|平方米|㎡|m2|公顷|kva|kw|千伏安)"
    r"|%|‰|(?:百|千)分之一|人次|个月|月|天|年"
)
_HEADER_UNIT = re.compile(rf"[(\[【](?:单位[::]?)?({_UNITS})(?:[/,、每][^()]*)?[)\]】]", re.I)
_TITLE_UNIT = re.compile(rf"(?:金额)?单位\s*[::]?\s*(?:人民币)?\s*({_UNITS})", re.I)
_YEAR_MONTH = re.compile(r"(20\d\d)\s*年\s*(?:(\d{1,2})\s*[-至到~—]\s*)?(\d{1,2})\s*月")
_DIGIT_MONTH = re.compile(r"(?<!\d)(20\d\d)[-./]?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(20\d\d)\s*年")


def plain(text: str) -> str:
    """NFKC with a straight dash."""
    return unicodedata.normalize("NFKC", text)


def header_unit(header: str) -> str:
    """The unit in a header's brackets: ``用电量(万kWh)`` gives ``万kWh``; none gives ``""``."""
    found = _HEADER_UNIT.search(plain(header))
    return found.group(1) if found else ""


def title_unit(texts: list[str]) -> str:
    """The unit after 单位 in the lines above a table."""
    for text in texts:
        found = _TITLE_UNIT.search(plain(text))
        if found:
            return found.group(1)
    return ""


def period(texts: list[str]) -> str:
    """``2026-03`` or ``2026`` from the lines above a table; 1-2月 belongs to the last month."""
    for text in map(plain, texts):
        found = _YEAR_MONTH.search(text)
        if found and 1 <= int(found.group(3)) <= 12:
            return f"{found.group(1)}-{int(found.group(3)):02d}"
        digits = _DIGIT_MONTH.search(text)
        if digits:
            return f"{digits.group(1)}-{digits.group(2)}"
    for text in map(plain, texts):
        found = _YEAR.search(text)
        if found:
            return found.group(1)
    return ""
