"""推荐名单、孵化名单、待补正名单 on paper, and the 孵化建议书 that is handed to each enterprise.

The input is an issued list as it was kept; nothing is computed again here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.documents import list_words
from app.documents.list_words import ListContext
from app.documents.papers.form import Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper
from app.documents.typeset.table import Cell, label
from app.outcomes import words

ADVICE = "企业信用孵化建议书"
_SIGNED = 128.0
"""Room for the signatures, in points: they never part from one another."""


@dataclass(frozen=True)
class ListPaper:
    """An issued list as ``recommending.issued`` gives it: head, rows, who left, signatures."""

    context: ListContext
    content: Mapping[str, Any]

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield list_words.title(self.content, self.context)
        yield self.context.issuer
        for pair in list_words.head(self.content, self.context):
            yield from pair
        for row in self.content["rows"]:
            yield from list_words.words(row, self.context).values()
        for row in self.content["left"]:
            yield from (row["name"], row["code"], row["why"], row["change"])

    def draw(self, paper: Paper) -> None:
        """Draw its pages."""
        _List(paper, self).draw()


@dataclass(frozen=True)
class AdvicePaper:
    """One enterprise's 孵化建议书: a ``row`` of an incubation list, handed out alone."""

    context: ListContext
    content: Mapping[str, Any]
    row: Mapping[str, Any]

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from (self.context.issuer, str(self.content["list_id"]), self.content["as_of"])
        yield from list_words.words(self.row, self.context).values()
        for what, gain, how in list_words.improvements(self.row):
            yield from (what, gain, how)

    def draw(self, paper: Paper) -> None:
        """Draw its pages."""
        _Advice(paper, self).draw()


class _List(Form):
    def __init__(self, paper: Paper, told: ListPaper) -> None:
        super().__init__(paper, str(told.content["list_id"]))
        self._content, self._context = told.content, told.context

    def draw(self) -> None:
        content, context = self._content, self._context
        y = self.title(list_words.title(content, context))
        y = self.pairs(y, list_words.head(content, context)) + 10
        y = self._rows(y)
        if content["left"]:
            y = self._left(self.section(f"{list_words.REMOVED}名单", y))
        self._signatures(y)
        self.end_page()

    def _rows(self, y: float) -> float:
        columns = list_words.columns(self._content)
        table = self.table(y, [column.share for column in columns], 8.5)
        table.heading(*(label(column.title) for column in columns))
        for row in self._content["rows"]:
            said = list_words.words(row, self._context)
            table.row(*(Cell(clean(said[one.field]), align=one.align) for one in columns))
        if not self._content["rows"]:
            table.row(Cell("本次无企业列入。", len(columns), "centre"))
        return table.y

    def _left(self, y: float) -> float:
        table = self.table(y, (0.40, 0.24, 0.25, 0.11), 8.5)
        titles = ("企业名称", "统一社会信用代码", "原因", "变化")
        table.heading(*(label(one) for one in titles))
        for row in self._content["left"]:
            texts = (row["name"], row["code"], row["why"])
            table.row(*(Cell(clean(one)) for one in texts), Cell(row["change"], align="centre"))
        return table.y

    def _signatures(self, y: float) -> None:
        if y + _SIGNED > self.bottom:
            y = self.new_page()
        note = "本名单只供接收单位在企业授权的范围内使用，不得转给他人；有效期届满后请勿再用。"
        self.sentence(y + 6, note)
        self.signatures(y + 50, "签发人（签名）：", "接收人（签名）：")
        issued = list_words.issued_on(self._content)
        self.issuer(y + 90, f"{self._context.issuer}（盖章）", issued)


class _Advice(Form):
    def __init__(self, paper: Paper, told: AdvicePaper) -> None:
        super().__init__(paper, f"{told.row['name'][:24]}　{told.content['list_id']}")
        self._content, self._context, self._row = told.content, told.context, told.row

    def draw(self) -> None:
        said = list_words.words(self._row, self._context)
        pairs = [
            ("企业名称", said["name"]),
            ("信用代码", said["code"]),
            ("主体种类", said["entity_kind"]),
            ("乡镇", said["township"]),
            ("信用等级", said["final"]),
            ("综合得分", said["score"] or "—"),
            ("信息覆盖", f"{said['coverage']}%"),
            ("评价基准日", words.day_words(self._content["as_of"])),
        ]
        y = self.pairs(self.title(ADVICE), pairs)
        y = self._items(self.section("主要改进事项", y))
        if y + 80 > self.bottom:
            y = self.new_page()
        note = "可增得分为该项指标做到最好时所增加的分数；实际等级以下一次评级为准。"
        self.sentence(y + 6, note)
        self.issuer(y + 50, f"{self._context.issuer}（盖章）", list_words.issued_on(self._content))
        self.end_page()

    def _items(self, y: float) -> float:
        table = self.table(y, (0.08, 0.34, 0.14, 0.44), 10)
        table.heading(*(label(one) for one in ("序号", "改进事项", "可增得分", "办法")))
        items = list_words.improvements(self._row)
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
