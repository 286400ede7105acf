"""Cleans what clerks paste into cells: full width, invisible characters, ``="9141…"``, 无."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]"
)
_ODD = re.compile(rf"{_INVISIBLE.pattern}|\u00a0|^[\s'\u2019=]|\s$")
_EXCEL_TEXT = re.compile(r'^="(.*)"$', re.S)
_EMPTY = frozenset(
    [
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "–",
        "/",
        "\\",
        "无",
        "暂无",
        "无数据",
        "空",
        "n/a",
        "na",
        "null",
        "none",
        "未填",
    ]
)


def clean(text: str) -> str:
    """Trimmed NFC text without invisible characters, a leading apostrophe or ``="…"``."""
    if not _ODD.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\u00a0", " ").strip()
    wrapped = _EXCEL_TEXT.match(text)
    if wrapped:
        text = wrapped.group(1).strip()
    return text[1:] if text[:1] in ("'", "\u2019") and len(text) > 1 else text


def compact(text: str) -> str:
    """:func:`clean`, NFKC, and no white space at all: for numbers, dates and codes."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).split())


def means_empty(text: str) -> bool:
    """Whether a cleaned text stands for 'nothing here': ``-``, ``无``, ``N/A``."""
    return text.strip().lower() in _EMPTY


def is_blank(text: str) -> bool:
    """Whether a cell's text is white space or stands for 'nothing here'."""
    return len(text) <= 12 and means_empty(compact(text))


def number_text(number: float) -> str:
    """A float as a clerk sees it: without ``.0``, never in exponent form."""
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return format(number, "f") if "e" in repr(number) else repr(number)
