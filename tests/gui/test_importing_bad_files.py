"""Files and moments that go wrong in 导入, and the words a clerk sees; nothing stays half done."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.collection import batches
from app.collection.preparing import ImportRequest
from app.progress import Progress
from tests.gui.conftest import Opener
from tests.gui.importing_files import bill, csv, screen_of, told, workbook
from ui.jobs import Job, Step
from ui.screens.importing import work
from ui.screens.importing.screen import COLUMNS, FILE, SHEET, ImportingScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
NEVER = "没有导入任何数据"


def kept_counts(window: Window) -> tuple[int, int, int]:
    """Batches, bills and audit entries: none of them may stay of something that failed."""
    with window.session.store.read() as conn:
        bills = conn.exec_driver_sql("SELECT count(*) FROM rec_gd02").scalar()
        entries = conn.exec_driver_sql("SELECT count(*) FROM audit").scalar()
    return len(batches.batches(window.session.store)), int(bills or 0), int(entries or 0)


def many(folder: Path, count: int) -> Path:
    """A large file, each row good and another month or consumer."""
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    return csv(
        folder / "全年.csv",
        (bill(n, months[n % 24], 户号=f"7{n // 24:09d}") for n in range(count)),
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("账单.xlsx", b"%PDF-1.7 " + b"x" * 2000, "内容是PDF文档"),
        (
            "账单.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 50,
            "去掉打开密码",
        ),
        ("账单.xlsx", b"PK\x03\x04" + b"x" * 500, "不完整或已损坏"),
        ("账单.csv", b"", "是空的"),
        ("数据.xyb", b"not a package", ""),
    ],
)
def test_file_that_is_no_table_is_refused_by_name(
    name: str, content: bytes, words: str, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    """A clerk who sees “error” calls somebody; one who sees what it is takes the right file."""
    path = tmp_path / name
    path.write_bytes(content)
    screen = screen_of(window)
    before = kept_counts(window)
    screen.take(path)
    said = told(window, qtbot)
    assert words in said
    assert "BUG" not in said
    assert screen.pages.currentIndex() == FILE
    assert screen.pages.isEnabled()
    assert kept_counts(window) == before


def test_workbook_open_in_excel_is_read_as_saved_and_said_so(
    window: Window, settle: Settle, tmp_path: Path
) -> None:
    """Otherwise the last unsaved corrections are missing and nobody knows why."""
    path = workbook(tmp_path / "三月.xlsx", [bill(10)])
    (tmp_path / "~$三月.xlsx").write_bytes(b"\x05clerk")
    screen = screen_of(window)
    screen.take(path)
    settle(window)
    assert screen.pages.currentIndex() == SHEET
    assert "正在Excel或WPS中打开" in screen.sheet.said.text()
    assert "没有保存的改动不会导入" in screen.sheet.said.text()


def test_table_without_header_asks_for_it(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """A guess would put money into the wrong column."""
    screen = screen_of(window)
    screen.take(csv(tmp_path / "a.csv", [["2", "3"], ["4", "5"]], ["1", "2"]))
    settle(window)
    assert "看不出是哪一种数据" in screen.sheet.said.text()
    screen.go_on()
    assert "还没有选择数据集" in told(window, qtbot)
    screen.sheet.dataset.setCurrentIndex(screen.sheet.dataset.findData("GD02"))
    screen.go_on()
    settle(window)
    screen.go_on()
    said = told(window, qtbot)
    assert "认出企业的列" in said
    assert kept_counts(window)[0] == 0


def test_header_without_rows_is_no_import(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """An empty file must never count as “nothing to report”."""
    screen = screen_of(window)
    screen.take(csv(tmp_path / "空.csv", []))
    settle(window)
    screen.go_on()
    assert "只有表头，没有数据行" in told(window, qtbot)
    assert screen.pages.currentIndex() == SHEET


def test_file_that_vanishes_or_changes_between_steps_is_told(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The stick is pulled out, a colleague saves: what was checked must be what is imported."""
    path = csv(tmp_path / "a.csv", [bill(10)])
    screen = screen_of(window)
    screen.take(path)
    settle(window)
    screen.go_on()
    settle(window)
    screen.go_on()
    settle(window)
    csv(path, [bill(10), bill(11)])
    screen.go_on()
    said = told(window, qtbot)
    assert "在选定之后又改动过" in said
    assert NEVER in said
    path.unlink()
    screen.go_on()
    assert "找不到文件" in told(window, qtbot)
    assert kept_counts(window)[0] == 0


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (Path.unlink, "文件不在原来的位置了"),
        (lambda path: csv(path, [bill(11)]), "在上次离开之后改动过"),
    ],
)
def test_unfinished_import_whose_file_is_gone_or_changed_is_told(
    act: Callable[[Path], object],
    words: str,
    opener: Opener,
    qtbot: QtBot,
    settle: Settle,
    tmp_path: Path,
) -> None:
    """Taken up again on Monday: the choices of Friday may not fit another file."""
    path = csv(tmp_path / "a.csv", [bill(10)])
    window = opener()
    screen = screen_of(window)
    screen.take(path)
    settle(window)
    window.close()
    act(path)
    again = opener()
    screen = screen_of(again)
    settle(again)
    screen.resume()
    said = told(again, qtbot)
    assert words in said
    assert NEVER in said
    assert screen.left is not None
    screen.abandon()
    settle(again)
    assert not screen.file.left.isVisible()


