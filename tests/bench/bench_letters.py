"""How fast letters are printed, against bare canvas calls that draw the same text."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.letters.notices import write_notices
from app.documents.typeset import fonts
from tests.unit.documents.examples import letter, sender

LETTERS = 300


def bench_letters() -> dict[str, object]:
    """300 notices with slips: at least 0.6 of the canvas's pages per second."""
    found = fonts.find()
    name = found.chains[fonts.Role.BODY].faces[0].name
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.pdf"
        write_notices(one, sender(), [letter()])
        texts = [page.extract_text().split("\n") for page in PdfReader(one).pages]
        batch = [
            letter(number, f"渑池县第{number}号机械有限公司") for number in range(1, LETTERS + 1)
        ]
        begun = time.perf_counter()
        pages = write_notices(Path(folder) / "ours.pdf", sender(), batch)
        ours = time.perf_counter() - begun
        begun = time.perf_counter()
        canvas = Canvas(str(Path(folder) / "bare.pdf"), pageCompression=1)
        for number in range(pages):
            canvas.setFont(name, 16)
            for row, text in enumerate(texts[number % len(texts)]):
                canvas.drawString(80, 760 - 29 * row, text)
            canvas.showPage()
        canvas.save()
        baseline = time.perf_counter() - begun
    return {
        "name": "print 300 notices",
        "ours_s": round(ours, 3),
        "baseline_s": round(baseline, 3),
        "ratio": round(ours / baseline, 3),
        "bound": 1 / 0.6,
    }
