"""备份与恢复: a backup counts once it was read back, and the way back is one that was tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMessageBox, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from app import clock
from app.browsing.backup_list import is_due, kept_backups
from app.keys.slot_file import DATABASE
from app.office import open_office
from app.settings import BACKUPS, LEAVING_BACKUP, Settings
from app.store import audit, backup
from app.store.office_store import Store
from tests.gui.conftest import Opener
from tests.gui.offices import CLERK, MORNING, WORD
from ui.safety.restore_dialog import Chosen, RestoreDialog
from ui.screens.backups.screen import BackupsScreen
from ui.shell.window import Window
from ui.start.desktop import Desktop

Settle = Callable[[Window], None]


def screen_of(window: Window, settle: Settle) -> BackupsScreen:
    window.session.navigate("backups")
    shown = window.stack.currentWidget()
    assert isinstance(shown, BackupsScreen)
    settle(window)
    return shown


def note(store: Store, subject: str) -> None:
    with store.write() as conn:
        audit.append(conn, store, "note", subject, {})


def notes(store: Store) -> list[str]:
    query = "SELECT subject FROM audit WHERE action = 'note' ORDER BY seq"
    with store.read() as conn:
        return [str(row[0]) for row in conn.exec_driver_sql(query)]


def box_of(window: Window, qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=20_000)
    box = window.findChild(QMessageBox)
    assert box is not None
    return box


@pytest.fixture
def stick(tmp_path: Path, settings: Settings) -> Path:
    """The chosen place."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    settings.set(BACKUPS, str(folder))
    return folder


def test_backup_goes_to_the_chosen_place_and_is_told(
    window: Window, stick: Path, settle: Settle
) -> None:
    """The clerk must know where it is, and that it was read back."""
    screen = screen_of(window, settle)
    assert "还没有备份" in screen.last.text()
    screen.back_up()
    settle(window)
    made = backup.listed(stick)
    assert len(made) == 1
    assert screen.said.text() == f"已备份并读回核对：{made[0]}"
    assert "今天" in screen.last.text()
    assert "其后没有改动" in screen.last.text()
    assert "2026年4月10日" in window.status.state.text()
    item = screen.list.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in (1, 3, 4)] == ["今天", "备份位置", "写入时已核对"]


def test_stick_that_is_not_there_is_told_and_no_folder_made(
    window: Window, stick: Path, settle: Settle, qtbot: QtBot
) -> None:
    """A folder of the stick's name on the hard disk would be believed to be the stick."""
    stick.rmdir()
    screen = screen_of(window, settle)
    assert "找不到备份位置" in screen.place.text()
    screen.back_up()
    box = box_of(window, qtbot)
    assert "找不到备份位置" in box.text()
    assert "插好U盘" in box.informativeText()
    assert not stick.exists()
    box.close()
    settle(window)


def test_backups_on_the_same_disk_are_warned_of(window: Window, settle: Settle) -> None:
    """Both are lost together when the disk fails."""
    assert "同一块硬盘" in screen_of(window, settle).place.text()


def test_broken_backup_is_shown_as_broken_and_not_offered(
    window: Window, stick: Path, settle: Settle
) -> None:
    """Half a backup that looks like one is worse than none."""
    made = backup.backup(window.session.store, stick).folder
    (made / DATABASE).write_bytes(b"")
    screen = screen_of(window, settle)
    item = screen.list.topLevelItem(0)
    assert item is not None
    assert item.text(4) == "不完整，不能用"
    dialog = screen._ask("恢复", "", "恢复")
    assert dialog.source.count() == 0
    dialog.reject()


def test_rehearsal_proves_a_backup_and_touches_nothing(
    window: Window, settle: Settle, office: Path
) -> None:
    """等保 wants restores tried; nobody tries one that could harm the office."""
    backup.backup(window.session.store)
    before = (office / DATABASE).read_bytes()
    screen = screen_of(window, settle)
    screen.rehearse()
    dialog = window.findChild(RestoreDialog)
    assert dialog is not None
    assert dialog.operator.currentText() == CLERK
    assert not dialog.go.isEnabled()
    dialog.password.setText(WORD)
    dialog.go.click()
    settle(window)
    assert screen.said.text().startswith("试恢复成功：16 条日志、12 条记录")
    item = screen.list.topLevelItem(0)
    assert item is not None
    assert item.text(4) == "2026年4月10日试恢复成功"
    assert (office / DATABASE).read_bytes() == before


