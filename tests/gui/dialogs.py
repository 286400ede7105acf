"""Finding and answering the dialogs that an act opens over the window."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.offices import WORD

Found = TypeVar("Found", bound=QWidget)
Dialog = TypeVar("Dialog", bound=QDialog)


def dialog_of(qtbot: QtBot, kind: type[Dialog]) -> Dialog:
    """The dialog of this kind that is open, or opens within moments."""

    def shown() -> list[Dialog]:
        every = QApplication.topLevelWidgets()
        return [one for one in every if isinstance(one, kind) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[-1]


def give_password(qtbot: QtBot, word: str = WORD) -> None:
    """Type the password that an act which is final asks for."""
    line = _inside(qtbot, QLineEdit, "password")
    qtbot.keyClicks(line, word)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def put_away(qtbot: QtBot) -> None:
    """Put a message away that was to be read."""
    qtbot.mouseClick(_inside(qtbot, QPushButton, "known"), Qt.MouseButton.LeftButton)


def _inside(qtbot: QtBot, kind: type[Found], name: str) -> Found:
    def shown() -> list[Found]:
        tops = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
        every = [found for top in tops for found in top.findChildren(kind, name)]
        return [found for found in every if found.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]
