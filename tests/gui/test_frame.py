"""The frame by keyboard and mouse: find, navigate, lock, see what runs and how things stand."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from app.errors import EnvironmentFault
from app.progress import Progress
from app.settings import IDLE, SCALE, Settings
from tests.gui.conftest import Opener
from tests.gui.offices import ENTERPRISES, WORD
from ui.errors import keep_report
from ui.screens.register.screen import RegisterScreen
from ui.shell.job_tray import time_words
from ui.shell.window import Window
from ui.style import theme

Settle = Callable[[Window], None]


def test_frame_says_whose_office_who_and_how_long(window: Window) -> None:
    """A clerk with two offices open must never enter into the wrong one, or too late."""
    assert window.top.office.text() == "供电公司"
    assert window.top.who.text() == "王录入（录入）"
    assert window.top.round.text() == "还剩 10 天"
    assert "已加密" in window.status.state.text()
    assert "还没有备份" in window.status.state.text()
    assert "审计链完好" in window.status.state.text()


def test_ctrl_k_finds_an_enterprise_by_initials_and_opens_it(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """The quickest way to an enterprise while somebody is on the telephone."""
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, ENTERPRISES[3].uscc[-8:])
    assert window.search.hits.count() == 1
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, RegisterScreen)
    assert shown.page.name.text() == ENTERPRISES[3].name
    assert window.search.text() == ""


def test_search_says_when_nothing_is_found(window: Window, qtbot: QtBot) -> None:
    """An empty list would look like a search that still runs."""
    qtbot.keyClicks(window.search, "zzzzqq")
    assert "没有找到" in window.search.hits.item(0).text()


def test_navigation_collapses_and_stays_so(opener: Opener, qtbot: QtBot) -> None:
    """On a small screen the words take the room of the list; the choice must last."""
    window = opener()
    wide = window.navigation.width()
    qtbot.mouseClick(window.top.menu, Qt.MouseButton.LeftButton)
    assert window.navigation.width() < wide
    window.close()
    again = opener()
    assert again.navigation.collapsed


def test_lock_keeps_what_was_typed(window: Window, qtbot: QtBot, settle: Settle) -> None:
    """Half a filter, half a record: locking the desk for lunch must cost nothing."""
    window.session.navigate("register")
    shown = window.stack.currentWidget()
    assert isinstance(shown, RegisterScreen)
    settle(window)
    qtbot.keyClicks(shown.pane.bar.line, "mian")
    settle(window)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.locked
    page = window.lock_page
    qtbot.keyClicks(page.password, "wrong password")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令" in page.said.text(), timeout=20_000)
    settle(window)
    assert window.locked
    qtbot.keyClicks(page.password, WORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.locked, timeout=20_000)
    assert shown.pane.bar.line.text() == "mian"
    settle(window)


def test_nothing_is_reached_behind_the_lock(window: Window, qtbot: QtBot) -> None:
    """Shortcuts must not show data while the desk is left."""
    window.lock()
    before = window.current
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not window.search.hasFocus()
    window.session.navigate("register", uscc=ENTERPRISES[0].uscc)
    assert window.current == before
    assert window.locked


def test_idle_desk_locks_itself(window: Window, qtbot: QtBot) -> None:
    """Ten minutes without a key: whoever walks by must not read on."""
    assert window.idle.timer.interval() == window.session.settings.get(IDLE) * 60_000
    with qtbot.waitSignal(window.idle.idle, timeout=2000):
        window.idle.timer.start(1)
    assert window.locked


def test_slow_work_shows_in_the_tray_and_cancel_leaves_nothing(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """A clerk must see that something runs, and be able to stop it."""
    began, counter = threading.Event(), window.session.store.counter
    heard: list[str] = []

    def work(progress: Progress) -> None:
        with window.session.store.write() as conn:
            conn.exec_driver_sql("DELETE FROM register")
            began.set()
            while True:
                threading.Event().wait(0.005)
                progress.step(1, 3, "正在清理")

    window.session.jobs.start("整理", work, cancelled=lambda: heard.append("cancelled"))
    qtbot.waitUntil(lambda: window.tray.isVisible() and began.is_set(), timeout=5000)
    assert "整理" in window.tray.note.text()
    button = window.tray.findChild(QToolButton, "cancelJob")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window)
    assert heard == ["cancelled"]
    assert window.session.store.counter == counter
    assert not window.tray.isVisible()


def test_closing_during_a_job_waits_for_its_end(opener: Opener, qtbot: QtBot) -> None:
    """Closing the window in the middle of an import must leave no half of it."""
    window = opener()
    began = threading.Event()

    def work(progress: Progress) -> None:
        with window.session.store.write() as conn:
            conn.exec_driver_sql("DELETE FROM register")
            began.set()
            while True:
                threading.Event().wait(0.005)
                progress.step(1, 3)

    window.session.act("整理", work)
    qtbot.waitUntil(began.is_set, timeout=5000)
    window.close()
    again = opener()
    assert len(again.session.search) == len(ENTERPRISES)


def test_error_of_the_machine_is_told_with_advice_and_code(window: Window, qtbot: QtBot) -> None:
    """The clerk must learn what is safe and what to do next."""
    window.session.show_error(EnvironmentFault("ENV-DISK", "磁盘空间不足。", "请清理磁盘后重试。"))
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.text() == "磁盘空间不足。"
    assert "请清理磁盘后重试。" in box.informativeText()
    assert "ENV-DISK" in box.informativeText()
    box.close()


def test_bug_leaves_a_report_without_data(window: Window, qtbot: QtBot) -> None:
    """Whoever mends it needs the place; nobody may carry an enterprise's name out with it."""
    secret = "渑池县某某有限公司"

    def fail() -> None:
        raise ZeroDivisionError(secret)

    window.session.read("出错", fail, lambda _: None)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=5000)
    box = window.findChild(QMessageBox)
    assert box is not None
    reports = list(window.session.reports.glob("crash-*.txt"))
    assert len(reports) == 1
    assert str(reports[0]) in box.informativeText()
    text = reports[0].read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert secret not in text
    box.close()


