"""How the series of a chart are told apart: by pattern first, by colour only besides."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from ui.style import theme

_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.CrossPattern,
)
MOST = len(_PATTERNS)
"""More series than this nobody tells apart: show a table."""


@dataclass(frozen=True)
class Look:
    """The colours of a chart: those of the screen, or black on white for paper."""

    ground: str
    ink: str
    faint: str
    accent: str


def on_screen() -> Look:
    """The look in the theme that is in force."""
    now = theme.colours()
    return Look(now.base, now.text, now.line, now.accent)


ON_PAPER = Look("#ffffff", "#000000", "#b0b0b0", "#000000")


def brush(look: Look, place: int) -> QBrush:
    """The filling of the series at ``place``."""
    return QBrush(QColor(look.accent), _PATTERNS[place % MOST])


def outline(look: Look) -> QPen:
    """Every bar has an outline, so that a white one stands out from white paper."""
    pen = QPen(QColor(look.ink), 1)
    pen.setCosmetic(True)
    return pen
