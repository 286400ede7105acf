"""Envelope labels: three by eight on a sheet of A4 (70 × 37 mm, the common sheet of 24)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.units import mm

from app.documents.batch import Piece, check
from app.documents.letters.layout import grouped
from app.documents.typeset import fonts
from app.documents.typeset.lines import Style, break_lines, clean
from app.documents.typeset.page import Paper, paper_written

COLUMNS, ROWS = 3, 8
_WIDTH, _HEIGHT = 70 * mm, 37 * mm
_EDGE = 4 * mm
"""Printers draw nothing nearer to the edge of the paper, and labels lie up to it."""
_NAME_LINES, _ADDRESS_LINES = 2, 2


def write_labels(path: Path, pieces: Sequence[Piece]) -> int:
    """A label for each of ``pieces`` in their order; returns the number of pages.

    A name or address that is longer than its place ends in an ellipsis: the letter inside has it
    whole. Raises ``D-EMPTY``, ``D-GLYPH``, ``D-FONT``, ``ENV-*``; ``path`` is then as it was.
    """
    check(pieces)
    each = COLUMNS * ROWS
    with paper_written(path, fonts.find(), "信封标签") as paper:
        for place, piece in enumerate(pieces):
            row, column = divmod(place % each, COLUMNS)
            _draw(paper, piece, column * _WIDTH + _EDGE, row * _HEIGHT)
            if place % each == each - 1 or place == len(pieces) - 1:
                paper.end_page()
    return paper.pages


def _draw(paper: Paper, piece: Piece, x: float, y: float) -> None:
    room = _WIDTH - 2 * _EDGE
    name = paper.style(fonts.Role.HEADING, 11, 14)
    small = paper.style(fonts.Role.BODY, 9, 12)
    below = _lines(paper, name, f"{piece.name}（收）", x, y + _EDGE + 10, room, _NAME_LINES)
    address = piece.address or piece.township
    if piece.township and piece.township not in address:
        address = f"{piece.township} {address}"
    _lines(paper, small, address, x, below, room, _ADDRESS_LINES)
    foot = "　".join(filter(None, (piece.number, grouped(piece.slip_code))))
    _lines(paper, paper.style(fonts.Role.BODY, 7.5, 10), foot, x, y + _HEIGHT - _EDGE - 2, room, 1)


def _lines(
    paper: Paper, style: Style, text: str, x: float, y: float, room: float, most: int
) -> float:
    """At most ``most`` lines, the last with an ellipsis if there were more; the y below."""
    lines = [line.text for line in break_lines(clean(text), style, room)]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    for line in lines:
        paper.text(x, y, style, line)
        y += style.leading
    return y
