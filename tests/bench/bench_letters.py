"""How fast letters are printed, how that grows, and beside LibreOffice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfReader

from app.documents.batch import print_file
from tests.unit.documents.examples import noticed, piece

MANY, FEW, OFFICE = 5_000, 500, 200
PEAK_MIB = 500
Figure = dict[str, Any]


def once(way: str, count: int, out: Path) -> Figure:
    """One measurement in a process of its own; ``out`` is removed again."""
    command = [sys.executable, "-m", "tests.bench.letters_once", way, str(count), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    shutil.rmtree(out)
    return dict(json.loads(done.stdout))


def bench_letters(folder: Path) -> list[Figure]:
    """5,000 notices with slips: pages per second, peak of memory, and growth from 500."""
    many = once("ours", MANY, folder / "many")
    bare = once("bare", MANY, folder / "bare")
    few = once("ours", FEW, folder / "few")
    told = {"pages": many["pages"]}
    return [
        _figure(f"print {MANY} notices, {many['pages']} pages", many, bare, 1 / 0.6) | told,
        _figure(f"print {MANY} against {FEW} notices", many, few, 11),
        {
            "name": f"peak of {MANY} notices (MiB)",
            "ours_s": many["peak_mib"],
            "baseline_s": PEAK_MIB,
            "ratio": many["peak_mib"] / PEAK_MIB,
            "bound": 1.0,
        },
    ]


def bench_office(folder: Path) -> list[Figure]:
    """The same 200 letters from .docx by LibreOffice without a screen; nothing where it is none."""
    soffice = shutil.which("soffice")
    if soffice is None:
        print("LibreOffice is not installed: its row is not measured", file=sys.stderr)
        return []
    print_file(folder / "one.pdf", "x", [piece(noticed())])
    pages = [page.extract_text().split("\n") for page in PdfReader(folder / "one.pdf").pages]
    for number in range(OFFICE):
        _docx(folder / f"{number}.docx", pages)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    names = [str(folder / f"{number}.docx") for number in range(OFFICE)]
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    begun = time.perf_counter()
    subprocess.run([*command, *names], check=True, capture_output=True)
    theirs = {"seconds": time.perf_counter() - begun}
    ours = once("ours", OFFICE, folder / "ours")
    return [_figure(f"print {OFFICE} notices beside LibreOffice", ours, theirs, 1.0)]


def _figure(name: str, ours: Figure, baseline: Figure, bound: float) -> Figure:
    ratio = ours["seconds"] / baseline["seconds"]
    told = {"name": name, "ours_s": ours["seconds"], "baseline_s": baseline["seconds"]}
    return told | {"ratio": ratio, "bound": bound}


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(path: Path, pages: list[list[str]]) -> None:
    """The least that a word processor opens: a paragraph for each line, a break for each page."""
    body = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'.join(
        "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in page)
        for page in pages
    )
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("_rels/.rels", _RELATIONS)
        document = f'<w:document xmlns:w="{_WORDS}"><w:body>{body}</w:body></w:document>'
        parts.writestr("word/document.xml", document)
