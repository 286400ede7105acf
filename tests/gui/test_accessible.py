"""A walk through every screen: named for screen readers, reached by keyboard, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.settings import SCALE, Settings
from tests.gui.conftest import Opener
from tests.gui.offices import ADMIN, CLERK, LEADER, VIEWER
from ui.shell.window import Window
from ui.style import theme

Settle = Callable[[Window], None]
TOUCHED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)


def screens(window: Window, settle: Settle) -> Iterator[str]:
    for name in window.specs:
        window.session.navigate(name)
        settle(window)
        yield name


def touched(window: Window) -> Iterator[QWidget]:
    """What somebody can act on, without the inner parts of Qt's own widgets."""
    for widget in window.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox | QHeaderView)
        hidden = not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus
        if isinstance(widget, TOUCHED) and not inner and not hidden:
            yield widget


def name_of(widget: QWidget, buddies: set[QWidget | None]) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or ("buddy" if widget in buddies else "")


@pytest.mark.parametrize("operator", [CLERK, LEADER, ADMIN, VIEWER])
def test_everything_that_is_acted_on_has_a_name(
    operator: str, opener: Opener, settle: Settle
) -> None:
    """A screen reader says “edit” forty times where names are missing."""
    window = opener(operator)
    for screen in screens(window, settle):
        buddies: set[QWidget | None] = {label.buddy() for label in window.findChildren(QLabel)}
        nameless = [
            (type(widget).__name__, widget.objectName())
            for widget in touched(window)
            if not name_of(widget, buddies)
        ]
        assert not nameless, (screen, nameless)


@pytest.mark.parametrize("scale", [100, 200])
def test_no_word_is_cut_off(scale: int, opener: Opener, settings: Settings, settle: Settle) -> None:
    """Half a word on a button is no word; at 200 % above all."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    window = opener(LEADER)
    for screen in screens(window, settle):
        for widget in window.findChildren(QWidget):
            if isinstance(widget, QAbstractButton | QLabel) and widget.isVisible():
                wraps = isinstance(widget, QLabel) and widget.wordWrap()
                needed = widget.minimumSizeHint()
                assert wraps or widget.width() >= needed.width(), (screen, widget, widget.text())
                assert wraps or widget.height() >= needed.height(), (screen, widget, widget.text())
