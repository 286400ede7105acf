"""What is attached to a letter: pages of its own that carry the letter's page numbers on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.documents.letters.layout import LEFT, PITCH, TOP, LetterStyles
from app.documents.typeset.lines import clean
from app.documents.typeset.page import WIDTH, Drawable, Paper


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


def begin_attachment(paper: Paper, styles: LetterStyles, mark: str, title: str) -> float:
    """Put the mark on the first line and the title on the third; returns the y below (points)."""
    paper.text(LEFT, TOP - 10, styles.heading, mark)
    paper.centred(WIDTH / 2, TOP + 2 * PITCH, styles.title, clean(title))
    return float(TOP + 3 * PITCH)
