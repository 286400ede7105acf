"""推荐名单、孵化名单、待补正名单 on paper, and the 孵化建议 that is handed to each enterprise.

The input is an issued list as it was kept; nothing is computed again here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm

from app.documents import list_words
from app.documents.list_words import ListContext
from app.documents.office_writing import chinese_date
from app.documents.typeset import fonts
from app.documents.typeset.lines import clean
from app.documents.typeset.page import HEIGHT, WIDTH, Paper, paper_written
from app.documents.typeset.table import Cell, Table, label

ADVICE = "企业信用孵化建议"
_LEFT = 18 * mm
_MEASURE = WIDTH - 2 * _LEFT
_TOP, _BOTTOM = 20 * mm, HEIGHT - 20 * mm
_SIGNED = 128.0
"""Room for the signatures, in points: they never part from one another."""


def write_list(path: Path, context: ListContext, content: Mapping[str, Any]) -> int:
    """Write an issued list (as ``recommending.issued`` gives it) as PDF; returns pages.

    A list of incubated enterprises ends with one 孵化建议 for each, on a page of its own so that it
    can be handed out alone. Raises ``D-GLYPH`` naming the enterprise, ``D-FONT``, ``ENV-*``.
    """
    found = fonts.find()
    about = [text for pair in list_words.head(content, context) for text in pair]
    found.require_all(map(clean, (list_words.title(content, context), *about)), context.recipient)
    for row in content["rows"]:
        texts = [*list_words.words(row, context).values()]
        found.require_all(map(clean, texts), str(row["name"]))
    for row in content["left"]:
        found.require_all((clean(row["name"]), clean(row["why"])), str(row["name"]))
    with paper_written(path, found, list_words.title(content, context)) as paper:
        _List(paper, context, content).draw()
        for row in list_words.advised(content):
            _Advice(paper, context, content).draw(row)
    return paper.pages


class _Pages:
    """Pages with a foot that says what they belong to and which they are."""

    def __init__(self, paper: Paper, context: ListContext, content: Mapping[str, Any]) -> None:
        self._paper, self._context, self._content = paper, context, content
        self._number, self._foot = 1, ""
        self._small = paper.style(fonts.Role.BODY, 9, 12.5)
        self._text = paper.style(fonts.Role.BODY, 11, 18)

    def _begin(self, title: str, foot: str) -> float:
        self._foot = foot
        self._paper.bookmark(foot)
        style = self._paper.style(fonts.Role.TITLE, 18, 25)
        self._paper.centred(WIDTH / 2, _TOP + 10, style, clean(title))
        return float(_TOP + 22)

    def _new_page(self) -> float:
        self._end_page()
        self._number += 1
        return float(_TOP)

    def _end_page(self) -> None:
        foot = f"{self._foot}　第 {self._number} 页"
        self._paper.right(WIDTH - _LEFT, HEIGHT - 12 * mm, self._small, foot)
        self._paper.end_page()

    def _table(self, y: float, shares: Sequence[float], size: float) -> Table:
        style = self._paper.style(fonts.Role.BODY, size, size * 1.38)
        widths = [_MEASURE * share for share in shares]
        return Table(self._paper, style, _LEFT, y, widths, _BOTTOM, self._new_page)

    def _pairs(self, y: float, pairs: Sequence[tuple[str, str]]) -> float:
        """Names and words, two pairs to a row; an odd last one takes the whole row."""
        table = self._table(y, (0.15, 0.35, 0.15, 0.35), 10)
        for at in range(0, len(pairs), 2):
            row = pairs[at : at + 2]
            span = 1 if len(row) == 2 else 3
            table.row(*(c for name, said in row for c in (label(name), Cell(clean(said), span))))
        return table.y

    def _section(self, title: str, y: float) -> float:
        if y + 80 > _BOTTOM:
            y = self._new_page() - 8
        self._paper.text(_LEFT, y + 20, self._paper.style(fonts.Role.HEADING, 12, 18), title)
        return y + 26

    def _issuer(self, y: float) -> None:
        edge = WIDTH - _LEFT - 20
        issuer = f"{self._context.issuer}（盖章）"
        self._paper.right(edge, y, self._text, clean(issuer))
        day = chinese_date(list_words.issued_on(self._content))
        self._paper.right(edge, y + 20, self._text, day)


class _List(_Pages):
    """The list itself: head, rows, who left, signatures."""

    def draw(self) -> None:
        content, context = self._content, self._context
        y = self._begin(list_words.title(content, context), str(content["list_id"]))
        y = self._pairs(y, list_words.head(content, context)) + 10
        y = self._rows(y)
        if content["left"]:
            y = self._left(self._section(f"{list_words.REMOVED}名单", y))
        self._signatures(y)
        self._end_page()

    def _rows(self, y: float) -> float:
        columns = list_words.columns(self._content)
        table = self._table(y, [column.share for column in columns], 8.5)
        table.heading(*(label(column.title) for column in columns))
        for row in self._content["rows"]:
            said = list_words.words(row, self._context)
            table.row(*(Cell(clean(said[one.field]), align=one.align) for one in columns))
        if not self._content["rows"]:
            table.row(Cell("本次无企业列入。", len(columns), "centre"))
        return table.y

    def _left(self, y: float) -> float:
        table = self._table(y, (0.40, 0.24, 0.25, 0.11), 8.5)
        titles = ("企业名称", "统一社会信用代码", "原因", "变化")
        table.heading(*(label(one) for one in titles))
        for row in self._content["left"]:
            texts = (row["name"], row["code"], row["why"])
            table.row(*(Cell(clean(one)) for one in texts), Cell(row["change"], align="centre"))
        return table.y

    def _signatures(self, y: float) -> None:
        if y + _SIGNED > _BOTTOM:
            y = self._new_page()
        note = "本名单只供接收单位在企业授权的范围内使用，不得转给他人；有效期届满后请勿再用。"
        self._paper.text(_LEFT, y + 18, self._small, note)
        for line, name in enumerate(("签发人（签名）：", "接收人（签名）：")):
            self._paper.text(_LEFT, y + 50 + 30 * line, self._text, name)
            start = _LEFT + self._text.width(name)
            self._paper.line(start, y + 53 + 30 * line, start + 110, y + 53 + 30 * line)
        self._issuer(y + 90)


class _Advice(_Pages):
    """One enterprise's 孵化建议."""

    def draw(self, row: Mapping[str, Any]) -> None:
        content, said = self._content, list_words.words(row, self._context)
        y = self._begin(ADVICE, clean(f"{said['name'][:40]}　{content['list_id']}"))
        pairs = [
            ("企业名称", said["name"]),
            ("信用代码", said["code"]),
            ("主体种类", said["entity_kind"]),
            ("乡镇", said["township"]),
            ("信用等级", said["final"]),
            ("综合得分", said["score"] or "—"),
            ("信息覆盖", f"{said['coverage']}%"),
            ("评价基准日", chinese_date(date.fromisoformat(content["as_of"]))),
        ]
        y = self._items(self._section("主要改进事项", self._pairs(y, pairs)), row)
        if y + 80 > _BOTTOM:
            y = self._new_page()
        note = "可增得分为该项指标做到最好时所增加的分数；实际等级以下一次评级为准。"
        self._paper.text(_LEFT, y + 18, self._small, note)
        self._issuer(y + 50)
        self._end_page()

    def _items(self, y: float, row: Mapping[str, Any]) -> float:
        table = self._table(y, (0.08, 0.34, 0.14, 0.44), 10)
        table.heading(*(label(one) for one in ("序号", "改进事项", "可增得分", "办法")))
        items = list_words.improvements(row)
        for number, (what, gain, how) in enumerate(items, 1):
            table.row(
                Cell(str(number), align="centre"),
                Cell(clean(what)),
                Cell(gain, align="right"),
                Cell(clean(how) or "请向评级工作组了解"),
            )
        if not items:
            table.row(Cell("没有可列出的改进事项。", 4, "centre"))
        return table.y
