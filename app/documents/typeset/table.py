"""Ruled tables on paper: rows of cells that wrap, break over pages and repeat their heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.documents.typeset.lines import Broken, Style, break_lines, clean
from app.documents.typeset.page import Paper

PAD = 4.0
"""Points between a cell's edge and its text."""


@dataclass(frozen=True)
class Cell:
    """A cell over ``span`` columns; ``align`` is left, centre or right; ``label`` shades it."""

    text: str
    span: int = 1
    align: str = "left"
    label: bool = False


def label(text: str, span: int = 1) -> Cell:
    """A shaded, centred cell that names what stands beside it."""
    return Cell(text, span, "centre", label=True)


@dataclass(frozen=True)
class Column:
    """A column of a list: its field in a row, title, and share of the paper's width."""

    field: str
    title: str
    share: float
    align: str = "left"


class Table:
    """Draws rows downwards from ``top``; asks ``new_page`` for the next top when a page is full."""

    def __init__(
        self,
        paper: Paper,
        style: Style,
        left: float,
        top: float,
        widths: Sequence[float],
        bottom: float,
        new_page: Callable[[], float],
    ) -> None:
        self.y = top
        self._paper, self._style, self._left = paper, style, left
        self._widths, self._bottom, self._new_page = tuple(widths), bottom, new_page
        self._heading: tuple[Cell, ...] = ()
        self._group: tuple[Cell, ...] = ()

    def heading(self, *cells: Cell) -> None:
        """A row that is drawn now and again at the top of every further page."""
        self.row(*cells)
        self._heading = cells

    def group(self, *cells: Cell, keep: float = 0.0) -> None:
        """A row about those that follow it, drawn now and again on every further page of theirs.

        ``keep`` points are left on the page for it and the first of them.
        """
        self._group = ()  # what ends here is not said again
        self.keep(keep)
        self.row(*cells)
        self._group = cells

    def row(self, *cells: Cell, height: float = 0.0) -> None:
        """One row at least ``height`` points high, continued on the next page when it must be."""
        columns = self._broken(cells)
        most = max((len(lines) for lines in columns), default=1)
        wanted = max(height, most * self._style.leading + 2 * PAD)
        if self.y + wanted > self._bottom:
            self._turn()
        first = 0
        while True:
            room = int((self._bottom - self.y - 2 * PAD) // self._style.leading)
            count = min(max(room, 1), most - first)
            tall = max(count * self._style.leading + 2 * PAD, height if most <= room else 0.0)
            self._slice(cells, [lines[first : first + count] for lines in columns], tall)
            first += count
            if first >= most:
                return
            self._turn()

    def keep(self, height: float) -> None:
        """Turn the page unless ``height`` points are left for rows that belong together."""
        if self.y + height > self._bottom:
            self._turn()

    def _turn(self) -> None:
        self.y = self._new_page()
        for cells in (self._heading, self._group):
            if cells:
                self.row(*cells)

    def _broken(self, cells: Sequence[Cell]) -> list[tuple[Broken, ...]]:
        found, column = [], 0
        for cell in cells:
            width = sum(self._widths[column : column + cell.span]) - 2 * PAD
            column += cell.span
            parts = cell.text.split("\n")
            found.append(
                tuple(
                    line for part in parts for line in break_lines(clean(part), self._style, width)
                )
            )
        return found

    def _slice(
        self, cells: Sequence[Cell], columns: Sequence[Sequence[Broken]], height: float
    ) -> None:
        style, x, column = self._style, self._left, 0
        for cell, lines in zip(cells, columns, strict=True):
            width = sum(self._widths[column : column + cell.span])
            column += cell.span
            if cell.label:
                self._paper.shade(x, self.y, width, height, 0.95)
            self._paper.box(x, self.y, width, height)
            free = height - len(lines) * style.leading
            baseline = self.y + free / 2 + (style.leading + style.size * 0.72) / 2
            for line in lines:
                shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[cell.align]
                room = width - 2 * PAD - line.width + style.spacing
                self._paper.text(x + PAD + shift * room, baseline, style, line.text)
                baseline += style.leading
            x += width
        self.y += height