def test_rehearsal_of_a_damaged_backup_says_so(
    window: Window, settle: Settle, qtbot: QtBot
) -> None:
    """A flipped bit on a stick must be heard of before the day it is needed."""
    made = backup.backup(window.session.store).folder
    content = bytearray((made / DATABASE).read_bytes())
    content[len(content) // 2] ^= 1
    (made / DATABASE).write_bytes(content)
    screen = screen_of(window, settle)
    screen._rehearse(Chosen(made, CLERK, WORD))
    box = box_of(window, qtbot)
    assert "S-DAMAGED" in box.informativeText()
    assert "没有做成" in screen.said.text()
    box.close()
    settle(window)


def test_rehearsal_with_a_wrong_password_counts_as_a_miss(
    window: Window, settle: Settle, qtbot: QtBot
) -> None:
    """Old backups must be no way to guess passwords at leisure."""
    made = backup.backup(window.session.store).folder
    screen = screen_of(window, settle)
    screen._rehearse(Chosen(made, CLERK, "something else"))
    box = box_of(window, qtbot)
    assert "还可以试4次" in box.informativeText()
    box.close()
    settle(window)


@pytest.fixture
def desktop(office: Path, settings: Settings) -> Iterator[Desktop]:
    """The program itself, because a restore closes the office and opens it again."""
    made = Desktop(settings, office)
    made.start()
    yield made
    for window in (made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


def enter(desktop: Desktop, office: Path, qtbot: QtBot) -> Window:
    desktop.enter(open_office(office, CLERK, WORD))
    return opened(desktop, qtbot)


def opened(desktop: Desktop, qtbot: QtBot) -> Window:
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=30_000)
    window = desktop.window
    assert window is not None
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=20_000)
    return window


def test_restore_puts_the_backup_back_and_keeps_what_was_there(
    desktop: Desktop, office: Path, qtbot: QtBot, settle: Settle
) -> None:
    """The clerk restores the wrong one: the present office must still be there, and come back."""
    window = enter(desktop, office, qtbot)
    note(window.session.store, "before")
    made = backup.backup(window.session.store).folder
    note(window.session.store, "after")
    screen = screen_of(window, settle)
    screen.restore()
    dialog = window.findChild(RestoreDialog)
    assert dialog is not None
    about = dialog.findChild(QLabel, "about")
    assert about is not None
    assert "before-restore-" in about.text()
    dialog.password.setText(WORD)
    dialog.go.click()
    qtbot.waitUntil(lambda: desktop.window not in (None, window), timeout=30_000)
    again = opened(desktop, qtbot)
    assert notes(again.session.store) == ["before"]
    screen = screen_of(again, settle)
    aside = next(one for one in screen.found if one.place == "恢复前的工作区")
    assert made in [one.folder for one in screen.found]
    screen._restore(Chosen(aside.folder, CLERK, WORD))
    qtbot.waitUntil(lambda: desktop.window not in (None, again), timeout=30_000)
    assert notes(opened(desktop, qtbot).session.store) == ["before", "after"]


def test_wrong_password_for_a_restore_leaves_the_office_open(
    desktop: Desktop, office: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Nothing is closed before it is sure that the backup can be opened."""
    window = enter(desktop, office, qtbot)
    made = backup.backup(window.session.store).folder
    screen = screen_of(window, settle)
    screen._restore(Chosen(made, CLERK, "something else"))
    box = box_of(window, qtbot)
    assert "K-PASSWORD" in box.informativeText()
    box.close()
    settle(window)
    assert desktop.window is window


def test_leaving_backs_up_first_when_the_last_is_old(
    opener: Opener, settings: Settings, stick: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Nobody thinks of it in the evening; the program does, and only when something changed."""
    window = opener()
    backup.backup(window.session.store, stick)
    settings.set(LEAVING_BACKUP, 3)
    with clock.at(MORNING + timedelta(days=4)):
        assert not is_due(window.session.store, stick, 3)
        note(window.session.store, "work")
        assert is_due(window.session.store, stick, 3)
        with qtbot.waitSignal(window.left, timeout=20_000):
            window.close()
            dialog = window.findChild(QProgressDialog)
            assert dialog is not None
            assert "自动退出" in dialog.labelText()
    assert len(kept_backups(window.session.store.folder, stick)) == 2


def test_leaving_is_not_refused_when_the_stick_is_gone(
    opener: Opener, settings: Settings, stick: Path, qtbot: QtBot
) -> None:
    """The clerk reads that there is no backup, and may go home or plug the stick in."""
    window = opener()
    settings.set(LEAVING_BACKUP, 1)
    stick.rmdir()
    window.close()
    box = box_of(window, qtbot)
    assert "找不到备份位置" in box.text()
    assert "数据都已保存" in box.text()
    assert window.isVisible()
    leave = box.findChild(QPushButton, "option0")
    assert leave is not None
    with qtbot.waitSignal(window.left, timeout=20_000):
        leave.click()


def test_damaged_office_is_restored_from_the_sign_in_window(
    desktop: Desktop, office: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Nobody can sign in to an office that does not open: the way back must be before it."""
    with open_office(office, CLERK, WORD) as store:
        backup.backup(store)
    content = bytearray((office / DATABASE).read_bytes())
    content[5000:9000] = bytes(4000)
    (office / DATABASE).write_bytes(content)
    window = desktop.sign_in
    assert window is not None
    qtbot.keyClicks(window.password, WORD)
    window.go.click()
    qtbot.waitUntil(lambda: "备份恢复" in window.said.text(), timeout=20_000)
    window.restore.click()
    dialog = window.findChild(RestoreDialog)
    assert isinstance(dialog, QDialog)
    line = dialog.findChild(QLineEdit, "restorePassword")
    assert line is not None
    line.setText(WORD)
    dialog.go.click()
    assert notes(opened(desktop, qtbot).session.store) == []
