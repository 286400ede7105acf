"""Batches: thousands of letters survive a full disk and a cancelled job."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.documents import batch
from app.documents.batch import JOURNAL, Layout, Piece, count_pages, print_batch
from app.documents.labels import COLUMNS, ROWS, write_labels
from app.errors import Cancelled, EnvironmentFault, RefusedError
from tests.unit.documents.examples import noticed, piece

TITLE = "采集告知书"


def letters(count: int) -> list[Piece]:
    return [piece(noticed(number, f"渑池县第{number}号机械厂")) for number in range(1, count + 1)]


class Cancelling:
    """A progress that the user cancels once ``after`` papers are drawn."""

    def __init__(self, after: int) -> None:
        self._after = after

    def step(self, done: int, total: int, note: str = "") -> None:
        if done > self._after:
            raise Cancelled


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}


def text(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_letters_are_sorted_by_township_in_the_countys_order() -> None:
    """The clerk who drives to a township takes one bundle, not a search through them all."""
    here = letters(4)
    places = ("张村镇", "", "城关镇", "天池镇")
    given = [replace(one, township=place) for one, place in zip(here, places, strict=True)]
    townships = ("城关镇", "张村镇", "天池镇")
    found = batch.sorted_for_delivery(given, townships)
    assert [one.township for one in found] == ["城关镇", "张村镇", "天池镇", ""]


@pytest.mark.parametrize("duplex", [False, True])
@pytest.mark.parametrize("separate", [False, True])
def test_the_count_before_printing_is_the_count_after(
    tmp_path: Path, separate: bool, duplex: bool
) -> None:
    """A tray filled for fewer pages stops in the middle of a letter."""
    layout, pieces = Layout(separate, duplex, volume=2), letters(3)
    done = print_batch(tmp_path / "out", TITLE, pieces, layout)
    pages = sum(len(PdfReader(path).pages) for path in done.files)
    assert done.pages == pages
    if not duplex or separate:
        assert done.pages == 3 * (4 if duplex else 3) - (3 if duplex else 0)
    assert count_pages(pieces, Layout(duplex=duplex)) == (11 if duplex else 9)


def test_printed_on_both_sides_every_paper_begins_on_a_front(tmp_path: Path) -> None:
    """Otherwise one enterprise's slip stands on the back of another's letter."""
    (path,) = print_batch(tmp_path, TITLE, letters(3), Layout(duplex=True)).files
    reader = PdfReader(path)
    fronts = [
        number
        for number, page in enumerate(reader.pages)
        if "机械厂：" in "".join(page.extract_text().split())
        or "送达回执" in page.extract_text().replace(" ", "")[:20]
    ]
    assert len(fronts) >= 3
    assert all(number % 2 == 0 for number in fronts)


def test_a_cancelled_batch_goes_on_at_the_right_letter(tmp_path: Path) -> None:
    """Nobody prints the first 300 letters again, and nobody misses the 301st."""
    pieces, layout = letters(5), Layout(separate=True)
    with pytest.raises(Cancelled):
        print_batch(tmp_path, TITLE, pieces, layout, Cancelling(3))
    before = stamps(tmp_path)
    assert len(before) == 3
    assert not list(tmp_path.glob("*.part"))
    done = print_batch(tmp_path, TITLE, pieces, layout)
    assert (len(done.files), done.resumed, done.pages) == (5, 3, 15)
    assert {name: stamps(tmp_path)[name] for name in before} == before
    for path, one in zip(done.files, pieces, strict=True):
        assert one.name in text(path)


def test_a_full_disk_leaves_the_finished_letters_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words say that the disk is full; what was written opens; the rest follows later."""
    pieces, layout = letters(4), Layout(separate=True)
    real, written = batch.paper_written, 0

    def failing(*arguments: Any, **options: Any) -> Any:
        nonlocal written
        written += 1
        if written == 3:
            raise batch.disk_fault(OSError(errno.ENOSPC, "full"), arguments[0])
        return real(*arguments, **options)

    monkeypatch.setattr(batch, "paper_written", failing)
    with pytest.raises(EnvironmentFault, match="ENV-DISK"):
        print_batch(tmp_path, TITLE, pieces, layout)
    finished = sorted(tmp_path.glob("*.pdf"))
    assert [len(PdfReader(path).pages) for path in finished] == [3, 3]
    assert print_batch(tmp_path, TITLE, pieces, layout).resumed == 2


def test_what_was_altered_or_cut_off_is_printed_again(tmp_path: Path) -> None:
    """A file that a crash or a hand damaged must not be posted as finished."""
    pieces, layout = letters(3), Layout(separate=True)
    first, second, _ = print_batch(tmp_path, TITLE, pieces, layout).files
    first.write_bytes(first.read_bytes()[:-100])
    with (tmp_path / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write('{"file": "half a li')
    assert print_batch(tmp_path, TITLE, pieces, layout).resumed == 2
    assert "第1号" in text(first)
    renamed = [pieces[0], replace(pieces[1], name="改名后的机械厂"), pieces[2]]
    again = print_batch(tmp_path, TITLE, renamed, layout)
    assert again.resumed == 2
    assert second.exists()


def test_a_large_batch_is_cut_into_volumes(tmp_path: Path) -> None:
    done = print_batch(tmp_path, TITLE, letters(5), Layout(volume=2))
    assert [path.name for path in done.files] == [
        f"采集告知书（第{number}册，共3册）.pdf" for number in (1, 2, 3)
    ]
    assert done.pages == 15


def test_every_name_that_no_font_has_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """Told one by one, a clerk would start the job forty times."""
    bad = [piece(noticed(n, f"渑池\U0010fffd{n}号商行")) for n in (1, 2)]
    with pytest.raises(RefusedError) as refused:
        print_batch(tmp_path / "out", TITLE, [*letters(1), *bad], Layout())
    assert refused.value.code == "D-GLYPH"
    for one in bad:
        assert one.name in refused.value.message
    assert not (tmp_path / "out").exists()


def test_names_that_are_no_file_names_still_give_files(tmp_path: Path) -> None:
    """One enterprise with a slash in its name must not stop the whole batch."""
    odd = [piece(noticed(1, 'a/b\\c:d*e?f"g<h>i|j厂')), piece(noticed(2, "渑" * 200))]
    done = print_batch(tmp_path, TITLE, odd, Layout(separate=True))
    assert all(path.is_file() and len(path.name.encode()) < 255 for path in done.files)


def test_labels_stand_inside_their_places(tmp_path: Path) -> None:
    """A line that runs into the neighbour's label sends a letter to the wrong door."""
    many = letters(COLUMNS * ROWS + 1)
    many[0] = replace(many[0], name="渑池县" * 60, address="会盟路" * 80)
    assert write_labels(tmp_path / "l.pdf", many) == 2
    first, second = PdfReader(tmp_path / "l.pdf").pages
    assert "…" in first.extract_text()
    assert "第25号机械厂（收）" in second.extract_text().replace(" ", "")
