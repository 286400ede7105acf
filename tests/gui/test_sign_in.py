"""Signing in: what a clerk reads when the office does not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.keys.slot_file import DATABASE
from app.office import open_office
from app.settings import OFFICE, Settings
from tests.gui.offices import CLERK, WORD
from ui.start.desktop import Desktop
from ui.start.sign_in import SignIn


@pytest.fixture
def desktop(office: Path, settings: Settings) -> Iterator[Desktop]:
    """The program as it starts on a computer where the office was open before."""
    made = Desktop(settings, office)
    made.start()
    yield made
    for window in (made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


def sign_in(desktop: Desktop, qtbot: QtBot, password: str = WORD) -> SignIn:
    window = desktop.sign_in
    assert window is not None
    window.operator.setCurrentText(CLERK)
    window.password.clear()
    qtbot.keyClicks(window.password, password)
    qtbot.keyClick(window.password, Qt.Key.Key_Return)
    return window


def refused(desktop: Desktop, qtbot: QtBot, code: str) -> str:
    window = sign_in(desktop, qtbot)
    qtbot.waitUntil(lambda: code in window.said.text(), timeout=20_000)
    assert desktop.window is None
    return window.said.text()


def test_password_opens_the_office_and_is_remembered_nowhere(
    desktop: Desktop, settings: Settings, office: Path, qtbot: QtBot
) -> None:
    """The next morning the office and the name are there, the password is not."""
    sign_in(desktop, qtbot)
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=20_000)
    assert desktop.sign_in is None
    kept = (settings.folder / "settings.json").read_text("utf-8")
    assert settings.get(OFFICE) == str(office)
    assert CLERK in kept
    assert WORD not in kept
    assert desktop.window is not None
    qtbot.waitUntil(lambda: not desktop.window.session.jobs.live, timeout=20_000)  # type: ignore[union-attr]


def test_wrong_password_is_said_and_may_be_tried_again(desktop: Desktop, qtbot: QtBot) -> None:
    """A slip of the finger must not look like a broken program."""
    window = sign_in(desktop, qtbot, "something else")
    qtbot.waitUntil(lambda: "K-PASSWORD" in window.said.text(), timeout=20_000)
    assert window.password.text() == ""
    sign_in(desktop, qtbot)
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not desktop.window.session.jobs.live, timeout=20_000)  # type: ignore[union-attr]


def test_office_open_elsewhere_is_named(desktop: Desktop, office: Path, qtbot: QtBot) -> None:
    """The clerk must learn which computer to go to."""
    with open_office(office, CLERK, WORD):
        assert "工作区正被使用" in refused(desktop, qtbot, "S-LOCKED")


def test_damaged_office_says_that_the_backup_is_the_way(
    desktop: Desktop, office: Path, qtbot: QtBot
) -> None:
    """Going on with a damaged file would spoil what the backup still has."""
    path = office / DATABASE
    content = bytearray(path.read_bytes())
    content[100:400] = bytes(300)
    path.write_bytes(content)
    assert "备份" in refused(desktop, qtbot, "S-DAMAGED")


def test_folder_without_an_office_is_told(desktop: Desktop, tmp_path: Path, qtbot: QtBot) -> None:
    """A wrong folder is the commonest slip on a computer with two offices."""
    window = desktop.sign_in
    assert window is not None
    window.set_folder(tmp_path / "nowhere")
    assert "S-MISSING" in window.said.text()
    assert window.operator.count() == 0


def test_first_start_says_what_to_do(settings: Settings, qtbot: QtBot) -> None:
    """Somebody who has never seen the program must know the first step."""
    made = Desktop(settings)
    made.start()
    window = made.sign_in
    assert window is not None
    assert "新建工作区" in window.said.text()
    assert window.findChild(QPushButton, "newOffice") is not None
    window.close()
    window.deleteLater()
