"""Every paper of the county, printed from the training county, and all of them on one sheet.

``python -m app.training.papers build/demo build/papers`` takes the county that the demo left, lets
it go on in a copy, prints one paper of each kind, and puts their first pages on a contact sheet.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app import clock
from app.catalogue.load import load
from app.documents.batch import print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import KINDS, PaperKind, pieces_of
from app.documents.page_images import page_count, page_images
from app.documents.typeset import fonts
from app.errors import RefusedError
from app.rating.grading import INCUBATED, RECOMMENDED
from app.training.campaign import noon
from app.training.offices import LEADER, Offices
from app.training.sequel import BANK, MARKET, POWER, Sequel, follow

SHEET = "contact-sheet.png"
_DAY = date(2026, 7, 20)
_DPI, _COLUMNS, _MOST = 45, 8, 3
_GAP, _CAPTION = 12, 26


def print_all(county: Path, out: Path) -> Path:
    """Print a paper of every kind into ``out``; returns the contact sheet.

    Raises ``U-OUT`` when ``out`` is not empty, and whatever a paper raises: a kind for which the
    training county has no occasion is a fault.
    """
    if out.exists() and any(out.iterdir()):
        raise RefusedError("U-OUT", f"文件夹不是空的：{out}", "请换一个空文件夹。")
    shutil.copytree(county, out / "county")
    offices = Offices.of_demo(out / "county", load())
    occasions = _occasions(follow(out / "county" / "packages" / "later", offices), offices)
    files = [_print(offices, kind, *occasions[kind.id], out) for kind in KINDS]
    path = out / SHEET
    _contact_sheet(files).save(path)
    return path


def _occasions(told: Sequel, offices: Offices) -> dict[str, tuple[str, Selection]]:
    """For each kind the office that prints it and what it is about."""
    centre, nothing = offices.coordinator, Selection()
    run = Selection(told.run_id, frozenset({told.enterprise}))
    recommended = Selection(told.lists[RECOMMENDED])
    return {
        "attendance": (centre, nothing),
        "enrolment": (MARKET, nothing),
        "notice": (BANK, Selection(codes=frozenset({told.enterprise}))),
        "consent": (BANK, Selection(codes=frozenset({told.enterprise}))),
        "cover_sheet": (POWER, Selection(told.package)),
        "receipt": (centre, Selection(told.package)),
        "reminder": (centre, Selection(told.campaign)),
        "progress_report": (centre, Selection(told.campaign)),
        "grade_notice": (centre, run),
        "score_sheet": (centre, run),
        "list": (centre, recommended),
        "recommendation": (centre, recommended),
        "advice": (centre, Selection(told.lists[INCUBATED], frozenset({told.incubated}))),
        "credit_report": (centre, Selection("贷前审查", frozenset({told.enterprise}))),
        "objection_acceptance": (centre, Selection(told.objection)),
        "objection_answer": (POWER, Selection(told.objection)),
        "repair_confirmation": (MARKET, Selection(told.repair)),
        "listing_notice": (centre, Selection(told.listing)),
        "audit_head": (POWER, nothing),
        "relending": (centre, Selection("2026-07-01/2026-07-31")),
    }


def _print(
    offices: Offices, kind: PaperKind, agency: str, chosen: Selection, out: Path
) -> tuple[str, Path]:
    path = out / f"{kind.id}.pdf"
    with clock.at(noon(_DAY)), offices.open(agency, LEADER) as store:
        print_file(path, kind.title, pieces_of(store, kind.id, chosen)[:1])
    return kind.title, path


def _contact_sheet(files: Sequence[tuple[str, Path]]) -> Image.Image:
    """The first pages of each paper under its name, in rows."""
    face = fonts.find().chains[fonts.Role.BODY].faces[0].path
    letters = ImageFont.truetype(str(face), 14)
    pages = list(_pages(files))
    width, height = max(p.width for _, p in pages), max(p.height for _, p in pages) + _CAPTION
    rows = -(-len(pages) // _COLUMNS)
    size = (_COLUMNS * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP)
    sheet = Image.new("RGB", size, "#8a8f98")
    pen = ImageDraw.Draw(sheet)
    for place, (title, page) in enumerate(pages):
        row, column = divmod(place, _COLUMNS)
        x, y = _GAP + column * (width + _GAP), _GAP + row * (height + _GAP)
        pen.text((x + 4, y + 3), title, fill="white", font=letters)
        sheet.paste(page, (x, y + _CAPTION))
    return sheet


def _pages(files: Sequence[tuple[str, Path]]) -> Iterator[tuple[str, Image.Image]]:
    for title, path in files:
        count = page_count(path)
        for one in page_images(path, range(1, min(count, _MOST) + 1), _DPI):
            size = (one.width, one.height)
            image = Image.frombytes("RGB", size, one.pixels, "raw", "BGRX", one.stride)
            yield f"{title} {one.number}/{count}", image


def main(argv: Sequence[str]) -> int:
    """Print all papers; the exit code."""
    parser = argparse.ArgumentParser(prog="app.training.papers", description=__doc__)
    parser.add_argument("county", type=Path, help="the folder that the demo left")
    parser.add_argument("out", type=Path, help="an empty folder")
    arguments = parser.parse_args(argv)
    sys.stdout.write(f"{print_all(arguments.county, arguments.out)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
