"""Finding and answering the dialogs that an act opens over the window."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.gui.offices import WORD

Found = TypeVar("Found", bound=QWidget)
Dialog = TypeVar("Dialog", bound=QDialog)


def dialog_of(qtbot: QtBot, kind: type[Dialog]) -> Dialog:
    """The dialog of this kind that is open, or opens within moments."""

    def shown() -> list[Dialog]:
        every = QApplication.topLevelWidgets()
        return [one for one in every if isinstance(one, kind) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=20_000)
    return shown()[-1]


def give_password(qtbot: QtBot, word: str = WORD) -> str:
    """Type the password that an act which is final asks for; returns what it said it would do."""
    line = _inside(qtbot, QLineEdit, "password")
    said = line.accessibleDescription()
    if word.isascii():
        qtbot.keyClicks(line, word)
    else:  # keys type ASCII alone
        line.setText(word)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    return said


def give_reason(qtbot: QtBot, text: str) -> None:
    """Write the reason that an act asks for, and go on."""
    box = _inside(qtbot, QPlainTextEdit, "reason")
    box.setPlainText(text)
    buttons = box.window().findChildren(QPushButton)
    go = next(one for one in buttons if one.text().startswith("确定"))
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)


def choose_file(qtbot: QtBot, path: Path) -> None:
    """Type the path of a file or folder into the dialog that asks for one, and go on."""
    dialog = dialog_of(qtbot, QFileDialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    line.setText(str(path))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=20_000)


def put_away(qtbot: QtBot) -> str:
    """Put a message away that was to be read; returns it."""
    known = _inside(qtbot, QPushButton, "known")
    box = known.window()
    said = f"{box.text()}\n{box.informativeText()}" if isinstance(box, QMessageBox) else ""
    qtbot.mouseClick(known, Qt.MouseButton.LeftButton)
    return said


def _inside(qtbot: QtBot, kind: type[Found], name: str) -> Found:
    def shown() -> list[Found]:
        tops = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
        every = [found for top in tops for found in top.findChildren(kind, name)]
        return [found for found in every if found.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=20_000)
    return shown()[0]
