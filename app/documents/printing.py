"""A batch of papers on its way to the printer: counted, looked at, then written in one act."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.collector import made_apart
from app.documents.batch import (
    Layout,
    Piece,
    Printed,
    count_pages,
    print_batch,
    print_bytes,
)
from app.documents.labels import write_labels
from app.progress import SILENT, Progress

LABELS = "信封标签.pdf"
SHOWN = 10
"""So many papers a preview shows: the rest differ in name and number only."""


@dataclass(frozen=True)
class Counted:
    """What a batch would be: papers, pages (None: not known before), how many have a number."""

    papers: int
    pages: int | None = None
    numbered: int = 0


class PrintJob(ABC):
    """``title`` names the papers and their files; ``nothing`` and ``after`` are told to whoever

    prints when there is nothing to do, and when all is done. ``lettered``: papers get numbers.
    """

    title: str = ""
    nothing: str = "没有需要打印的文书。"
    after: str = ""
    lettered: bool = False

    @abstractmethod
    def pieces(self, *, draft: bool) -> list[Piece]:
        """The papers, sorted for delivery; a ``draft`` takes no numbers and writes nothing."""

    def numbered(self, pieces: Sequence[Piece]) -> int:
        """How many of the drafted ``pieces`` have their number already."""
        del pieces
        return 0

    def count(self, layout: Layout, progress: Progress = SILENT) -> Counted:
        """Count papers and pages before any number is given out. Raises ``D-*``."""
        pieces = self._made(draft=True)
        return Counted(len(pieces), count_pages(pieces, layout, progress), self.numbered(pieces))

    def preview(self, layout: Layout) -> bytes:
        """The first papers as a PDF, without giving out numbers.

        Raises ``D-EMPTY``, ``D-GLYPH``, ``D-*``, ``ENV-*``.
        """
        return print_bytes(self.title, self._made(draft=True)[:SHOWN], layout)

    def issue(
        self,
        folder: Path,
        layout: Layout,
        *,
        labels: bool = False,
        progress: Progress = SILENT,
    ) -> Printed:
        """Number the papers and print them into ``folder``, with labels if wanted.

        Whoever has one gets the same again; called again after a cancel or a full disk, it goes on
        where it stopped. Raises ``R-ROLE``, ``D-*``, ``ENV-*``, ``Cancelled``.
        """
        pieces = self._made(draft=False)
        done = print_batch(folder, self.title, pieces, layout, progress)
        if labels:
            write_labels(folder / LABELS, pieces)
        return done

    def _made(self, *, draft: bool) -> list[Piece]:
        """Thousands of letters are a million small objects."""
        return made_apart(lambda: self.pieces(draft=draft))
