"""Room for a panel whose large letters need more height than a small screen has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.style import theme

LEAST = 24
"""Steps of height below which a list shows too few rows to be of use."""


def scrolled_body(panel: QWidget) -> QVBoxLayout:
    """Fill ``panel`` with a body that scrolls when it must; returns the body's layout."""
    body = QWidget()
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
    layout.setSpacing(theme.unit() // 2)
    room = QScrollArea()
    room.setWidgetResizable(True)
    room.setFrameShape(QFrame.Shape.NoFrame)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    room.setWidget(body)
    whole = QVBoxLayout(panel)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(room)
    return layout
