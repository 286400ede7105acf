"""The QR code on paper must be the one that a scanner reads back as the slip's digits."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import segno

from app.documents.typeset import fonts
from app.documents.typeset.page import paper_written


def test_every_module_stands_where_the_code_says(tmp_path: Path) -> None:
    """A mirrored or shifted code would make the clerk type thousands of slips by hand."""
    content = "202603180017"
    matrix = segno.make_qr(content, error="m", mask=3, boost_error=False).matrix
    side = float(len(matrix) + 8) * 4
    with paper_written(tmp_path / "q.pdf", fonts.find(), "q") as paper:
        paper.qr(100, 50, side, content)
        paper.end_page()
    with pypdfium2.PdfDocument(tmp_path / "q.pdf") as document:
        image = document[0].render(scale=2).to_pil().convert("L")
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            place = (2 * (100 + 4 * (column + 4.5)), 2 * (50 + 4 * (row + 4.5)))
            assert (image.getpixel((round(place[0]), round(place[1]))) < 128) == bool(dark & 1)
