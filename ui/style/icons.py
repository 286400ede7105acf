"""The icons: small SVGs drawn in the colour of the text beside them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import RESOURCES
from ui.style import theme

FOLDER = RESOURCES / "icons"
_SIZES = (16, 20, 24, 32, 48, 64, 96)


def icon(name: str, colour: str = "") -> QIcon:
    """The icon ``resources/icons/<name>.svg`` in ``colour``, else in the theme's text colour."""
    return _drawn(name, colour or theme.colours().text, theme.colours().muted)


def pixmap(name: str, size: int, colour: str = "") -> QPixmap:
    """The icon as a picture of ``size`` device-independent pixels."""
    return icon(name, colour).pixmap(QSize(size, size))


@cache
def _drawn(name: str, colour: str, disabled: str) -> QIcon:
    source = (FOLDER / f"{name}.svg").read_text("utf-8")
    made = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
        for size in _SIZES:
            picture = QPixmap(size, size)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            renderer.render(painter)
            painter.end()
            made.addPixmap(picture, mode)
    return made
