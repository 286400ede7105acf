"""How the lists of this screen stand: counts and acts in one line, the list below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QToolBar, QVBoxLayout, QWidget

from ui.style import theme
from ui.tables.pane import ListPane


def lay_out(page: QWidget, counts: QWidget, acts: QToolBar, pane: ListPane) -> None:
    """Put the parts of ``page`` where they belong."""
    top = QHBoxLayout()
    top.addWidget(counts, 1)
    top.addWidget(acts)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, theme.unit(), 0, 0)
    layout.setSpacing(theme.unit())
    layout.addLayout(top)
    layout.addWidget(pane, 1)
