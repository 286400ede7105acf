"""A chart on paper: what the screen showed, the numbers behind it, who shows it and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.papers.form import LEFT, MEASURE, Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper
from app.documents.typeset.table import Cell, label

_NAME_SHARE = 0.3


@dataclass(frozen=True)
class Figures:
    """Numbers in rows: ``heads`` of the columns, the first of which names the row.

    All texts are ready to be printed; ``note`` says where the numbers come from.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class ChartSheet:
    """``picture`` is a PNG in black on white, ``shape`` its height divided by its width."""

    issuer: str
    day: date
    picture: bytes
    shape: float
    figures: Figures

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from (self.issuer, self.day.isoformat(), self.figures.title, self.figures.note)
        for row in (self.figures.heads, *self.figures.rows):
            yield from row

    def draw(self, paper: Paper) -> None:
        """Draw its pages: the chart, the table, and the signature."""
        form = Form(paper, self.figures.title)
        y = form.title(self.figures.title)
        height = MEASURE * self.shape
        paper.picture(LEFT, y, MEASURE, height, self.picture)
        y = self._table(form, y + height + 12)
        if self.figures.note:
            y = form.sentence(y + 4, self.figures.note)
        if y + 70 > form.bottom:
            y = form.new_page()
        form.issuer(y + 36, self.issuer, self.day)
        form.end_page()

    def _table(self, form: Form, y: float) -> float:
        heads = self.figures.heads
        rest = (1 - _NAME_SHARE) / max(len(heads) - 1, 1)
        table = form.table(y, (_NAME_SHARE, *[rest] * (len(heads) - 1)), 10)
        table.heading(*(label(clean(head)) for head in heads))
        for name, *values in self.figures.rows:
            table.row(Cell(clean(name)), *_numbers(values))
        return table.y


def _numbers(values: Sequence[str]) -> list[Cell]:
    return [Cell(clean(value), align="right") for value in values]
