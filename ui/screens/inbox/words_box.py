"""A reason in a sentence, and below it the words for the agency, ready to be copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.style import icons, theme


class WordsBox(QWidget):
    """``ask`` is read-only text that Tab reaches; the button copies all of it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.reason = QLabel()
        self.reason.setObjectName("reasonSaid")
        self.reason.setWordWrap(True)
        self.ask = QPlainTextEdit()
        self.ask.setObjectName("ask")
        self.ask.setReadOnly(True)
        self.ask.setTabChangesFocus(True)
        self.ask.setAccessibleName(title)
        self.ask.setMinimumHeight(theme.unit() * 6)
        self.copy = QPushButton(icons.icon("copy"), "复制")
        self.copy.setObjectName("copyAsk")
        self.copy.setToolTip("复制后可粘贴到公文、短信或传真里")
        self.copy.clicked.connect(self._copy)
        named = QLabel(title)
        named.setBuddy(self.ask)
        named.setProperty("role", "muted")
        foot = QHBoxLayout()
        foot.addWidget(named, 1)
        foot.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.unit() // 2, 0, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addWidget(self.reason)
        layout.addLayout(foot)
        layout.addWidget(self.ask, 1)
        self.show_words("", "")

    def show_words(self, reason: str, ask: str) -> None:
        """Show these; without words for the agency only the reason stands."""
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.ask.setPlainText(ask)
        self.ask.setPlaceholderText("没有需要向机构说明的。")
        self.copy.setEnabled(bool(ask))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.ask.toPlainText())
