"""What is wrong with a window for somebody who does not see it, or has no mouse, or large letters.

Each function returns sentences about what it found; an empty list is a window in order.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)

from ui.forms.editors import Editor
from ui.shell.window import Window

SMALL = (1366, 728)
"""What a small display leaves to a window."""

WORKED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
_SLACK = 2
"""Pixels by which a style may round."""
_LEAST = 8
_MOST_TABS = 600


def worked_with(root: QWidget) -> list[QWidget]:
    """The visible widgets in ``root`` that a person works with, not the parts they are made of."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, WORKED)
        and widget.isVisibleTo(root)
        and widget.width() > _LEAST
        and not widget.objectName().startswith("qt_")
        and not _part_of_another(widget)
    ]


def _part_of_another(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QComboBox | QAbstractSpinBox | QAbstractItemView | QLineEdit):
            return True
        holder = holder.parentWidget()
    return False


def unnamed(root: QWidget) -> list[str]:
    """Widgets about which a screen reader has nothing to say."""
    buddies = {label.buddy() for label in root.findChildren(QLabel)} - {None}
    return [
        f"{told(widget)} has no accessible name"
        for widget in worked_with(root)
        if not (
            widget.accessibleName()
            or widget in buddies
            or (isinstance(widget, QAbstractButton) and widget.text().strip())
        )
    ]


def without_buddy(root: QWidget) -> list[str]:
    """Labels that offer a key (Alt+letter) which leads nowhere."""
    return [
        f"label “{label.text()}” has no buddy"
        for label in root.findChildren(QLabel)
        if label.isVisibleTo(root)
        and label.textFormat() != Qt.TextFormat.PlainText
        and "(&" in label.text()
        and label.buddy() is None
    ]


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons whose text has not the room that it needs."""
    found = []
    for label in root.findChildren(QLabel):
        if label.isVisibleTo(root) and label.text() and not _scrolls(label, root):
            needed = label.sizeHint()
            if label.wordWrap():
                high = label.heightForWidth(label.width())
                short = label.height() + _SLACK < high
            else:
                short = label.width() + _SLACK < needed.width()
                short = short or label.height() + _SLACK < needed.height()
            if short:
                found.append(f"label “{label.text()[:30]}” is cut off")
    for button in root.findChildren(QAbstractButton):
        if button.isVisibleTo(root) and button.text() and not _scrolls(button, root):
            needed = button.minimumSizeHint()
            if (
                button.width() + _SLACK < needed.width()
                or button.height() + _SLACK < needed.height()
            ):
                found.append(f"button “{button.text()[:30]}” is cut off")
    return found


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    """What stands in a scroll area has all the room that it asks for."""
    holder = widget.parentWidget()
    while holder is not None and holder is not root:
        if isinstance(holder, QScrollArea):
            return not holder.widgetResizable()
        holder = holder.parentWidget()
    return False


def unreached(window: QWidget, root: QWidget) -> list[str]:
    """Enabled widgets in ``root`` that Tab never comes to, walked once around ``window``."""
    wanted = {
        widget
        for widget in worked_with(root)
        if widget.isEnabled() and not _one_of_many(widget) and not _beside_an_editor(widget)
    }
    if not wanted:
        return []
    seen: set[QWidget] = set()
    start = next(iter(sorted(wanted, key=lambda one: one.mapTo(root, one.rect().topLeft()).y())))
    start.setFocus(Qt.FocusReason.TabFocusReason)
    here: QWidget | None = window.focusWidget()
    left = False
    for _ in range(_MOST_TABS):  # a text walks through its links before it lets go
        if here is None or (left and here is start):
            break
        seen.add(here)
        left = left or here is not start
        QTest.keyClick(here, Qt.Key.Key_Tab)
        here = window.focusWidget()
    return [f"Tab never comes to {told(widget)}" for widget in wanted - seen]


def _one_of_many(widget: QWidget) -> bool:
    """Of buttons that exclude one another, and of a spin box's parts, Tab reaches one."""
    return isinstance(widget, QAbstractButton) and (
        widget.autoExclusive() or widget.group() is not None
    )


def _beside_an_editor(widget: QWidget) -> bool:
    """A calendar's button is for the mouse alone: the date is typed into the line beside it."""
    no_focus = widget.focusPolicy() == Qt.FocusPolicy.NoFocus
    return no_focus and isinstance(widget.parentWidget(), Editor)


def told(widget: QWidget) -> str:
    """A widget in words that lead to its line of code."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    name = widget.objectName() or widget.accessibleName() or text
    return f"{type(widget).__name__} “{name}”"


def faults(window: QWidget, root: QWidget) -> list[str]:
    """Everything that the walk finds in ``window``; Tab is tried in ``root``, a part of it."""
    seen = [*unnamed(window), *without_buddy(window), *clipped(window)]
    return [*seen, *unreached(window, root)]


def lay_out(widget: QWidget) -> None:
    """Let Qt give every widget its place."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def walked(window: Window, settle: Callable[[Window], None]) -> dict[str, list[str]]:
    """What is wrong with each screen of the window, at the size of a small display."""
    found: dict[str, list[str]] = {}
    for name in window.specs:
        window.resize(*SMALL)
        window.session.navigate(name)
        settle(window)
        lay_out(window)
        shown = window.stack.currentWidget()
        assert shown is not None
        if wrong := faults(window, shown):
            found[name] = wrong
    return found
