"""What came of the last act, in one line that is only there when there is something to say."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


class SaidLine(QLabel):
    """``state`` is good, soon or bad, as the style knows them, or nothing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str, state: str = "") -> None:
        """Show ``text``; nothing hides the line."""
        self.setText(text)
        self.setVisible(bool(text))
        self.setProperty("state", state)
        self.style().unpolish(self)
        self.style().polish(self)
