"""A chart attached to a letter: stacked bars in black, grey and white, which every copier keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.lib.units import mm

from app.documents.letters.attachment import AttachedPages
from app.documents.letters.layout import BOTTOM, LEFT, MEASURE, LetterStyles
from app.documents.typeset.fonts import Role
from app.documents.typeset.lines import Style, clean
from app.documents.typeset.page import HEIGHT, Paper

SHADES = (0.0, 0.62)
"""Of the first parts; the last one is white within its outline."""
_GUTTER, _TOTAL = 34 * mm, 14 * mm
_ROW, _BAR = 20.0, 12.0


@dataclass(frozen=True)
class Bar:
    """One bar: its name and the counts of its parts, which make up the whole length."""

    name: str
    parts: tuple[int, ...]


@dataclass(frozen=True)
class BarAttachment:
    """Bars of one length, each divided as its parts are; ``legend`` names the parts in order.

    The first part's count and the whole stand at the end of each bar, so that nothing rests on
    telling greys apart.
    """

    title: str
    legend: tuple[str, ...]
    bars: tuple[Bar, ...]

    def texts(self) -> Iterable[str]:
        """Everything on it that is not fixed."""
        return (*self.legend, *(one.name for one in self.bars))

    def draw(self, paper: Paper, styles: LetterStyles, mark: str, first: int) -> None:
        """Draw it as ``mark`` from page ``first`` on."""
        pages = AttachedPages(paper, styles, mark, self.title, first)
        style = paper.style(Role.BODY, 10.5, 15)
        y = pages.top + _BAR
        self._legend(paper, style, y)
        y += _ROW
        for bar in self.bars:
            if y + _ROW > HEIGHT - BOTTOM:
                y = pages.turn()
            _draw(paper, style, bar, y)
            y += _ROW
        pages.finish()

    def _legend(self, paper: Paper, style: Style, y: float) -> None:
        x = LEFT + _GUTTER
        for place, name in enumerate(self.legend):
            _block(paper, x, y - 10, 20, place)
            paper.text(x + 25, y, style, name)
            x += 25 + style.width(name) + 20


def _draw(paper: Paper, style: Style, bar: Bar, y: float) -> None:
    """One row: the name right before the bar, the parts, and "3/5" behind it."""
    whole, left = sum(bar.parts), LEFT + _GUTTER
    base, length = y + _BAR - 2, MEASURE - _GUTTER - _TOTAL
    paper.right(left - 5, base, style, _shortened(clean(bar.name), style))
    for place, count in enumerate(bar.parts):
        if count:
            width = length * count / whole
            _block(paper, left, y, width, place)
            left += width
    paper.right(LEFT + MEASURE, base, style, f"{bar.parts[0]}/{whole}")


def _block(paper: Paper, x: float, y: float, width: float, place: int) -> None:
    if place < len(SHADES):
        paper.shade(x, y, width, _BAR, SHADES[place])
    paper.box(x, y, width, _BAR)


def _shortened(name: str, style: Style) -> str:
    """What fits before the bar; the table has the name whole."""
    while style.width(name) > _GUTTER - 5:
        name = f"{name.removesuffix('…')[:-1]}…"
    return name