def test_report_that_cannot_be_kept_is_no_second_crash(window: Window) -> None:
    """A full disk must not turn one error into an endless row of them."""
    blocked = window.session.settings.folder / "settings.json"
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("{}")
    assert keep_report(ValueError(), blocked / "reports") is None


def test_remaining_time_is_told_in_words() -> None:
    """A number of seconds means nothing to somebody who waits."""
    assert time_words(None) == ""
    assert time_words(42.3) == "约剩 42 秒"
    assert time_words(180) == "约剩 3 分钟"


@pytest.mark.parametrize("scale", [100, 200])
def test_every_screen_fits_a_small_display(
    scale: int, opener: Opener, settings: Settings, settle: Settle
) -> None:
    """Half of the offices have 1366×768; who sees badly doubles everything."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    window = opener()
    for name in window.specs:
        window.session.navigate(name)
        settle(window)
    window.tray.show()  # as while a job runs
    needed = window.minimumSizeHint()
    assert needed.width() <= 1366
    assert needed.height() <= 728
    assert window.width() <= 1366


def test_screen_that_needs_more_than_the_display_scrolls(window: Window, settle: Settle) -> None:
    """A window higher than the display hides its lower bar, and nobody can lock the program."""
    first, second = list(window.specs)[:2]
    window.session.navigate(first)
    settle(window)
    bar = window.findChildren(QScrollArea, "screenRoom")[0].verticalScrollBar()
    assert bar.maximum() == 0
    window.screens[first].setMinimumHeight(3000)
    settle(window)
    assert window.minimumSizeHint().height() <= 728
    assert bar.maximum() > 0
    window.session.navigate(second)
    settle(window)
    assert bar.maximum() == 0
