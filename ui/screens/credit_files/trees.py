"""The tables of a file: small enough to be shown whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QTreeWidget

LEAST_ROWS = 13
"""So many rows high a page of several tables stays; a small display scrolls it."""


def tree(name: str, titles: Sequence[str], *, nested: bool = False) -> QTreeWidget:
    """A table of that name; ``nested`` where rows stand under headings."""
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setHeaderLabels(list(titles))
    made.setUniformRowHeights(True)
    made.setAlternatingRowColors(not nested)
    made.setRootIsDecorated(nested)
    return made
