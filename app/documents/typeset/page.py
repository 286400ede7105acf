"""Paper: one PDF being written, in points from the top left, with deterministic bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import segno
from PIL import Image
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.typeset.archival import make_archival
from app.documents.typeset.fonts import Fonts, Role
from app.documents.typeset.lines import Broken, Style
from app.documents.typeset.stamp import stamp_now
from app.files import written_aside

WIDTH, HEIGHT = 210 * mm, 297 * mm
RED = (0.85, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)
# A line short of the measure by more than this is left ragged: stretching it would look torn.
_MOST_STRETCH = 3.2
_KEPT_LINES = 20_000
PUBLISHER = "信采 CreditDesk"


class Paper:
    """Draws on A4 pages; y is measured downwards from the top edge, as the standards do."""

    def __init__(self, canvas: Any, fonts: Fonts, *, duplex: bool = False) -> None:
        self.fonts = fonts
        self.pages = 0
        self._duplex = duplex
        self._canvas = canvas
        self._spacing = 0.0
        self._stamp = stamp_now()
        self._styles: dict[tuple[Role, float, float, float], Style] = {}
        self._formatted: dict[tuple[Style, str], str] = {}

    def style(self, role: Role, size: float, leading: float, spacing: float = 0.0) -> Style:
        """The style in this paper's fonts, one object per kind; sizes in points."""
        key = (role, size, leading, spacing)
        if key not in self._styles:
            self._styles[key] = Style(self.fonts.chains[role], size, leading, spacing)
        return self._styles[key]

    def text(
        self, x: float, baseline: float, style: Style, text: str, spacing: float | None = None
    ) -> None:
        """One line of text starting at ``x`` on ``baseline``; ``spacing`` overrides the style's."""
        wanted = style.spacing if spacing is None else spacing
        space = ""
        if wanted != self._spacing:
            self._spacing = wanted
            space = f"{wanted:.3f} Tc "
        code = self._formatted.get((style, text)) or self._format(style, text)
        self._put(f"BT 1 0 0 1 {x:.2f} {HEIGHT - baseline:.2f} Tm {space}{code} ET")

    def _format(self, style: Style, text: str) -> str:
        """The PDF operators that show ``text``; kept, because letters of a batch repeat most lines.

        Subsets of a document only grow, so a kept line stays right to the document's end.
        """
        drawn = self._canvas.beginText()
        begun = len(drawn._code)
        for name, part in style.chain.runs(text):
            drawn.setFont(name, style.size)
            drawn.textOut(part)
        if len(self._formatted) >= _KEPT_LINES:
            self._formatted.clear()
        self._formatted[style, text] = code = " ".join(drawn._code[begun:])
        return code

    def justified(self, x: float, baseline: float, style: Style, line: Broken, room: float) -> None:
        """A broken line, spread to ``room`` points unless it ends its paragraph."""
        slack = room - (line.width - style.spacing)
        gaps = len(line.text) - 1
        if line.last or gaps < 1 or not 0 < slack <= _MOST_STRETCH * style.size:
            self.text(x, baseline, style, line.text)
        else:
            self.text(x, baseline, style, line.text, style.spacing + slack / gaps)

    def centred(self, middle: float, baseline: float, style: Style, text: str) -> None:
        """One line of text centred on ``middle``."""
        self.text(middle - (style.width(text) - style.spacing) / 2, baseline, style, text)

    def right(self, edge: float, baseline: float, style: Style, text: str) -> None:
        """One line of text ending at ``edge``."""
        self.text(edge - style.width(text) + style.spacing, baseline, style, text)

    def colour(self, rgb: tuple[float, float, float]) -> None:
        """The colour of text, fills and strokes from here to the page's end."""
        self._canvas.setFillColorRGB(*rgb)
        self._canvas.setStrokeColorRGB(*rgb)

    def line(self, x1: float, y1: float, x2: float, y2: float, thickness: float = 0.6) -> None:
        """A straight line."""
        low, high = HEIGHT - y1, HEIGHT - y2
        self._put(f"{thickness:.2f} w {x1:.2f} {low:.2f} m {x2:.2f} {high:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, thickness: float = 0.6) -> None:
        """An empty rectangle with its top left corner at (x, y)."""
        low = HEIGHT - y - height
        self._put(f"{thickness:.2f} w {x:.2f} {low:.2f} {width:.2f} {height:.2f} re S")

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A grey rectangle without outline; black ink afterwards."""
        low = HEIGHT - y - height
        self._put(f"{grey:.2f} g {x:.2f} {low:.2f} {width:.2f} {height:.2f} re f 0 g")

    def _put(self, operators: str) -> None:
        """Operators as they stand in the page.

        The canvas's own calls ask for every number whether it is one: half the time of a slip.
        """
        self._canvas._code.append(operators)

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """A QR code of ``content``, quiet zone included, in a square of ``side`` points."""
        modules, squares = _squares(content)
        module = side / (modules + 8)
        flip = f"{module:.5f} 0 0 {-module:.5f} {x:.3f} {HEIGHT - y:.3f} cm"
        self._put(f"q {flip} {squares} f Q")

    def picture(self, x: float, y: float, width: float, height: float, png: bytes) -> None:
        """A picture in this rectangle, in grey: what a copier makes of it is what is printed."""
        with Image.open(BytesIO(png)) as opened:
            grey = ImageReader(opened.convert("L"))
        self._canvas.drawImage(grey, x, HEIGHT - y - height, width, height)

    def end_page(self) -> None:
        """Finish the page; colours and spacing begin anew on the next one."""
        if self._stamp:
            self._put_stamp()
        self._canvas.showPage()
        self._spacing = 0.0
        self.pages += 1

    def new_sheet(self) -> None:
        """Go on at the front of a sheet: an empty page follows when printed on both sides."""
        if self._duplex and self.pages % 2:
            self.end_page()

    def bookmark(self, title: str) -> None:
        """An outline entry that leads to this page, so that one letter is found in a batch."""
        key = f"p{self.pages}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key, 0)

    def _put_stamp(self) -> None:
        """The stamp below everything else of the page: ink on top of it stays readable."""
        style = self.style(Role.HEADING, 88, 110)
        code = self._format(style, self._stamp)
        half = style.width(self._stamp) / 2
        at = f"0.707 0.707 -0.707 0.707 {WIDTH / 2:.2f} {HEIGHT / 2:.2f} cm"
        self._canvas._code.insert(0, f"q 0.88 g {at} BT 1 0 0 1 {-half:.2f} -30 Tm {code} ET Q")


class Drawable(Protocol):
    """What can be put on paper."""

    def texts(self) -> Iterable[str]:
        """Everything that will be printed and is not fixed, for the check of glyphs."""

    def draw(self, paper: Paper) -> None:
        """Draw and end all its pages."""


class CountedPaper(Paper):
    """A paper that only counts its pages: the same layout at a fraction of the time."""

    def __init__(self, fonts: Fonts, *, duplex: bool = False) -> None:
        super().__init__(None, fonts, duplex=duplex)

    def text(
        self, x: float, baseline: float, style: Style, text: str, spacing: float | None = None
    ) -> None:
        """Nothing is drawn."""

    def colour(self, rgb: tuple[float, float, float]) -> None:
        """Nothing is drawn."""

    def line(self, x1: float, y1: float, x2: float, y2: float, thickness: float = 0.6) -> None:
        """Nothing is drawn."""

    def box(self, x: float, y: float, width: float, height: float, thickness: float = 0.6) -> None:
        """Nothing is drawn."""

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """Nothing is drawn."""

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """Nothing is drawn."""

    def picture(self, x: float, y: float, width: float, height: float, png: bytes) -> None:
        """Nothing is drawn."""

    def end_page(self) -> None:
        """One page more."""
        self.pages += 1

    def bookmark(self, title: str) -> None:
        """Nothing is kept."""


@lru_cache(maxsize=64)
def _squares(content: str) -> tuple[int, str]:
    """How many modules a QR code has on a side, and the operators that draw the dark ones.

    Whole modules, as they stand in the page: asking the canvas to format 150 rectangles would cost
    as much as a letter's text. A letter and its slip show the same code, so the last ones are kept.
    """
    # A fixed mask is as readable, and saves trying all eight for every letter.
    matrix = segno.make_qr(content, error="m", mask=3, boost_error=False).matrix
    squares = " ".join(
        f"{first + 4} {number + 4} {length} 1 re"
        for number, row in enumerate(matrix)
        for first, length in _dark_runs(row)
    )
    return len(matrix), squares


def _dark_runs(row: bytearray) -> Iterator[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    start = None
    for index, dark in enumerate((*row, 0)):
        if dark & 1 and start is None:
            start = index
        elif not dark & 1 and start is not None:
            yield start, index - start
            start = None


@contextmanager
def _binary_streams() -> Iterator[None]:
    """Streams as bytes instead of ASCII: a fifth smaller, and a sixth of the time."""
    before, rl_config.useA85 = rl_config.useA85, 0
    try:
        yield
    finally:
        rl_config.useA85 = before


@contextmanager
def paper_written(path: Path, fonts: Fonts, title: str, *, duplex: bool = False) -> Iterator[Paper]:
    """A :class:`Paper` that stands at ``path`` when the block ends well, and leaves nothing if not.

    ``duplex``: what begins a new sheet begins on an odd page. The same calls give the same bytes on
    any day. Raises ``ENV-*`` when the disk fails.
    """
    with written_aside(path) as stream, _binary_streams():
        canvas = Canvas(
            stream,
            pagesize=(WIDTH, HEIGHT),
            pageCompression=1,
            invariant=1,
            lang="zh-CN",
            pdfVersion=(1, 7),
            initialFontName=fonts.chains[Role.BODY].faces[0].name,
        )
        make_archival(canvas, title, PUBLISHER)
        yield (paper := Paper(canvas, fonts, duplex=duplex))
        if paper.pages:
            canvas.save()