def commit(screen: ImportingScreen, path: Path, when: Callable[[Job, Step], None]) -> Job:
    """Import at once; ``when`` hears of every step."""
    store = screen.session.store
    screen._begin(
        "导入", partial(work.commit, store, ImportRequest(path, "GD02")), screen._imported
    )
    (job,) = (one for one in screen.session.jobs.live if one.title == "导入")
    job.progressed.connect(lambda step: when(job, step))
    return job


def test_large_import_cancelled_in_the_middle_leaves_nothing(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Half a year of bills would be worse than none."""
    screen = screen_of(window)
    settle(window)
    before = kept_counts(window)
    seen: list[int] = []

    def stop(job: Job, step: Step) -> None:
        seen.append(step.done)
        if step.done >= 80:
            job.cancel()

    commit(screen, many(tmp_path, 120_000), stop)
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=60_000)
    assert 80 <= seen[-1] < 100
    assert "已取消" in screen.name.text()
    assert screen.pages.isEnabled()
    assert kept_counts(window) == before


def test_closing_the_program_during_an_import_leaves_nothing(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Ten to six: the window is closed, and tomorrow the import begins where it was."""
    window = opener()
    screen = screen_of(window)
    screen.take(many(tmp_path, 10_000))
    settle(window)
    screen.go_on()
    settle(window)
    assert screen.pages.currentIndex() == COLUMNS
    before = kept_counts(window)
    reached: list[int] = []
    commit(screen, tmp_path / "全年.csv", lambda _job, step: reached.append(step.done))
    qtbot.waitUntil(lambda: bool(reached) and reached[-1] >= 30, timeout=30_000)
    window.close()
    again = opener()
    assert kept_counts(again) == before
    screen = screen_of(again)
    settle(again)
    assert screen.file.left.isVisible()


@contextmanager
def full_disk(window: Window) -> Iterator[None]:
    """No file of this process may grow beyond what the office has now, and a little."""
    files = list(window.session.store.folder.glob("office.db*"))
    limit = max(path.stat().st_size for path in files) + 100_000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_full_disk_is_told_and_nothing_stays(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The clerk clears the disk and presses once more."""
    path = many(tmp_path, 6_000)
    screen = screen_of(window)
    settle(window)
    before = kept_counts(window)
    with full_disk(window):
        commit(screen, path, lambda _job, _step: None)
        said = told(window, qtbot)
    assert "磁盘" in said
    assert "BUG" not in said
    settle(window)
    assert kept_counts(window) == before
    commit(screen, path, lambda _job, _step: None)
    settle(window)
    assert kept_counts(window)[1] == before[1] + 6_000


def longest_gap(window: Window, busy: Callable[[], bool]) -> float:
    """Seconds between two turns of the event loop, the longest while ``busy``."""
    longest, before = 0.0, time.perf_counter()
    while busy():
        QCoreApplication.processEvents()
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return longest


def test_screen_goes_on_during_a_large_import(
    window: Window, settle: Settle, tmp_path: Path
) -> None:
    """A window that stands still for a second looks broken, and is killed.

    The bound is 50 ms, or twice what any work of Python beside it costs on this machine now.
    """
    screen = screen_of(window)
    settle(window)
    jobs = window.session.jobs

    def count(_progress: Progress) -> int:
        end = time.perf_counter() + 1
        turns = 0
        while time.perf_counter() < end:
            turns += 1
        return turns

    for attempt in range(3):
        jobs.start("数数", count)
        usual = longest_gap(window, lambda: bool(jobs.live))
        path = many(tmp_path, 20_000 + attempt)
        commit(screen, path, lambda _job, _step: None)
        longest = longest_gap(window, lambda: any(job.title == "导入" for job in jobs.live))
        settle(window)
        if longest <= max(0.05, 2 * usual):
            break
        batches.undo_batch(window.session.store, batches.batches(window.session.store)[0].batch_id)
    else:
        pytest.fail(f"{longest * 1000:.0f} ms, beside plain work {usual * 1000:.0f} ms")
