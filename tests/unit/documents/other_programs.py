"""A paper as other PDF programs see it: poppler and pdfium, whose remarks are faults of ours."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

POPPLER = ("pdfinfo", "pdftotext", "pdffonts")
needs_poppler = pytest.mark.skipif(
    not all(map(shutil.which, POPPLER)), reason="poppler-utils absent"
)


def check_opened_without_a_word(path: Path, pages: int) -> None:
    """Every program opens it, remarks nothing, and finds every font embedded as a subset."""
    told = {}
    for tool in POPPLER:
        to_stdout = ["-"] if tool == "pdftotext" else []
        done = subprocess.run(
            [tool, str(path), *to_stdout], capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stderr == "", tool
        told[tool] = done.stdout
    assert f"Pages:           {pages}" in told["pdfinfo"]
    assert told["pdftotext"].strip()
    found = told["pdffonts"].splitlines()[2:]
    assert found
    for line in found:
        assert line.split()[-5:-3] == ["yes", "yes"], f"embedded, a subset: {line}"
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == pages
        assert all(page.render(scale=0.2).to_pil().getbbox() for page in document)
