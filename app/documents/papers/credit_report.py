"""信用报告: the credit file of one enterprise on paper.

征信业管理条例 Art. 22 wants to know who looked and why, so every page says it; Art. 25 gives the
enterprise its right of objection, so the paper ends with it and marks what is under objection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reportlab.lib.units import mm

from app.documents.papers.form import LEFT, MEASURE, Form, pair_rows
from app.documents.papers.record_tables import OBJECTED, RecordTables, safe
from app.documents.typeset import fonts
from app.documents.typeset.grade_chart import CHART_HEIGHT, Point, draw_grades
from app.documents.typeset.lines import break_lines, clean
from app.documents.typeset.page import HEIGHT, WIDTH, CountedPaper, Paper
from app.documents.typeset.table import Cell, label
from app.outcomes import words
from app.outcomes.credit_file import CreditFile

TITLE = "企业信用报告"
NOTE = (
    "本报告依据各单位报送的记录生成，仅供所列用途使用，不得改作他用。"
    "依照《征信业管理条例》，企业认为所列信息存在错误、遗漏的，有权向信息提供单位或县中小企业信用"
    "评级工作组提出异议，要求更正；受理单位自收到异议之日起20日内核查处理，并书面答复异议人。"
    "核查期间该信息标注“异议中”。"
)
_FOOT_LINE = 11.0
_FOOT_LETTERS = 200
"""A longer purpose stands in full on the first page only."""
_ROOM = 90.0
"""Points that a heading keeps with it."""


@dataclass(frozen=True)
class ReportContext:
    """What a report says besides the file.

    ``reader`` looked for ``reason`` at ``at``, in China. ``sheets`` are the score sheets by run
    as the rating keeps them, ``titles`` the words of vetoes and caps, ``scale`` the grades from
    best to worst.
    """

    issuer: str
    reader: str
    reason: str
    at: datetime
    scale: tuple[str, ...]
    sheets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CreditReport:
    """The report of one file."""

    context: ReportContext
    file: CreditFile

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        context, file = self.context, self.file
        yield from (file.name, file.uscc, file.day.isoformat())
        yield from (context.issuer, context.reader, context.reason, context.at.isoformat())
        yield from context.titles.values()
        yield str(context.sheets)
        for one in file.grades:
            yield from (one.as_of, one.grade, one.outcome, one.score)
        for value in file.register:
            yield from (value.title, value.text)
        for section in file.sections:
            yield from (section.agency_title, section.title)
            for record in section.records:
                yield record.as_of
                for value in record.values:
                    yield from (value.title, value.text)
                yield from (one.statement for one in record.objections)
        yield from file.without_consent

    def draw(self, paper: Paper) -> None:
        """Draw its pages; every one says 第 n 页，共 m 页, so they are counted first."""
        counted = CountedPaper(paper.fonts)
        _Report(counted, self.context, self.file, 0).draw()
        _Report(paper, self.context, self.file, counted.pages).draw()


class _Report(Form):
    """One report while it is drawn; ``total`` is the number of its pages."""

    def __init__(self, paper: Paper, context: ReportContext, file: CreditFile, total: int) -> None:
        super().__init__(paper, file.uscc)
        self._context, self._file, self._total = context, file, total
        self._foot_style = paper.style(fonts.Role.BODY, 8, _FOOT_LINE)
        reason = safe(context.reason)
        if len(reason) > _FOOT_LETTERS:
            reason = f"{reason[:_FOOT_LETTERS]}…"
        at = f"{words.iso(context.at.date())} {context.at:%H:%M}"
        told = f"查询用途：{reason}　查询人：{safe(context.reader)}　查询时间：{at}"
        self._feet = break_lines(told, self._foot_style, MEASURE)
        self._foot_top = HEIGHT - 12 * mm - len(self._feet) * _FOOT_LINE
        self.bottom = self._foot_top - 8

    def draw(self) -> None:
        y = self._basics(self.title(TITLE))
        y = self._rating(self.section("一、最近一次评级", y, _ROOM))
        y = self._grades(self.section("二、历次评级", y, _ROOM))
        y = self._overview(self.section("三、信息概况", y, _ROOM))
        y = self._facts(self.section("四、各单位提供的信息", y, _ROOM))
        self._closing(y)
        self.end_page()

    def end_page(self) -> None:
        """Put who looked, why and when below the page, and end it."""
        paper, style, y = self.paper, self._foot_style, self._foot_top
        paper.line(LEFT, y - 3, WIDTH - LEFT, y - 3, 0.4)
        for line in self._feet:
            y += _FOOT_LINE
            paper.text(LEFT, y - 2, style, line.text)
        number = f"第 {self.number} 页，共 {self._total} 页"
        paper.right(WIDTH - LEFT, y + _FOOT_LINE, style, number)
        paper.text(LEFT, y + _FOOT_LINE, style, self._file.uscc)
        paper.end_page()

    def _basics(self, y: float) -> float:
        table = self.table(y, (0.16, 0.34, 0.16, 0.34), 10)
        file = self._file
        table.row(label("企业名称"), Cell(safe(file.name), 3))
        pairs = [("信用代码", file.uscc)]
        pairs += [
            (value.title, value.text)
            for value in file.register
            if value.name not in ("uscc", "ent_name") and value.sensitivity < words.SECRET
        ]
        pair_rows(table, pairs, safe)
        table.row(label("档案日期"), Cell(words.iso(file.day), 3))
        table.row(label("查询用途"), Cell(safe(self._context.reason), 3))
        return table.y

    def _rating(self, y: float) -> float:
        table = self.table(y, (0.16, 0.34, 0.16, 0.34), 10)
        if not self._file.grades:
            table.row(Cell("没有评级结果。", 4))
            return table.y
        last = self._file.grades[-1]
        sheet = self._context.sheets.get(last.run_id, {})
        coverage = str(sheet.get("coverage") or "").rstrip("%")
        steps = int(sheet.get("adjustment") or 0)
        pair_rows(
            table,
            [
                ("基准日", words.day_words(last.as_of)),
                ("评级结论", last.outcome),
                ("测算等级", str(sheet.get("computed_grade") or "—")),
                (
                    "最终等级",
                    last.grade + (f"（{_reference(sheet)}）" if _reference(sheet) else ""),
                ),
                ("工作组调整", _moved(steps)),
                ("综合得分", last.score or "—"),
                ("信息覆盖度", f"{coverage}%" if coverage else "—"),
                ("首贷户", "是" if sheet.get("first_time_borrower") in (True, "Y") else "否"),
            ],
            safe,
        )
        named = self._context.titles
        for title, key in (("一票否决", "vetoes"), ("等级封顶", "caps")):
            told = [_named(named, one) for one in sheet.get(key) or ()]
            table.row(label(title), Cell(safe("；".join(told)) or "无", 3))
        return table.y

    def _grades(self, y: float) -> float:
        grades = self._file.grades
        if not grades:
            return self.sentence(y, "没有评级结果。")
        if len(grades) > 1:
            if y + CHART_HEIGHT > self.bottom:
                y = self.new_page()
            points = [Point(one.as_of, one.grade) for one in grades]
            style = self.paper.style(fonts.Role.BODY, 8, 10)
            draw_grades(self.paper, style, LEFT, y, MEASURE, points, self._context.scale)
            y += CHART_HEIGHT
        table = self.table(y, (0.22, 0.16, 0.24, 0.2, 0.18))
        heads = ("基准日", "测算等级", "最终等级", "评级结论", "综合得分")
        table.heading(*(label(title) for title in heads))
        for one in reversed(grades):
            sheet = self._context.sheets.get(one.run_id, {})
            steps = int(sheet.get("adjustment") or 0)
            marks = [f"{steps:+d}"] if steps else []
            marks += [_reference(sheet)] if _reference(sheet) else []
            beside = f"（{'，'.join(marks)}）" if marks else ""
            cells = (
                words.day_words(one.as_of),
                str(sheet.get("computed_grade") or "—"),
                one.grade + beside,
                one.outcome,
                one.score or "—",
            )
            table.row(*(Cell(text, align="centre") for text in cells))
        return table.y

    def _overview(self, y: float) -> float:
        table = self.table(y, (0.5, 0.18, 0.14, 0.18))
        table.heading(*(label(one) for one in ("提供单位和信息", "最近记录日", "条数", OBJECTED)))
        for section in self._file.sections:
            under = sum(1 for record in section.records if record.objections)
            table.row(
                Cell(safe(f"{section.agency_title}：{section.title}")),
                Cell(words.day_words(max(r.as_of for r in section.records)), align="centre"),
                Cell(str(len(section.records)), align="centre"),
                Cell(f"{under}条" if under else "无", align="centre"),
            )
        if not self._file.sections:
            table.row(Cell("没有列入报告的记录。", 4))
        if held := self._file.without_consent:
            names = "、".join(held)
            table.row(Cell(f"没有有效授权、未列入本报告的单位：{safe(names)}", 4))
        return table.y

    def _facts(self, y: float) -> float:
        agency = ""
        for number, section in enumerate(self._file.sections):
            records = RecordTables(self, section)
            room = records.first_height
            if section.agency != agency:
                agency = section.agency
                title = safe(section.agency_title)
                y = self.section(title, y + (8 if number else -4), 70 + room)
            elif y + 44 + room > self.bottom:
                y = self.new_page()
            style = self.paper.style(fonts.Role.KAI, 10, 14)
            title = f"{section.title}（{len(section.records)}条）"
            self.paper.text(LEFT, y + 13, style, clean(title))
            y = records.draw(y + 19)
        return y

    def _closing(self, y: float) -> None:
        if y + 130 > self.bottom:
            y = self.new_page()
        style = self.paper.style(fonts.Role.BODY, 9.5, 14)
        y = self.sentence(self.section("五、说明和权利告知", y + 8) - 2, NOTE, style)
        self.issuer(y + 28, self._context.issuer, self._context.at.date())


def _named(titles: Mapping[str, str], one: Mapping[str, Any]) -> str:
    """A veto or cap in words, with what it allows and whether its record is under objection."""
    told = titles.get(str(one["id"])) or ("信息覆盖度不足，仅供参考" if _covers(one) else one["id"])
    most = f"（最高 {one['grade']}）" if one.get("grade") else ""
    return f"{told}{most}{f'（{OBJECTED}）' if one.get('objected') else ''}"


def _covers(cap: Mapping[str, Any]) -> bool:
    """Whether a cap rests on missing information, which makes the grade one for reference."""
    return str(cap["id"]) == "coverage"


def _moved(steps: int) -> str:
    """What the working group did to the computed grade: 上调1级, 下调1级, 无."""
    return f"{'上调' if steps > 0 else '下调'}{abs(steps)}级" if steps else "无"


def _reference(sheet: Mapping[str, Any]) -> str:
    return "参考" if any(_covers(one) for one in sheet.get("caps") or ()) else ""
