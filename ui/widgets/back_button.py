"""The way back from a page that lies behind a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from ui.style import icons


class BackButton(QPushButton):
    """Esc anywhere in ``page`` presses it."""

    def __init__(self, page: QWidget, name: str, word: str = "返回列表") -> None:
        super().__init__(icons.icon("back"), word)
        self.setObjectName(name)
        self.setToolTip(f"{word}（Esc）")
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape),
            page,
            self.click,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
