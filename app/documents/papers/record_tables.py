"""The records of one data set within a credit report: a row each where they fit, else a block each.

Three years of monthly records are read down a column, not leafed through: what is the same in all
of them is said once above, and records that came together stand under one line of origin, which
every further page repeats.
"""

from __future__ import annotations

import re
from itertools import groupby

from app.documents.papers.form import MEASURE, Form, pair_rows
from app.documents.typeset.fonts import Role
from app.documents.typeset.lines import clean
from app.documents.typeset.table import PAD, Cell, label
from app.outcomes import words
from app.outcomes.credit_file import FileRecord, Section

OBJECTED = "异议中"
_SIZE, _SMALL = 9.0, 7.5
_FEW = 6
"""Up to so many columns stand in ordinary size."""
_ALIKE = 3
"""From so many records on, a value that is the same in all of them is said once."""
_MOST_KEPT = 400.0
"""Points that are kept on one page at most: half of it, so that keeping never leaves one empty."""
_ROW, _LINE, _TOGETHER = 20.5, 20.5, 66.0
"""Points: a row of one line at 9 points, the line that says an origin, a short record with it."""
_RESIDENT = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx](?![0-9A-Za-z])"
)


_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_YUAN = "元"


def safe(text: str) -> str:
    """Text without a whole resident number, wherever one was typed (个人信息保护法 Art. 28)."""
    return _RESIDENT.sub(lambda found: words.masked(found.group()), clean(text))


class RecordTables:
    """The records of ``section``, to be drawn on the pages of ``form``."""

    def __init__(self, form: Form, section: Section) -> None:
        self._form, self._section = form, section
        said = [{value.title: safe(value.text) for value in r.values} for r in section.records]
        titles = list(dict.fromkeys(title for one in said for title in one))
        self._said = said
        self._same = {
            title: said[0][title]
            for title in titles
            if len(said) >= _ALIKE and len({one.get(title) for one in said}) == 1
        }
        self._columns = {
            title: _column(title, [one.get(title, "") for one in said])
            for title in titles
            if title not in self._same
        }
        self._widths = self._shares()

    @property
    def first_height(self) -> float:
        """About the points of the first record, so that no title or heading stands alone."""
        if self._widths:
            return _ROW + _TOGETHER
        return self._kept(0)

    def draw(self, y: float) -> float:
        """Draw all records from ``y`` on; returns the y below them."""
        return self._rows(y) if self._widths else self._blocks(y)

    def _shares(self) -> list[float]:
        """Each column's share of the width, by what stands in it; none where they do not fit."""
        if len(self._said) < 2 or not self._columns:
            return []
        style = self._form.paper.style(Role.BODY, _SMALL, _SMALL * 1.38)
        natural = []
        for title, texts in self._columns.values():
            half = title[: -(-len(title) // 2)]  # a title may take two lines
            natural.append(max(style.width(text) for text in (half, *texts)) + 2 * PAD + 1)
        return [width / sum(natural) for width in natural] if sum(natural) <= MEASURE else []

    def _rows(self, y: float) -> float:
        if self._same:
            told = "；".join(f"{title}：{text or '—'}" for title, text in self._same.items())
            y = self._form.sentence(y - 4, f"各条相同：{told}") + 5
        small = len(self._columns) > _FEW
        table = self._form.table(y, self._widths, _SMALL if small else _SIZE)
        table.heading(*(label(clean(title)) for title, _ in self._columns.values()))
        for origin, records in groupby(self._numbered(), key=lambda one: self._origin(one[1])):
            table.group(Cell(origin, len(self._columns), label=True), keep=_TOGETHER)
            for number, _ in records:
                cells = (texts[number] for _, texts in self._columns.values())
                table.row(*(Cell(text, align="centre") for text in cells))
        return table.y

    def _blocks(self, y: float) -> float:
        table = self._form.table(y, (0.18, 0.32, 0.18, 0.32))
        for origin, records in groupby(self._numbered(), key=lambda one: self._origin(one[1])):
            numbers = [number for number, _ in records]
            table.group(Cell(origin, 4, label=True), keep=self._kept(numbers[0]))
            for number in numbers:
                table.keep(self._kept(number) - _LINE)
                pair_rows(table, list(self._said[number].items()))
        return table.y

    def _kept(self, number: int) -> float:
        """About the points of a record's block with the line that says its origin."""
        return min(_TOGETHER + len(self._said[number]) // 2 * _ROW, _MOST_KEPT)

    def _numbered(self) -> enumerate[FileRecord]:
        return enumerate(self._section.records)

    def _origin(self, record: FileRecord) -> str:
        """Where a record came from, and what is objected to in it."""
        package = record.package_id or "尚未报送"
        told = (
            f"来源：{self._section.agency_title}　记录日期：{words.day_words(record.as_of)}"
            f"　数据包：{package}"
        )
        for one in record.objections:
            told += f"\n【{OBJECTED}】{words.day_words(one.filed_date)}提出：{one.statement}"
        return "\n".join(safe(part) for part in told.split("\n"))


def _column(title: str, texts: list[str]) -> tuple[str, list[str]]:
    """A column as tables of offices have it: 元 in the title, days by digits (GB/T 15835)."""
    if all(text.endswith(_YUAN) for text in texts if text) and any(texts):
        title, texts = f"{title}（元）", [text.removesuffix(_YUAN) for text in texts]
    return title, [_DAY.sub(_digits, text) or "—" for text in texts]


def _digits(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
