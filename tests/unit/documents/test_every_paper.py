"""Every kind of paper as other programs see it: its text, its fonts, its margins."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.units import mm

from app.documents.batch import Piece, print_file
from app.documents.kinds import KINDS
from app.documents.papers.credit_report import CreditReport
from app.documents.papers.list_papers import ListPaper
from app.documents.papers.score_sheet import ScoreSheet
from app.documents.typeset import fonts
from app.errors import RefusedError
from tests.unit.documents.examples import (
    consent,
    enrolment,
    noticed,
    piece,
    score_context,
    score_sheet,
)
from tests.unit.documents.form_examples import (
    CODE,
    COORDINATOR,
    FORMS,
    LIST,
    advice,
    attendance,
    audit_head,
    cover_sheet,
    credit_file,
    issued,
    listed,
    package_head,
    receipt_paper,
    relending_table,
    report_context,
)
from tests.unit.documents.issuing.occasions import LETTERS
from tests.unit.documents.other_programs import check_opened_without_a_word, needs_poppler

GOLDEN = Path(__file__).parents[2] / "files" / "papers"
NOTICES = {
    "notice-agency": lambda: piece(noticed()),
    "notice-bank": lambda: piece(noticed(), bank=True),
}
TOLD = {**FORMS, **NOTICES}
"""What is compared word by word here; letters that need a county are in ``issuing``."""
PAPERS = {**FORMS, "notice": NOTICES["notice-agency"]}
LONG_NAME = "渑池县" + "仰韶农副食品加工" * 24 + "有限公司"
SCOPE = "".join(f"{number:04d}号机械" for number in range(600))
RARE = next(
    chr(code)
    for code in range(0x20000, 0x323B0)
    if fonts.find().chains[fonts.Role.BODY].missing(chr(code))
)
"""A character of the extensions B to H (names and places use them) that no font here has."""


def with_name(kind: str, name: str) -> Piece:
    """The example of ``kind`` about somebody who is called so."""
    made: dict[str, Callable[[], Piece]] = {
        "consent": lambda: Piece(name, CODE, consent(name=name)),
        "enrolment": lambda: Piece(name, CODE, dataclasses.replace(enrolment(), unit=name)),
        "score_sheet": lambda: Piece(
            name, CODE, ScoreSheet(score_context(), {**score_sheet(), "name": name})
        ),
        "credit_report": lambda: Piece(
            name, CODE, CreditReport(report_context(), credit_file(name, SCOPE))
        ),
        "list": lambda: Piece(name, CODE, ListPaper(LIST, issued([listed(name)]))),
        "advice": lambda: Piece(name, CODE, advice(name)),
        "cover_sheet": lambda: Piece(name, CODE, cover_sheet(name)),
        "receipt": lambda: Piece(
            name, CODE, dataclasses.replace(receipt_paper(), head=package_head(name))
        ),
        "relending": lambda: Piece(COORDINATOR, CODE, relending_table(name)),
        "attendance": lambda: Piece(name, CODE, attendance(name)),
        "audit_head": lambda: Piece(name, CODE, audit_head(name)),
        "notice": lambda: piece(noticed(name=name)),
    }
    return made[kind]()


def text_of(path: Path) -> str:
    """Page by page, as pdfium reads it."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "\n\f\n".join("\n".join(page.splitlines()) for page in pages) + "\n"


def bare(text: str) -> str:
    """Without spaces and line ends, which depend on the machine's fonts."""
    return "".join(text.split())


def test_every_kind_has_an_example() -> None:
    """A kind that no test prints may refuse to print in the office."""
    letters = {name.partition("-")[0] for name in LETTERS}
    assert {kind.id for kind in KINDS} == PAPERS.keys() | letters


@pytest.mark.parametrize("kind", TOLD)
def test_a_paper_says_what_it_said(tmp_path: Path, kind: str) -> None:
    """A word that falls off a form is missed by the office that gets it, not by us.

    After a change that is meant: ``python -m tests.unit.documents.test_every_paper`` writes the
    texts again; read the difference before it is committed.
    """
    print_file(tmp_path / "p.pdf", kind, [TOLD[kind]()])
    golden = (GOLDEN / f"{kind}.txt").read_text("utf-8")
    assert bare(text_of(tmp_path / "p.pdf")) == bare(golden)


@needs_poppler
@pytest.mark.parametrize("kind", PAPERS)
def test_other_programs_open_it_and_find_every_font(tmp_path: Path, kind: str) -> None:
    """A paper that the government's reader complains of, or sets in another font, comes back."""
    path = tmp_path / "p.pdf"
    pages = print_file(path, kind, [PAPERS[kind]()])
    check_opened_without_a_word(path, pages)


@pytest.mark.parametrize("kind", PAPERS)
def test_a_name_of_200_characters_survives_inside_the_margins(tmp_path: Path, kind: str) -> None:
    """A name that runs off the paper is another enterprise's name."""
    assert len(LONG_NAME) > 190
    path = tmp_path / "p.pdf"
    print_file(path, kind, [with_name(kind, LONG_NAME)])
    assert LONG_NAME in bare(text_of(path))
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                assert left >= 18 * mm - 1
                assert right <= 192 * mm + 1
                assert bottom >= 5 * mm
                assert top <= 297 * mm - 10 * mm


def test_a_business_scope_of_4000_characters_is_there_to_the_last(tmp_path: Path) -> None:
    """A scope cut off in the middle hides what the enterprise may do."""
    assert len(SCOPE) > 4000
    print_file(tmp_path / "p.pdf", "p", [with_name("credit_report", "渑池县示例机械有限公司")])
    text = bare(text_of(tmp_path / "p.pdf"))
    assert all(f"{number:04d}" in text for number in range(600))


@pytest.mark.parametrize("kind", PAPERS)
def test_a_character_of_no_font_is_told_with_the_name_before_printing(
    tmp_path: Path, kind: str
) -> None:
    """An empty box on a sealed paper is noticed when it has been delivered."""
    name = f"渑池{RARE}商行"
    with pytest.raises(RefusedError, match="D-GLYPH") as refused:
        print_file(tmp_path / "p.pdf", kind, [with_name(kind, name)])
    assert f"U+{ord(RARE):04X}" in refused.value.message
    if kind != "relending":  # the county's own paper names the character
        assert name in refused.value.message
    assert not list(tmp_path.iterdir())


def write_golden() -> None:
    """Write the texts of all forms again."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for kind, make in TOLD.items():
        path = GOLDEN / f"{kind}.pdf"
        print_file(path, kind, [make()])
        (GOLDEN / f"{kind}.txt").write_text(text_of(path), "utf-8")
        path.unlink()


if __name__ == "__main__":
    write_golden()
