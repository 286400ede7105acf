"""Every letter in every variant: what it says, word by word, and where that stands on the paper."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageChops
from reportlab.lib.units import mm

from app import clock
from app.documents.batch import Piece, print_file
from app.documents.letters.layout import BODY_SIZE, CELL, LEFT, LINES, MEASURE, PITCH, RIGHT, TOP
from app.documents.letters.wording import declared
from app.documents.typeset.page import HEIGHT, WIDTH
from tests.offices import County
from tests.unit.documents.issuing.conftest import TODAY
from tests.unit.documents.issuing.occasions import LETTERS
from tests.unit.documents.other_programs import check_opened_without_a_word, needs_poppler
from tests.unit.outcomes.banking import copied

GOLDEN = Path(__file__).parents[3] / "files" / "papers"


@dataclass(frozen=True)
class Printed:
    """One letter of the county, printed."""

    name: str
    piece: Piece
    path: Path
    pages: pypdfium2.PdfDocument


@pytest.fixture(scope="session")
def print_once(
    county_once: County, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Printed]:
    """Prints each letter when it is first asked for, in a county of its own."""

    @cache
    def make(name: str) -> Printed:
        folder = tmp_path_factory.mktemp("letter")
        with clock.at(TODAY):
            (piece,) = LETTERS[name](copied(county_once, folder / "county"))
        path = folder / "letter.pdf"
        print_file(path, "文书", [piece])
        return Printed(name, piece, path, pypdfium2.PdfDocument(path))

    return make


@pytest.fixture(params=LETTERS)
def letter(request: pytest.FixtureRequest, print_once: Callable[[str], Printed]) -> Printed:
    return print_once(request.param)


def text(document: pypdfium2.PdfDocument) -> str:
    """The whole text, a line for a line, pages parted by an empty one."""
    pages = (page.get_textpage().get_text_bounded().split("\n") for page in document)
    return "\n\n".join("\n".join(line.rstrip() for line in page) for page in pages) + "\n"


def letter_pages(document: pypdfium2.PdfDocument) -> list[pypdfium2.PdfPage]:
    """The pages of the letter itself, before what is attached."""
    told = [page.get_textpage().get_text_bounded() for page in document]
    first = next((at for at, one in enumerate(told) if one.lstrip().startswith("附件")), len(told))
    return [document[at] for at in range(first)]


def characters(page: pypdfium2.PdfPage) -> list[tuple[str, float, float, float]]:
    """(character, size, left edge, baseline from the top) of what is printed, in points."""
    shown = page.get_textpage()
    found = []
    for at in range(shown.count_chars()):
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(shown, at, ctypes.byref(x), ctypes.byref(y))
        sign, size = (
            chr(pdfium.FPDFText_GetUnicode(shown, at)),
            pdfium.FPDFText_GetFontSize(shown, at),
        )
        if not sign.isspace():
            found.append((sign, size, x.value, HEIGHT - y.value))
    return found


def test_a_letter_says_word_by_word_what_it_said(letter: Printed, tmp_path: Path) -> None:
    """A word lost from a letter that goes out a thousand times would be missed by everybody.

    After a change that is meant, copy the file that the failure names over the one in
    tests/files/papers, and read the difference.
    """
    got, kept = tmp_path / f"{letter.name}.txt", GOLDEN / f"{letter.name}.txt"
    got.write_text(text(letter.pages), "utf-8")
    same = kept.is_file() and "".join(kept.read_text("utf-8").split()) == "".join(
        got.read_text("utf-8").split()
    )
    assert same, f"cp {got} {kept}"


def test_a_letter_stands_on_the_grid_of_the_standard(letter: Printed) -> None:
    """GB/T 9704-2012: a registry sends back what is not 22 lines in 156 × 225 mm."""
    pages = letter_pages(letter.pages)
    for number, page in enumerate(pages):
        found = characters(page)
        title = max((y for _, size, _, y in found if size == 22), default=0.0)
        body = [one for one in found if one[1] == BODY_SIZE and one[3] > title]
        rows = [(y - BODY_SIZE - TOP) / PITCH for _, _, _, y in body]
        assert body
        assert all(abs(row - round(row)) < 0.02 and 0 <= round(row) < LINES for row in rows)
        assert min(x for _, _, x, _ in body) >= LEFT - 0.5
        assert max(x for _, _, x, _ in body) <= LEFT + MEASURE - CELL / 3
        assert bool(title) == (number == 0)


def red_lines(page: pypdfium2.PdfPage) -> list[float]:
    """Distances from the top, in mm, of the rows of ink that are red over 168 mm and more."""
    scale = 4
    image = page.render(scale=scale).to_pil().convert("RGB")
    _, green, blue = image.split()
    red = ImageChops.lighter(green, blue).point(lambda value: 255 * (value < 128))
    black = image.split()[0].point(lambda value: 255 * (value < 128))
    rows = ImageChops.subtract(red, black).resize((1, image.height), Image.Resampling.BOX)
    wide = 255 * 168 * mm / WIDTH
    return [y / scale / mm for y in range(image.height) if rows.getpixel((0, y)) >= wide]


def test_red_rules_and_page_numbers_are_where_they_belong(letter: Printed) -> None:
    """The letter format: rules 170 mm wide, the lower one 20 mm from the edge; numbers outside."""
    document = letter.pages
    rules = red_lines(document[0])
    assert rules[0] > 30
    assert abs(rules[-1] - (297 - 20)) < 0.6
    head = [y - size * 0.86 for _, size, _, y in characters(document[0]) if size > 22]
    assert all(abs(top - 30 * mm) < 1 for top in head)
    assert abs(rules[0] - (30 * mm + 32 + 4 * mm) / mm) < 1
    assert len(red_lines(document[1])) == 0
    for number, page in enumerate(document, 1):
        foot = [(x, sign) for sign, size, x, y in characters(page) if size == 14 and y > 262 * mm]
        told = "".join(sign for _, sign in sorted(foot))
        assert told == (f"—{number}—" if number > 1 else "")
        if number > 1 and number % 2:
            assert abs(max(x for x, _ in foot) - (WIDTH - RIGHT - 28)) < 2
        elif number > 1:
            assert abs(min(x for x, _ in foot) - (LEFT + 14)) < 1


def test_a_letter_is_two_pages_and_carries_the_code_of_its_slip(letter: Printed) -> None:
    """A third page costs a sheet a thousand times; without the code no slip finds its letter."""
    piece = letter.piece
    assert len(letter_pages(letter.pages)) <= 2
    told = "".join(text(letter.pages).split())
    assert piece.number in told
    if piece.slip_code:
        assert told.count(piece.slip_code) == 2


@needs_poppler
def test_other_programs_open_it_and_find_every_font(letter: Printed) -> None:
    """A letter that the reader of an enterprise complains of is not believed."""
    check_opened_without_a_word(letter.path, len(letter.pages))


def test_every_variant_of_a_letter_has_its_golden_text() -> None:
    """A variant that nobody ever printed would be read first by an enterprise."""
    for name in {one.partition("-")[0] for one in LETTERS}:
        kept = [one for one in LETTERS if one.partition("-")[0] == name]
        assert len(kept) >= max(1, len(declared(name).variants))
