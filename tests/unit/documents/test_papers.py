"""Papers: what is printed must say everything, in embedded fonts, at the measured places."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from reportlab.lib.units import mm

from app.documents.batch import Piece, print_file
from app.documents.letters.layout import CELL, LEFT, MEASURE, PITCH, TOP
from app.documents.papers.score_sheet import ScoreSheet
from app.documents.typeset import fonts
from app.errors import EnvironmentFault, RefusedError, UsageError
from tests.unit.documents.examples import (
    REC,
    collection,
    consent,
    enrolment,
    letterhead,
    noticed,
    piece,
    score_context,
    score_sheet,
)


def told(path: Path) -> str:
    """All text of a PDF without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def printed(path: Path, *pieces: Piece) -> int:
    return print_file(path, "采集告知书", pieces)


def scored(sheet: dict[str, Any]) -> Piece:
    return Piece(sheet["name"], sheet["code"], ScoreSheet(score_context(), sheet))


@pytest.mark.parametrize("bank", [False, True])
def test_a_notice_says_all_that_the_law_asks(tmp_path: Path, bank: bool) -> None:
    path = tmp_path / "n.pdf"
    assert printed(path, piece(noticed(), bank=bank)) == 3
    text, one, head, by = told(path), noticed(), letterhead(bank=bank), collection(bank=bank)
    for part in (head.title, one.number, one.name, one.uscc, one.legal_rep, head.contact):
        assert part in text
    for part in (
        head.phone,
        head.address,
        by.basis,
        by.period,
        "法定代表人姓名",
        "二十日",
        "五年",
        "2026年3月31日",
    ):
        assert part in text
    assert text.count("20260000018") == 2, "on the letter and on its slip"
    assert "送达回执" in text
    assert ("第二十九条" in text) is bank


def test_every_font_is_embedded(tmp_path: Path) -> None:
    printed(tmp_path / "n.pdf", piece(noticed()))
    names = 0
    for page in PdfReader(tmp_path / "n.pdf").pages:
        for ref in page["/Resources"]["/Font"].values():
            font = ref.get_object()
            assert "/FontFile2" in font["/FontDescriptor"].get_object()
            assert "/ToUnicode" in font
            names += 1
    assert names


def test_body_stands_on_the_grid_and_inside_the_type_area(tmp_path: Path) -> None:
    """22 lines of 28 characters, left 28 mm: what the registry's typist measures with a ruler."""
    printed(tmp_path / "n.pdf", piece(noticed(name="渑池县" * 60)))
    page = pypdfium2.PdfDocument(tmp_path / "n.pdf")[1]
    text = page.get_textpage()
    rows, lefts, rights = set(), [], []
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        if bottom < 35 * mm:
            continue  # the page number
        rows.add(round((297 * mm - TOP - (top + bottom) / 2) // PITCH))
        lefts.append(left)
        rights.append(right)
    assert rows <= set(range(22))
    assert min(lefts) >= LEFT - 0.5
    assert max(rights) <= LEFT + MEASURE + CELL / 2
    page.close()


def test_page_numbers_begin_on_page_two(tmp_path: Path) -> None:
    printed(tmp_path / "n.pdf", piece(noticed()))
    pages = PdfReader(tmp_path / "n.pdf").pages
    assert "—1—" not in "".join(pages[0].extract_text().split())
    assert "—2—" in "".join(pages[1].extract_text().split())


def test_the_same_letters_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        printed(tmp_path / name, piece(noticed(1)), piece(noticed(2)))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_character_no_font_has_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "n.pdf"
    path.write_bytes(b"before")
    bad = noticed(2, "渑池\U0010fffd商行")
    with pytest.raises(RefusedError) as refused:
        printed(path, piece(noticed(1)), piece(bad))
    assert refused.value.code == "D-GLYPH"
    assert "U+10FFFD" in refused.value.message
    assert bad.name in refused.value.message
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_rare_character_comes_from_the_next_font() -> None:
    chain = fonts.find().chains[fonts.Role.BODY]
    assert len(chain.faces) > 1, "needs two fonts on the test machine"
    rare = min(set(chain.faces[1].widths) - set(chain.faces[0].widths))
    assert [part for _, part in chain.runs(f"渑{rare}池")] == ["渑", rare, "池"]
    assert not chain.missing(rare)


def test_a_machine_without_fonts_is_told_what_to_install() -> None:
    with pytest.raises(EnvironmentFault) as fault:
        fonts.search({fonts.Role.BODY: ("none.ttf",)}, (), ())
    assert fault.value.code == "D-FONT"
    assert "fonts-lxgw-wenkai" in fault.value.advice


def test_an_empty_batch_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="D-EMPTY"):
        printed(tmp_path / "n.pdf")
    assert not (tmp_path / "n.pdf").exists()


@pytest.mark.parametrize("length", [10, 600, 4000])
def test_a_consent_of_any_length_says_everything(tmp_path: Path, length: int) -> None:
    form = consent(name="渑池县" * 60, scope="信贷信息、" * (length // 5) + "完")
    printed(tmp_path / "c.pdf", Piece(form.name, form.uscc, form))
    text = told(tmp_path / "c.pdf")
    for part in (form.name, form.uscc, form.bank, form.scope, form.term, "20260318009", "单独同意"):
        assert part in text


def test_an_ordinary_consent_is_one_page(tmp_path: Path) -> None:
    """A consent whose signature stands on a page of its own proves nothing."""
    form = consent()
    assert printed(tmp_path / "c.pdf", Piece(form.name, form.uscc, form)) == 1


def test_the_enrolment_form_shows_the_fingerprint_in_groups(tmp_path: Path) -> None:
    form = enrolment()
    assert printed(tmp_path / "e.pdf", Piece(form.unit, form.uscc, form)) == 1
    spaced = " ".join(PdfReader(tmp_path / "e.pdf").pages[0].extract_text().split())
    assert "01234 56789 01234 56789" in spaced
    text = told(tmp_path / "e.pdf")
    for part in (form.unit, form.uscc, form.address, "张建军", "李梅", "王强", "limei@example.cn"):
        assert part in text


@pytest.mark.parametrize("bad", ["", "1" * 39, "1" * 41, "١" * 40])
def test_a_wrong_fingerprint_is_never_printed(bad: str) -> None:
    with pytest.raises(UsageError, match="D-FINGERPRINT"):
        dataclasses.replace(enrolment(), fingerprint=bad)


def test_the_score_sheet_names_the_records_behind_each_value(tmp_path: Path) -> None:
    printed(tmp_path / "s.pdf", scored(score_sheet()))
    text = told(tmp_path / "s.pdf")
    for part in ("89.48", "97%", "暂不推荐", "首贷户", "失信被执行人", REC, "国网渑池县供电公司"):
        assert part in text
    for part in ("107.45%", "有欠税而未缴税", "告知书未送达", "无记录，按80%计"):
        assert part in text
    assert "特行许可" not in text


def test_many_records_run_over_pages(tmp_path: Path) -> None:
    sheet = score_sheet()
    ids = [f"{number:032x}" for number in range(600)]
    sheet["indicators"]["I09"]["records"] = ids
    assert printed(tmp_path / "s.pdf", scored(sheet)) > 2
    text = told(tmp_path / "s.pdf").replace("、", "")
    assert all(one in text for one in (ids[0], ids[599]))
