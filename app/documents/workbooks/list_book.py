"""The same lists as a workbook: codes are texts, counts and scores numbers, nothing a formula."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.documents import list_words
from app.documents.list_words import ListContext
from app.workbook import Value, add_page, book_written

_WIDTHS = {"name": 32.0, "code": 24.0, "remark": 30.0}
_NUMBERS = {"place": "0", "score": "0.00", "coverage": "0"}
_COVERAGE = ("coverage", "信息覆盖率（%）")


def write_list_book(path: Path, context: ListContext, content: Mapping[str, Any]) -> None:
    """Write an issued list as .xlsx: 名单, 移出, 孵化建议 where there is any, 说明.

    Raises ``ENV-*``; ``path`` is then as it was before.
    """
    with book_written(path) as book:
        _list(book, context, content)
        if content["left"]:
            titles = ("企业名称", "统一社会信用代码", "原因", "变化")
            add_page(book, list_words.REMOVED, titles, [_removed(row) for row in content["left"]])
        if rows := list_words.advised(content):
            heads = ("企业名称", "统一社会信用代码", "序号", "改进事项", "可增得分", "办法")
            add_page(book, "孵化建议", heads, [line for row in rows for line in _advice(row)])
        about = [list(pair) for pair in list_words.head(content, context)]
        add_page(book, "说明", ("名称", list_words.title(content, context)), about)


def _list(book: Workbook, context: ListContext, content: Mapping[str, Any]) -> None:
    fields = [(column.field, column.title) for column in list_words.columns(content)]
    if any(name == "score" for name, _ in fields):
        fields.insert(-2, _COVERAGE)
    rows = []
    for row in content["rows"]:
        said = list_words.words(row, context)
        rows.append([_value(name, said[name]) for name, _ in fields])
    widths = [_WIDTHS.get(name, 12.0) for name, _ in fields]
    add_page(book, "名单", [title for _, title in fields], rows, widths)


def _removed(row: Mapping[str, Any]) -> list[Value]:
    return [row["name"], row["code"], row["why"], row["change"]]


def _value(name: str, text: str) -> Value:
    return (Decimal(text), _NUMBERS[name]) if text and name in _NUMBERS else text


def _advice(row: Mapping[str, Any]) -> list[list[Value]]:
    return [
        [row["name"], row["code"], (Decimal(number), "0"), what, (Decimal(gain), "0.##"), how]
        for number, (what, gain, how) in enumerate(list_words.improvements(row), 1)
    ]
