"""One line beside an act that says how it went: hidden while there is nothing to say."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


class SaidLabel(QLabel):
    """``say(text, state)`` with state good, soon, bad or none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str, state: str = "") -> None:
        """Say this in the colour of ``state``; nothing hides the line."""
        self.setText(text)
        self.setVisible(bool(text))
        self.setProperty("state", state)
        self.style().unpolish(self)
        self.style().polish(self)
