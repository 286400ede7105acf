"""评分说明表: how one enterprise's grade came about, down to the records behind each value.

The input is the rating's own dictionary (``ratings.json``); nothing is computed again here, so that
the paper can only say what the rating said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.documents.office_writing import chinese_date
from app.documents.papers.form import Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper
from app.documents.typeset.table import Cell, label

TITLE = "企业信用评分说明表"
TEMPLATES = {"C": "公司类企业", "H": "农民专业合作社", "F": "家庭农场"}
_STATES = {
    "V": "有值",
    "U": "有值（未申报完整）",
    "N": "信息缺失",
    "Z": "缺失，计零",
    "X": "不适用",
}


@dataclass(frozen=True)
class RecordOrigin:
    """Where a record came from: data set, agency, and a few words that tell it apart."""

    data_set: str
    agency: str
    about: str = ""


@dataclass(frozen=True)
class ScoreContext:
    """What the sheets of one run share: scheme, date, indicator titles, origins of records.

    ``indicators`` maps ids to titles in the order of the scheme; ``notes`` maps ids of vetoes and
    caps, and names of special values, to words; ``records`` maps rec_id to its origin;
    ``issuer`` signs. ``worded`` (template, indicator, value) and
    ``losses`` (sheet) give the words of the rating's own explanation where its scheme is at hand.
    """

    scheme: str
    as_of: date
    issuer: str
    indicators: Mapping[str, str]
    records: Mapping[str, RecordOrigin]
    notes: Mapping[str, str]
    worded: Callable[[str, str, object], str] | None = None
    losses: Callable[[Mapping[str, Any]], Sequence[str]] | None = None


@dataclass(frozen=True)
class ScoreSheet:
    """The sheet of one enterprise, as the rating gives it, within its run."""

    context: ScoreContext
    sheet: Mapping[str, Any]

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        context = self.context
        yield from (context.scheme, context.as_of.isoformat(), context.issuer)
        yield from context.indicators.values()
        yield from context.notes.values()
        for rec_id in _record_ids(self.sheet):
            if origin := context.records.get(rec_id):
                yield from (origin.data_set, origin.agency, origin.about)
        yield from _texts(self.sheet)
        if context.losses is not None:
            yield from context.losses(self.sheet)

    def draw(self, paper: Paper) -> None:
        """Draw its pages."""
        _Drawn(paper, self.context, self.sheet).draw()


def _record_ids(sheet: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the records that the sheet names."""
    for line in sheet["indicators"].values():
        yield from map(str, line.get("records") or ())
    for key in ("vetoes", "caps"):
        for one in sheet.get(key) or ():
            if isinstance(one, Mapping) and one.get("rec_id"):
                yield str(one["rec_id"])


def _texts(value: object) -> list[str]:
    """Every text inside the dictionary, for the check of glyphs."""
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return [str(value)]


YEAR = 1461
"""Denominator of a value in quarter days: the engine counts years as days × 4 / 1461."""


def shown_value(value: object) -> str:
    """An indicator's value for people: a count, years, a percentage, a special word, or a dash."""
    if value is None or value == "" or value == []:
        return "—"
    text = "/".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    numerator, slash, denominator = text.partition("/")
    if not slash:
        return text
    if denominator == "1":
        return numerator
    ratio = Fraction(int(numerator), int(denominator) or 1)
    if denominator == str(YEAR):
        return f"{float(ratio):.2f}年"
    return f"{float(ratio * 100):.2f}%"


