"""What is known of one thing: pairs of title and text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea

from ui.style import fonts, theme


class Facts(QScrollArea):
    """Pairs of title and text under a heading."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(heading)
        self.setMinimumWidth(theme.chars(26))
        self._heading = heading
        self.show_pairs(())

    def show_pairs(self, pairs: Sequence[tuple[str, str]], note: str = "") -> None:
        """Show these; ``note`` where there is nothing to show."""
        card = QFrame()
        card.setProperty("role", "card")
        form = QFormLayout(card)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setVerticalSpacing(theme.unit())
        form.setHorizontalSpacing(theme.unit() * 2)
        title = QLabel(self._heading)
        title.setFont(fonts.larger(title.font(), 1.0, bold=True))
        form.addRow(title)
        for word, text in pairs:
            named, shown = QLabel(word), QLabel(text)
            named.setProperty("role", "muted")
            shown.setWordWrap(True)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(named, shown)
        if note:
            said = QLabel(note)
            said.setWordWrap(True)
            form.addRow(said)
        self.setWidget(card)
