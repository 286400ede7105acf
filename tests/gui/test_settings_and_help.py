"""Settings take force and are remembered; F1 opens the page of what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
)
from pytestqt.qtbot import QtBot

from app import manual
from app.edition import every_screen
from app.settings import BACKUPS, DECLARED, SCALE, THEME, Settings
from ui.screens.help.screen import HelpScreen
from ui.screens.settings.screen import SettingsScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]


def test_scale_and_theme_take_force_at_once_and_next_time(
    window: Window, settings: Settings, settle: Settle
) -> None:
    """Who cannot read the screen cannot be asked to start the program again."""
    window.session.navigate("settings")
    screen = window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    before = QApplication.font().pointSizeF()
    for key, value in (("scale", 150), ("theme", "contrast")):
        box = screen.findChild(QComboBox, key)
        assert box is not None
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    assert QApplication.font().pointSizeF() == before * 1.5
    again = Settings(settings.folder)
    assert (again.get(SCALE), again.get(THEME)) == (150, "contrast")
    settle(window)


def test_backup_folder_is_chosen_and_kept(
    window: Window, settings: Settings, settle: Settle, tmp_path: Path
) -> None:
    """Backups beside the data are lost with the disk: another place must be quick to choose."""
    window.session.navigate("settings")
    screen = window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    screen._keep_folder(tmp_path / "U盘")
    settle(window)
    shown = screen.findChild(QLineEdit, "backups")
    assert shown is not None
    assert shown.text() == settings.get(BACKUPS) == str(tmp_path / "U盘")


def test_settings_that_cannot_be_read_are_laid_aside_and_told(tmp_path: Path) -> None:
    """A spoilt file must not keep anybody from the work, nor vanish silently."""
    (tmp_path / "settings.json").write_text("{spoilt")
    settings = Settings(tmp_path)
    assert "默认设置" in settings.notice
    assert (tmp_path / "settings.json.bad").exists()
    assert settings.get(SCALE) == 100


def test_a_wrong_value_in_the_file_gives_the_default(tmp_path: Path) -> None:
    """A scale of a million, edited by hand, must not hide the whole window."""
    (tmp_path / "settings.json").write_text('{"scale": 1000000, "theme": 7}')
    settings = Settings(tmp_path)
    assert (settings.get(SCALE), settings.get(THEME)) == (100, "light")
    with pytest.raises(ValueError, match="scale"):
        settings.set(SCALE, 7)
    assert len({setting.key for setting in DECLARED}) == len(DECLARED)


def test_f1_opens_the_page_of_the_screen(window: Window, qtbot: QtBot, settle: Settle) -> None:
    """Nobody looks for the right page; it must be there."""
    window.session.navigate("register")
    settle(window)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    screen = window.stack.currentWidget()
    assert isinstance(screen, HelpScreen)
    assert screen.text.toPlainText().startswith("企业名录")
    qtbot.keyClicks(screen.line, "Alt+9")
    assert screen.list.count() == 1
    assert screen.text.toPlainText().startswith("窗口与快捷键")


def test_every_screen_has_its_page_and_every_link_leads_somewhere() -> None:
    """F1 on a screen without a page would open the beginning and help nobody."""
    known = {page.id for page in manual.pages()}
    assert every_screen() - {"help"} <= known
    assert all(page.title and page.text for page in manual.pages())


def test_labels_of_settings_belong_to_their_editors(window: Window) -> None:
    """A screen reader reads the label of the box that has the cursor."""
    window.session.navigate("settings")
    screen = window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    buddies = {label.buddy() for label in screen.findChildren(QLabel) if label.buddy()}
    assert {*screen.boxes.values(), screen.folder} <= buddies


def test_the_letterhead_is_found_where_settings_are_looked_for(
    window: Window, settle: Settle, qtbot: QtBot
) -> None:
    """Who looks for the phone on the letters looks here first."""
    window.session.navigate("settings")
    way = window.stack.currentWidget().findChild(QPushButton, "letterhead")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.current == "notices"
    shown = window.stack.currentWidget().findChild(QTabWidget)
    assert shown.tabText(shown.currentIndex()) == "文书文本与信头"
