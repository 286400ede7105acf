"""How many there are of each kind, in one line whose numbers open the list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

_GAP = "&nbsp; &nbsp;"
"""Rich text takes wide spaces for one narrow one."""


class CountsLine(QLabel):
    """``linkActivated(key)`` when a count is clicked or chosen by Tab and Enter."""

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

    def show_counts(
        self, kinds: Mapping[str, str], counts: Mapping[str, int], unit: str, before: str = ""
    ) -> None:
        """Tell each kind (key → word) in this order; one that has nothing is no link."""
        parts = [before] if before else []
        for key, word in kinds.items():
            count = counts.get(key, 0)
            said = f"{word} {count:,} {unit}"
            parts.append(f'<a href="{key}">{said}</a>' if count else said)
        self.setText(_GAP.join(parts))
