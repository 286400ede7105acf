"""What is attached to a letter: pages of its own that carry the letter's page numbers on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.documents.letters.layout import (
    BOTTOM,
    LEFT,
    MEASURE,
    PITCH,
    TOP,
    LetterStyles,
    finish_page,
)
from app.documents.typeset.lines import Style, break_lines, clean
from app.documents.typeset.page import HEIGHT, WIDTH, Drawable, Paper
from app.documents.typeset.table import Table


class Attachment(Protocol):
    """Something behind a letter, named in it under 附件."""

    @property
    def title(self) -> str:
        """How the letter names it."""

    def texts(self) -> Iterable[str]:
        """Everything on it that is not fixed, for the check of glyphs."""

    def draw(self, paper: Paper, styles: LetterStyles, mark: str, first: int) -> None:
        """Draw it as ``mark`` (附件, 附件1) with page numbers from ``first`` on."""


@dataclass(frozen=True)
class Enclosed:
    """A paper of its own layout that goes with a letter and comes back without it."""

    title: str
    content: Drawable

    def texts(self) -> Iterable[str]:
        """Everything on it that is not fixed."""
        return self.content.texts()

    def draw(self, paper: Paper, styles: LetterStyles, mark: str, first: int) -> None:
        """Draw it as it is, without mark and page number."""
        self.content.draw(paper)


def marks(count: int) -> list[str]:
    """附件, or 附件1, 附件2 … where there are several (GB/T 9704-2012, 7.3.8)."""
    return ["附件"] if count == 1 else [f"附件{number}" for number in range(1, count + 1)]


class AttachedPages:
    """The pages of one attachment: mark and title at the head, the letter's numbers at the foot."""

    def __init__(
        self, paper: Paper, styles: LetterStyles, mark: str, title: str, first: int
    ) -> None:
        """Put the mark on the first line and the title from the third on; ``top`` is below."""
        self.paper = paper
        self._styles, self._number = styles, first
        paper.text(LEFT, TOP - 10, styles.heading, mark)
        self.top = TOP + 2 * PITCH
        for line in break_lines(clean(title), styles.title, MEASURE):
            paper.centred(WIDTH / 2, self.top, styles.title, line.text)
            self.top += PITCH

    def turn(self) -> float:
        """End the page; returns where the next one begins (points from the top)."""
        self.finish()
        self._number += 1
        return float(TOP)

    def finish(self) -> None:
        """End the last page."""
        finish_page(self.paper, self._styles, self._number)

    def table(self, style: Style, top: float, widths: Sequence[float]) -> Table:
        """A table over the measure from ``top``, continued on further pages."""
        return Table(self.paper, style, LEFT, top, widths, HEIGHT - BOTTOM, self.turn)
