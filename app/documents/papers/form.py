"""What forms, lists and reports share: A4 pages with a title, ruled tables, sections, a foot.

A subclass draws one paper; its pages are numbered from 1 however many papers a batch holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from reportlab.lib.units import mm

from app.documents.office_writing import chinese_date
from app.documents.typeset import fonts
from app.documents.typeset.lines import Style, break_lines, clean
from app.documents.typeset.page import HEIGHT, WIDTH, Paper
from app.documents.typeset.table import Cell, Table, label

LEFT = 18 * mm
MEASURE = WIDTH - 2 * LEFT
TOP = 20 * mm
BOTTOM = HEIGHT - 20 * mm
DAY = "　　　　年　　月　　日"
"""Room for a date that is written by hand."""
_FOOT_NAME = 40
_OWN_ROW = 32
"""A value of more characters takes a row of its own."""
_SIGNED_WIDTH, _SIGNED_LINE = 110.0, 30.0
_SEAL_EDGE = 20.0


class Form:
    """One form while it is drawn; ``foot`` says on every page whose it is."""

    bottom: float = BOTTOM

    def __init__(self, paper: Paper, foot: str) -> None:
        self.paper, self.number = paper, 1
        self._foot = clean(foot)[:_FOOT_NAME]
        self.small = paper.style(fonts.Role.BODY, 9, 12.5)
        self.text = paper.style(fonts.Role.BODY, 11, 18)
        self.head = paper.style(fonts.Role.HEADING, 12, 18)

    def title(self, text: str) -> float:
        """The title of the first page, over several lines if it must; returns the y below it."""
        style, y = self.paper.style(fonts.Role.TITLE, 18, 25), float(TOP + 10)
        lines = break_lines(clean(text), style, MEASURE)
        for number, line in enumerate(lines):
            self.paper.centred(WIDTH / 2, y + number * style.leading, style, line.text)
        return y + (len(lines) - 1) * style.leading + 12

    def new_page(self) -> float:
        """End the page and go on at the top of the next; returns its y."""
        self.end_page()
        self.number += 1
        return float(TOP)

    def end_page(self) -> None:
        """Put the foot below the page and end it."""
        foot = f"{self._foot}　第 {self.number} 页"
        self.paper.right(WIDTH - LEFT, HEIGHT - 12 * mm, self.small, foot)
        self.paper.end_page()

    def section(self, title: str, y: float, room: float = 80) -> float:
        """A heading that has ``room`` points with it on its page; returns the y below it."""
        if y + room > self.bottom:
            y = self.new_page() - 8
        self.paper.text(LEFT, y + 20, self.head, title)
        return y + 26

    def table(self, y: float, shares: Sequence[float], size: float = 9.0) -> Table:
        """A table over the whole width; ``shares`` of its columns add up to 1."""
        style = self.paper.style(fonts.Role.BODY, size, size * 1.38)
        widths = [MEASURE * share for share in shares]
        return Table(self.paper, style, LEFT, y, widths, self.bottom, self.new_page)

    def pairs(self, y: float, pairs: Sequence[tuple[str, str]]) -> float:
        """A table of names and words, two to a row; returns the y below it."""
        table = self.table(y, (0.16, 0.34, 0.16, 0.34), 10)
        pair_rows(table, pairs)
        return table.y

    def sentence(self, y: float, text: str, style: Style | None = None) -> float:
        """A note below a table; returns the y of its last line."""
        style = style or self.small
        for line in break_lines(clean(text), style, MEASURE):
            y += style.leading
            self.paper.text(LEFT, y, style, line.text)
        return y

    def signatures(self, y: float, *names: str) -> float:
        """A line to sign on for each of ``names``; returns the y below the last."""
        for name in names:
            self.paper.text(LEFT, y, self.text, name)
            start = LEFT + self.text.width(name)
            self.paper.line(start, y + 3, start + _SIGNED_WIDTH, y + 3)
            y += _SIGNED_LINE
        return y

    def issuer(self, y: float, issuer: str, day: date) -> None:
        """Who answers for the paper, above its date, on the right."""
        edge, style = WIDTH - LEFT - _SEAL_EDGE, self.text
        for line in break_lines(clean(issuer), style, MEASURE - 2 * _SEAL_EDGE):
            self.paper.right(edge, y, style, line.text)
            y += 20
        self.paper.right(edge, y, style, chinese_date(day))


def pair_rows(
    table: Table, pairs: Sequence[tuple[str, str]], said: Callable[[str], str] = clean
) -> None:
    """Two names and words a row; long words take a row of their own."""
    waiting: tuple[str, str] | None = None
    for title, text in pairs:
        here = title, said(text)
        if len(text) > _OWN_ROW:
            if waiting:
                table.row(label(waiting[0]), Cell(waiting[1], 3))
                waiting = None
            table.row(label(here[0]), Cell(here[1], 3))
        elif waiting:
            table.row(label(waiting[0]), Cell(waiting[1]), label(here[0]), Cell(here[1]))
            waiting = None
        else:
            waiting = here
    if waiting:
        table.row(label(waiting[0]), Cell(waiting[1], 3))
