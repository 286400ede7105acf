"""How many enterprises are in which state, in one line whose numbers open the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class CountsLine(QLabel):
    """``linkActivated(state)`` when a count is clicked or chosen by Tab and Enter."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("counts")
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )

    def show_counts(self, states: Sequence[str], counts: Mapping[str, int]) -> None:
        """Tell the states in this order; one that nobody is in is no link."""
        parts = []
        for state in states:
            count = counts.get(state, 0)
            said = f"{state} {count:,} 家"
            parts.append(f'<a href="{state}">{said}</a>' if count else said)
        self.setText("　".join(parts))
