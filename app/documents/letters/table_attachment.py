"""A table attached to a letter: rows of texts under a heading that repeats on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.documents.letters.attachment import AttachedPages
from app.documents.letters.layout import BOTTOM, LEFT, MEASURE, LetterStyles
from app.documents.typeset.fonts import Role
from app.documents.typeset.lines import break_lines, clean
from app.documents.typeset.page import HEIGHT, Paper
from app.documents.typeset.table import Cell, Column, label


@dataclass(frozen=True)
class TableAttachment:
    """``rows`` by the fields of ``columns``, whose shares add up to 1; ``note`` stands below.

    ``size`` of the type is in points: many columns want a smaller one.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]
    note: str = ""
    size: float = 10.5

    def texts(self) -> Iterable[str]:
        """Everything on it that is not fixed."""
        yield self.note
        for row in self.rows:
            yield from (row[one.field] for one in self.columns)

    def draw(self, paper: Paper, styles: LetterStyles, mark: str, first: int) -> None:
        """Draw it as ``mark`` from page ``first`` on."""
        pages = AttachedPages(paper, styles, mark, self.title, first)
        widths = [MEASURE * one.share for one in self.columns]
        table = pages.table(paper.style(Role.BODY, self.size, self.size * 1.3), pages.top, widths)
        table.heading(*(label(one.title) for one in self.columns))
        for row in self.rows:
            table.row(*(Cell(row[one.field], align=one.align) for one in self.columns))
        if not self.rows:
            table.row(Cell("无", len(self.columns), "centre"))
        _note(pages, table.y, self.note)
        pages.finish()


def _note(pages: AttachedPages, y: float, note: str) -> None:
    """The note in small type, on the next page where there is no room for a line of it."""
    style = pages.paper.style(Role.BODY, 10.5, 15)
    for line in break_lines(clean(note), style, MEASURE) if note else ():
        y += style.leading
        if y > HEIGHT - BOTTOM:
            y = pages.turn() + style.leading
        pages.paper.justified(LEFT, y, style, line, MEASURE)