class _Drawn(Form):
    """One enterprise's sheet while it is drawn."""

    def __init__(self, paper: Paper, context: ScoreContext, sheet: Mapping[str, Any]) -> None:
        super().__init__(paper, str(sheet["name"]))
        self._context, self._sheet = context, sheet

    def draw(self) -> None:
        y = self._summary(self.title(TITLE))
        y = self._indicators(self.section("一、指标得分", y))
        y = self._decisions(self.section("二、否决、封顶和改进建议", y))
        y = self._evidence(self.section("三、依据记录", y))
        self._signature(y)
        self.end_page()

    def _summary(self, y: float) -> float:
        sheet, context = self._sheet, self._context
        template = str(sheet["template"])
        table = self.table(y, (0.15, 0.35, 0.15, 0.35), 10.5)
        table.row(label("企业名称"), Cell(clean(str(sheet["name"])), 3))
        table.row(
            label("信用代码"),
            Cell(str(sheet["code"])),
            label("评级模板"),
            Cell(TEMPLATES.get(template, template)),
        )
        table.row(
            label("评级方案"),
            Cell(clean(context.scheme)),
            label("基准日"),
            Cell(chinese_date(context.as_of)),
        )
        table.row(
            label("综合得分"),
            Cell(_or_dash(sheet.get("score"))),
            label("信息覆盖"),
            Cell(_percent(sheet.get("coverage"))),
        )
        table.row(
            label("测算等级"),
            Cell(_or_dash(sheet.get("computed_grade"))),
            label("最终等级"),
            Cell(_or_dash(sheet.get("final_grade"))),
        )
        first = "（首贷户）" if sheet.get("first_time_borrower") in (True, "Y") else ""
        table.row(label("评级结论"), Cell(f"{_or_dash(sheet.get('outcome'))}{first}", 3))
        if pending := sheet.get("pending"):
            told = "；".join(self._named(one) for one in pending)
            table.row(label("待补正事项"), Cell(told, 3))
        return table.y

    def _indicators(self, y: float) -> float:
        table = self.table(y, (0.07, 0.27, 0.18, 0.08, 0.06, 0.07, 0.19, 0.08))
        titles = ("编号", "指标", "指标值", "得分率", "权重", "得分", "取值情况", "依据")
        table.heading(*(label(title) for title in titles))
        for name in self._ordered():
            line = self._sheet["indicators"][name]
            state = str(line["state"])
            if state == "X":
                continue
            count = len(line.get("records") or ())
            table.row(
                Cell(name, align="centre"),
                Cell(clean(self._context.indicators.get(name, name))),
                Cell(clean(self._value(name, line.get("value")))),
                Cell(_percent(line.get("pct")), align="right"),
                Cell(_or_dash(line.get("weight")), align="right"),
                Cell(_or_dash(line.get("points")), align="right"),
                Cell(state_words(state, line.get("pct")), align="centre"),
                Cell(f"{count}条" if count else "—", align="right"),
            )
        return table.y

    def _value(self, name: str, value: object) -> str:
        """A value as the explanation says it, by ``notes``, or as :func:`shown_value` does."""
        if self._context.worded is not None and value is not None:
            told = self._context.worded(str(self._sheet["template"]), name, value)
            if told:
                return told
        return self._context.notes.get(str(value)) or shown_value(value)

    def _ordered(self) -> list[str]:
        present = self._sheet["indicators"]
        known = [name for name in self._context.indicators if name in present]
        return [*known, *sorted(set(present) - set(known))]

    def _decisions(self, y: float) -> float:
        sheet = self._sheet
        table = self.table(y, (0.15, 0.85), 9.5)
        vetoes = "\n".join(
            f"{self._named(one['id'])}：{self._origin(str(one['rec_id']))}"
            f"{'（异议处理中）' if one.get('objected') else ''}"
            for one in sheet.get("vetoes") or ()
        )
        table.row(label("一票否决"), Cell(vetoes or "无"))
        caps = "\n".join(self._cap(one) for one in sheet.get("caps") or ())
        table.row(label("等级封顶"), Cell(caps or "无"))
        if self._context.losses is not None:
            told = "\n".join(self._context.losses(sheet))
            table.row(label("失分说明"), Cell(told or "无"))
        better = "、".join(self._better(one) for one in sheet.get("improvement") or ())
        table.row(label("改进重点"), Cell(clean(better) or "无"))
        banks = "、".join(map(str, sheet.get("banks") or ()))
        table.row(label("可接收银行"), Cell(clean(banks) or "无有效授权"))
        return table.y

    def _named(self, name: object) -> str:
        """An id of the scheme with its words; the words alone of what is no id."""
        known = str(name)
        words = self._context.notes.get(known) or self._context.indicators.get(known, "")
        return clean(f"{known} {words}".strip() if known[-1:].isdigit() else words or known)

    def _cap(self, cap: object) -> str:
        if not isinstance(cap, Mapping):
            return self._named(cap)
        grade = cap.get("cap") or cap.get("grade")
        told = self._named(cap["id"]) + (f"（最高 {grade}）" if grade else "")
        return f"{told}：{self._origin(str(cap['rec_id']))}" if cap.get("rec_id") else told

    def _better(self, one: object) -> str:
        return self._named(one["id"] if isinstance(one, Mapping) else one)

    def _origin(self, rec_id: str) -> str:
        origin = self._context.records.get(rec_id)
        if origin is None:
            return rec_id
        about = f"（{origin.about}）" if origin.about else ""
        return clean(f"{origin.agency}《{origin.data_set}》{about} {rec_id}")

    def _evidence(self, y: float) -> float:
        """One row per indicator and origin, with the full ids of the records."""
        table = self.table(y, (0.07, 0.27, 0.66), 8.0)
        table.heading(label("指标"), label("提供单位和数据集"), label("记录编号"))
        for name in self._ordered():
            groups: dict[str, list[str]] = {}
            for rec_id in self._sheet["indicators"][name].get("records") or ():
                origin = self._context.records.get(str(rec_id))
                source = f"{origin.agency}　{origin.data_set}" if origin else "来源见信用档案"
                about = f"（{origin.about}）" if origin and origin.about else ""
                groups.setdefault(source, []).append(f"{rec_id}{about}")
            for source, ids in groups.items():
                table.row(
                    Cell(name, align="centre"), Cell(clean(source)), Cell(clean("、".join(ids)))
                )
        if not any(_record_ids(self._sheet)):
            table.row(Cell("随批次保存的评分不含记录编号，依据见企业信用档案。", 3, "centre"))
        return table.y

    def _signature(self, y: float) -> None:
        if y + 80 > self.bottom:
            y = self.new_page()
        note = (
            "得分＝100×各指标得分之和÷有信息指标权重之和；"
            "对所列记录有异议的，可向提供单位或评级工作组提出，二十日内书面答复。"
        )
        y = self.sentence(y + 6, note)
        self.issuer(y + 26, self._context.issuer, self._context.as_of)


def _or_dash(value: object) -> str:
    return "—" if value in (None, "") else str(value)


def state_words(state: str, pct: object) -> str:
    """How a value came about; without records a complete report counts as much as is declared."""
    if state == "F":
        return "无记录，按满分" if str(pct) == "100" else f"无记录，按{pct}%计"
    return _STATES.get(state, state)


def _percent(value: object) -> str:
    return "—" if value in (None, "") else f"{str(value).rstrip('%')}%"
