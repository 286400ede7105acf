"""Actions as data: one declaration gives button, menu entry, shortcut and search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolBar, QWidget

from app.keys.roles import Role
from ui.style import icons


@dataclass(frozen=True)
class Action:
    """One act of a screen.

    ``roles``: who sees it at all (empty: everybody); the rule itself is in ``app``. ``hint`` is
    shown beside the button's word.
    """

    id: str
    title: str
    run: Callable[[], None]
    icon: str = ""
    shortcut: str = ""
    hint: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)


def bind(owner: QWidget, actions: Iterable[Action], roles: frozenset[Role]) -> dict[str, QAction]:
    """Make the actions that ``roles`` may see live in ``owner``; returns them by id."""
    made: dict[str, QAction] = {}
    for action in actions:
        if action.roles and action.roles.isdisjoint(roles):
            continue
        live = QAction(action.title, owner)
        live.setObjectName(action.id)
        if action.icon:
            live.setIcon(icons.icon(action.icon))
        if action.shortcut:
            live.setShortcut(QKeySequence(action.shortcut))
            live.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        live.setToolTip(_tip(action))
        live.triggered.connect(_caller(action))
        owner.addAction(live)
        made[action.id] = live
    return made


def tool_bar(owner: QWidget, actions: Iterable[QAction]) -> QToolBar:
    """A bar of buttons with icon and word."""
    bar = QToolBar(owner)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.addActions(list(actions))
    for live in bar.actions():
        button = bar.widgetForAction(live)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(live.text())
        button.setObjectName(live.objectName())
    return bar


def _tip(action: Action) -> str:
    shown = action.hint or action.title
    return f"{shown}（{action.shortcut}）" if action.shortcut else shown


def _caller(action: Action) -> Callable[[bool], None]:
    """A receiver that keeps the declaration alone alive, not the widget."""

    def call(_checked: bool = False) -> None:
        action.run()

    return call
