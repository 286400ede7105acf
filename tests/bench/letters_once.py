"""One measurement of letters in a process of its own, so that its peak of memory is its own.

``python -m tests.bench.letters_once ours|bare COUNT OUT`` prints seconds, pages and MiB as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.batch import Layout, print_batch, print_file
from app.documents.typeset import fonts
from tests.unit.documents.examples import noticed, piece


def ours(count: int, out: Path) -> tuple[float, int]:
    """As an office prints them: checked, composed, put into volumes, synced and journalled."""
    fonts.find()
    begun = time.perf_counter()
    pieces = [piece(noticed(n, f"渑池县第{n}号机械有限公司")) for n in range(1, count + 1)]
    done = print_batch(out, "采集告知书", pieces, Layout())
    return time.perf_counter() - begun, done.pages


def bare(count: int, out: Path) -> tuple[float, int]:
    """The same lines of text by bare canvas calls, nothing checked, measured or broken."""
    out.mkdir()
    one = out / "one.pdf"
    print_file(one, "x", [piece(noticed())])
    texts = [page.extract_text().split("\n") for page in PdfReader(one).pages]
    name = fonts.find().chains[fonts.Role.BODY].faces[0].name
    begun = time.perf_counter()
    canvas = Canvas(str(out / "bare.pdf"), pageCompression=1)
    for _ in range(count):
        for lines in texts:
            canvas.setFont(name, 16)
            for row, text in enumerate(lines):
                canvas.drawString(80, 760 - 29 * row, text)
            canvas.showPage()
    canvas.save()
    return time.perf_counter() - begun, count * len(texts)


def peak_mib() -> float:
    """The most memory that this program held; getrusage would count its parent's before exec."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


WAYS: dict[str, Callable[[int, Path], tuple[float, int]]] = {"ours": ours, "bare": bare}

if __name__ == "__main__":
    seconds, pages = WAYS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
    json.dump({"seconds": seconds, "pages": pages, "peak_mib": peak_mib()}, sys.stdout)
