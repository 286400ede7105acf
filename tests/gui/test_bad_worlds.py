"""What a clerk reads when the world is bad: each tried on the real window."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import clock
from app.keys import slot_file
from app.keys.attempts import LIMIT, PAUSE
from app.keys.slot_file import DATABASE
from app.progress import Progress
from app.settings import Settings
from app.store import audit_check, backup
from tests.gui.conftest import Opener
from tests.gui.offices import CLERK, ENTERPRISES, MORNING, WORD
from ui.screens.backups.screen import BackupsScreen
from ui.shell.window import Window
from ui.start.desktop import Desktop
from ui.start.sign_in import SignIn

Settle = Callable[[Window], None]
ROOT = Path(__file__).parents[2]
CANARY = ENTERPRISES[7].name
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def desktop(office: Path, settings: Settings) -> Iterator[Desktop]:
    """The program as it starts in the morning."""
    made = Desktop(settings, office)
    made.start()
    yield made
    for window in (made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


def program(name: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name(name)), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def try_to_open(desktop: Desktop, qtbot: QtBot, password: str = WORD) -> SignIn:
    window = desktop.sign_in
    assert window is not None
    window.operator.setCurrentText(CLERK)
    window.password.clear()
    qtbot.keyClicks(window.password, password)
    qtbot.keyClick(window.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.sign_in is None or window.go.isEnabled(), timeout=30_000)
    return window


def opened(desktop: Desktop, qtbot: QtBot) -> Window:
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=30_000)
    window = desktop.window
    assert window is not None
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=20_000)
    return window


def box_of(window: QWidget, qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=20_000)
    box = window.findChild(QMessageBox)
    assert box is not None
    return box


def backups(window: Window, settle: Settle) -> BackupsScreen:
    window.session.navigate("backups")
    shown = window.stack.currentWidget()
    assert isinstance(shown, BackupsScreen)
    settle(window)
    return shown


def test_fifth_wrong_password_makes_everybody_wait(desktop: Desktop, qtbot: QtBot) -> None:
    """The clerk reads how many tries are left, then how long to wait, and gets in afterwards."""
    for left in range(LIMIT - 1, 0, -1):
        window = try_to_open(desktop, qtbot, "something else")
        assert f"还可以试{left}次" in window.said.text()
    window = try_to_open(desktop, qtbot, "something else")
    assert "还要等30分钟" in window.said.text()
    assert "数据没有受影响" in window.said.text()
    window = try_to_open(desktop, qtbot)
    assert "K-LOCKED" in window.said.text()
    assert desktop.window is None
    with clock.at(MORNING + PAUSE):
        try_to_open(desktop, qtbot)
        shown = opened(desktop, qtbot)
        shown.session.navigate("audit")
        qtbot.waitUntil(lambda: not shown.session.jobs.live, timeout=20_000)
        model = shown.screens["audit"].pane.model  # type: ignore[attr-defined]
        assert model.index(0, 3).data() == "口令输错"


def test_wrong_passwords_at_the_lock_count_too(window: Window, qtbot: QtBot) -> None:
    """The lock over an open office is the desk that stands alone at noon."""
    window.lock()
    page = window.lock_page
    for _ in range(LIMIT):
        qtbot.keyClicks(page.password, "something else")
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(page.password.isEnabled, timeout=20_000)
    assert "还要等30分钟" in page.said.text()
    qtbot.keyClicks(page.password, WORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(page.password.isEnabled, timeout=20_000)
    assert window.locked


def test_office_held_by_another_program_is_named_and_opens_when_that_is_closed(
    desktop: Desktop, office: Path, qtbot: QtBot
) -> None:
    """The clerk must learn which computer and program to go to."""
    with program("hold_office.py", str(office), CLERK, WORD) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        window = try_to_open(desktop, qtbot)
        assert "工作区正被使用" in window.said.text()
        assert f"进程 {other.pid}" in window.said.text()
        assert "请先关闭那边的程序" in window.said.text()
    try_to_open(desktop, qtbot)
    opened(desktop, qtbot)


@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_flipped_bytes_are_told_with_the_way_back(
    desktop: Desktop, office: Path, qtbot: QtBot, settle: Settle, place: float
) -> None:
    """Damage anywhere is found before the clerk relies on it, at the latest by the proof."""
    content = bytearray((office / DATABASE).read_bytes())
    at = int(len(content) * place)
    content[at : at + 64] = bytes(byte ^ 0xFF for byte in content[at : at + 64])
    (office / DATABASE).write_bytes(content)
    window = try_to_open(desktop, qtbot)
    if desktop.window is None:
        assert "已损坏" in window.said.text()
        assert "备份" in window.said.text()
        return
    shown = desktop.window
    shown.session.act("核对", lambda p: audit_check.verify(shown.session.store, p))
    box = box_of(shown, qtbot)
    assert "S-DAMAGED" in box.informativeText()
    assert "备份" in box.informativeText()
    for one in shown.findChildren(QMessageBox):
        one.close()
    qtbot.waitUntil(lambda: not shown.session.jobs.live, timeout=20_000)


def test_lost_key_file_is_told_and_the_data_are_said_to_be_there(
    desktop: Desktop, office: Path, qtbot: QtBot
) -> None:
    """Somebody 'cleaned up' the folder: making a new office would bury the old one."""
    for name in (slot_file.NAME, slot_file.COPY):
        (office / name).unlink()
    window = desktop.sign_in
    assert window is not None
    window.set_folder(office)
    assert "缺少密钥文件" in window.said.text()
    assert "不要重新建立工作区" in window.said.text()


def test_clock_set_back_is_told_and_nothing_is_refused(desktop: Desktop, qtbot: QtBot) -> None:
    """A flat battery: work goes on in its order, and somebody corrects the date."""
    with clock.at(datetime(2001, 1, 1, tzinfo=UTC)):
        try_to_open(desktop, qtbot)
        window = opened(desktop, qtbot)
        assert "电脑时间早于上次办理" in window.status.state.text()
        report = audit_check.verify(window.session.store)
        assert report.entries >= 15


def test_full_disk_at_a_backup_says_that_nothing_was_lost(
    window: Window, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick is full: the clerk clears it or takes another."""
    backup.backup(window.session.store)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**6, 10**6, 0))
    screen = backups(window, settle)
    screen.back_up()
    box = box_of(window, qtbot)
    assert "磁盘空间不足，没有做备份" in box.text()
    assert "原有备份没有变动" in box.informativeText()
    assert "没有做成" in screen.said.text()
    box.close()
    settle(window)
    assert len(screen.found) == 1


