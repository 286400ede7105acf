"""The tables of a file: small enough to be shown whole; pages that keep a height to be read in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QTreeWidget, QWidget

from ui.style import theme

_ROWS = 13


def tree(name: str, titles: Sequence[str], *, nested: bool = False) -> QTreeWidget:
    """A table of that name; ``nested`` where rows stand under headings."""
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setHeaderLabels(list(titles))
    made.setUniformRowHeights(True)
    made.setAlternatingRowColors(not nested)
    made.setRootIsDecorated(nested)
    return made


def roomy(content: QWidget, name: str) -> QScrollArea:
    """``content`` with room for a few rows of each part; scrolled where the display has less."""
    made = QScrollArea()
    made.setAccessibleName(name)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidgetResizable(True)
    content.setMinimumHeight(theme.row() * _ROWS)
    made.setWidget(content)
    return made
