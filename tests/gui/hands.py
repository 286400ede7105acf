"""A new user's two hands: the mouse and the keys, counted; nothing of a window is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui import dialogs
from tests.gui.offices import WORD
from ui.shell.window import Window
from ui.start.desktop import Desktop

Found = TypeVar("Found", bound=QWidget)
_NO_KEY = Qt.KeyboardModifier.NoModifier


class Hands:
    """Finds what can be seen by its name, waits until it can be used, and uses it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.clicks = 0
        self.keys = 0

    def see(self, kind: type[Found], name: str) -> Found:
        """The widget of that name that is to be seen and can be used."""

        def shown() -> list[Found]:
            every = [one for top in QApplication.topLevelWidgets() for one in _all(top, kind, name)]
            return [one for one in every if one.isVisible() and one.isEnabled()]

        self.qtbot.waitUntil(lambda: len(shown()) > 0, timeout=20_000)
        return shown()[-1]

    def click(self, widget: QWidget) -> None:
        """One click of the left button."""
        self.qtbot.waitUntil(lambda: widget.isVisible() and widget.isEnabled(), timeout=20_000)
        self.clicks += 1
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_on(self, name: str) -> None:
        """The same for what has this name."""
        self.click(self.see(QWidget, name))

    def press(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_KEY) -> None:
        """One key."""
        self.keys += 1
        self.qtbot.keyClick(widget, key, modifier)

    def write(self, line: QWidget, text: str) -> None:
        """Type over what stands in a line; Chinese comes from the clipboard, as one key."""
        self.press(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        if text.isascii():
            self.keys += len(text)
            self.qtbot.keyClicks(line, text)
        else:
            QApplication.clipboard().setText(text)
            self.press(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def turn_to(self, box: QComboBox, text: str) -> None:
        """Go down in a box until it says so."""
        while box.currentText() != text:
            before = box.currentIndex()
            self.press(box, Qt.Key.Key_Down)
            assert box.currentIndex() > before, text

    def go_to(self, window: Window, title: str) -> None:
        """Click on a screen in the navigation."""
        named = window.navigation.findItems(title, Qt.MatchFlag.MatchExactly)
        (item,) = [one for one in named if one.flags() & Qt.ItemFlag.ItemIsSelectable]
        self.click_item(window.navigation, window.navigation.row(item))

    def click_item(self, listed: QListWidget, row: int) -> None:
        """Click on one line of a list."""
        self.clicks += 1
        spot = listed.visualItemRect(listed.item(row)).center()
        self.qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def turn_page(self, tabs: QTabWidget, title: str) -> None:
        """Click on one of the tabs."""
        bar = tabs.tabBar()
        (place,) = [one for one in range(bar.count()) if bar.tabText(one) == title]
        self.clicks += 1
        spot = bar.tabRect(place).center()
        self.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spot)

    def choose_file(self, path: Path) -> None:
        """Answer a file dialog; a person needs about three clicks for it."""
        dialogs.choose_file(self.qtbot, path)
        self.clicks += 3

    def read_message(self) -> str:
        """Read a message and put it away."""
        self.clicks += 1
        return dialogs.put_away(self.qtbot)

    def give_password(self, word: str) -> str:
        """Answer what asks for the password; returns what it said it would do."""
        self.keys += len(word) + 1
        return dialogs.give_password(self.qtbot, word)

    def fill(self, name: str, text: str) -> None:
        """Type into the line of that name."""
        self.write(self.see(QLineEdit, name), text)


class User(Hands):
    """Who sits there, before the one window that is open, and knows the ``word`` for it."""

    def __init__(
        self, desktop: Desktop, qtbot: QtBot, settle: Callable[[Window], None], word: str = WORD
    ) -> None:
        super().__init__(qtbot)
        self.desktop = desktop
        self.word = word
        self._settle = settle

    @property
    def window(self) -> Window:
        assert self.desktop.window is not None
        return self.desktop.window

    def rest(self) -> None:
        """Wait until the window does."""
        self._settle(self.window)

    def sign_in(self, operator: str) -> None:
        """As somebody of the list, with the password."""
        box = self.see(QComboBox, "operator")
        forward = box.findText(operator) > box.currentIndex()
        while box.currentText() != operator:
            self.press(box, Qt.Key.Key_Down if forward else Qt.Key.Key_Up)
        self.fill("password", self.word)
        self.click_on("signIn")
        self.qtbot.waitUntil(lambda: self.desktop.window is not None, timeout=20_000)
        self.rest()

    def next_step(self) -> str:
        """Look at the workbench: what it says is next, or why there is nothing."""
        self.go_to(self.window, "工作台")
        self.rest()
        button = self.window.findChild(QPushButton, "nextStep")
        why = self.window.findChild(QLabel, "why")
        assert button is not None
        assert why is not None
        return button.text() if button.isVisible() else why.text()

    def take_step(self, words: str) -> None:
        """Do what the workbench says, which must be this."""
        assert self.next_step() == f"下一步：{words}"
        self.click_on("nextStep")
        self.rest()


def _all(top: QWidget, kind: type[Found], name: str) -> list[Found]:
    own = [top] if isinstance(top, kind) and top.objectName() == name else []
    return [*own, *top.findChildren(kind, name)]
