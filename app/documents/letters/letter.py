"""One letter, filled and ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.documents.letters.attachment import Attachment, marks
from app.documents.letters.layout import LetterHead, LetterStyles, Paragraph, draw_letter
from app.documents.typeset.page import Paper


@dataclass(frozen=True)
class Letter:
    """A letter with its attachments; ``code`` are the digits by which its slip is registered."""

    head: LetterHead
    paragraphs: tuple[Paragraph, ...]
    day: date
    code: str = ""
    attachments: tuple[Attachment, ...] = ()

    def texts(self) -> Iterator[str]:
        """Everything that will be printed and is not fixed, for the check of glyphs."""
        yield from (self.head.sender, self.head.number, self.head.title)
        yield from (self.head.addressee, self.head.copies)
        yield from (one.text for one in self.paragraphs)
        for one in self.attachments:
            yield one.title
            yield from one.texts()

    def draw(self, paper: Paper) -> None:
        """Draw all its pages, numbered from 1; what is attached begins on a sheet of its own."""
        styles, begun = LetterStyles.of(paper), paper.pages
        titles = [one.title for one in self.attachments]
        draw_letter(paper, styles, self.head, self.paragraphs, self.day, titles, self.code)
        for mark, one in zip(marks(len(titles)), self.attachments, strict=True):
            paper.new_sheet()
            one.draw(paper, styles, mark, paper.pages - begun + 1)