@contextmanager
def _files_no_larger_than(size: int) -> Iterator[None]:
    """The system refuses every write beyond ``size``, as a disk does that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_disk_that_fails_in_the_middle_of_a_backup_leaves_no_half(
    window: Window, settle: Settle, qtbot: QtBot, office: Path
) -> None:
    """Half a backup would push a good one out of the three that are kept."""
    backup.backup(window.session.store)
    screen = backups(window, settle)
    with _files_no_larger_than(400_000):
        screen.back_up()
        box = box_of(window, qtbot)
        settle(window)
    assert "ENV-" in box.informativeText()
    box.close()
    assert [one.whole for one in screen.found] == [True]
    assert len(list((office / backup.FOLDER).iterdir())) == 1


def test_closing_in_the_middle_of_a_backup_leaves_no_half(
    opener: Opener, office: Path, settle: Settle
) -> None:
    """Whoever goes home in that moment must find either the backup or nothing."""
    window = opener()
    screen = backups(window, settle)
    screen.back_up()
    window.close()
    left = list((office / backup.FOLDER).iterdir()) if (office / backup.FOLDER).exists() else []
    assert all(one in backup.listed(office / backup.FOLDER) for one in left)
    again = opener()
    assert audit_check.verify(again.session.store).entries == 15


def _fail(name: str, *_: object) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise RuntimeError(f"cannot handle {name}") from error


@pytest.mark.parametrize("where", ["slot", "job", "read", "thread"])
def test_bug_anywhere_is_told_and_its_report_names_no_enterprise(
    desktop: Desktop,
    settings: Settings,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    """The report goes out of the house: a name in it would be a leak."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    desktop.watch.install()  # here and not in a fixture, where pytest-qt would take it back
    try_to_open(desktop, qtbot)
    window = opened(desktop, qtbot)

    def work(_: Progress) -> None:
        _fail(CANARY)

    if where == "slot":
        button = QPushButton(window)
        button.clicked.connect(partial(_fail, CANARY))
        button.show()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    elif where == "job":
        window.session.act(f"录入 {CANARY}", work)
    elif where == "read":
        window.session.read(f"读取 {CANARY}", lambda: _fail(CANARY), lambda _: None)
    else:
        thread = threading.Thread(target=_fail, args=(CANARY,))
        thread.start()
        thread.join()
    box = box_of(window, qtbot)
    assert box.text() == "程序出了错，这一步没有完成。"
    reports = list((settings.folder / "reports").glob("crash-*.txt"))
    assert len(reports) == 1
    assert str(reports[0]) in box.informativeText()
    said = reports[0].read_text("utf-8")
    assert "RuntimeError" in said
    assert "_fail" in said
    assert all(secret not in said for secret in (CANARY, CANARY[:6], WORD, CLERK))
    box.close()
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=20_000)


def test_killed_program_opens_again_with_all_that_was_done(
    desktop: Desktop, office: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """Task manager or power cut in the middle of work: what was acknowledged is there."""
    with program("write_forever.py", str(office), str(tmp_path / "h"), CLERK, WORD) as other:
        assert other.stdout is not None
        for _ in range(12):
            last = int(other.stdout.readline())
        other.kill()
        rest = [int(line) for line in other.stdout if line.endswith("\n")]
    last = max([last, *rest])
    with clock.at(datetime.now(UTC) + timedelta(hours=1)):
        try_to_open(desktop, qtbot)
        window = opened(desktop, qtbot)
        with window.session.store.read() as conn:
            query = "SELECT subject FROM audit WHERE action = 'note'"
            kept = {int(row[0]) for row in conn.exec_driver_sql(query)}
        assert kept >= set(range(1, last + 1))
        audit_check.verify(window.session.store)
        assert "审计链完好" in window.status.state.text()
