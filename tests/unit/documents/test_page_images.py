"""Pictures of pages: the preview and the print dialog show exactly what the file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.batch import print_file
from app.documents.page_images import page_count, page_images, page_range
from app.errors import EnvironmentFault, UsageError
from tests.unit.documents.examples import noticed, piece


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    print_file(tmp_path / "n.pdf", "告知书", [piece(noticed())])
    return tmp_path / "n.pdf"


def test_a_page_is_shown_in_its_size_with_its_red_rule(pdf: Path) -> None:
    assert page_count(pdf) == 3
    (one,) = page_images(pdf, [1], dpi=72)
    assert (one.number, one.width, one.height) == (1, 596, 842)
    assert len(one.pixels) >= one.stride * one.height
    reds = sum(
        1
        for at in range(0, len(one.pixels), 4)
        if one.pixels[at + 2] > 180 and one.pixels[at] < 90 and one.pixels[at + 1] < 90
    )
    assert reds > 500, "blue and red changed places"


@pytest.mark.parametrize(
    ("said", "pages"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("2", [2]),
        ("1-3，5", [1, 2, 3, 5]),
        ("4－", [4, 5]),
        (" 5 、 1 ", [5, 1]),
        ("2,1-2", [2, 1]),
    ],
)
def test_ranges_are_read_as_people_type_them(said: str, pages: list[int]) -> None:
    assert page_range(said, 5) == pages


@pytest.mark.parametrize("said", ["0", "6", "3-2", "a", "1--2", "٣", "-3", "1,,2", "9" * 9])
def test_a_range_that_means_nothing_prints_nothing(said: str) -> None:
    with pytest.raises(UsageError, match="U-PAGES"):
        page_range(said, 5)


def test_a_file_that_is_no_pdf_is_told_in_words(tmp_path: Path, pdf: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(EnvironmentFault, match="D-PDF"):
        page_count(bad)
    with pytest.raises(EnvironmentFault, match="ENV-MISSING"):
        page_count(tmp_path / "none.pdf")
    with pytest.raises(UsageError, match="U-PAGES"):
        list(page_images(pdf, [4]))
