"""Colours and spaces. Every size comes from the font, so that all scales look alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from app.paths import RESOURCES
from app.settings import FONT, SCALE, THEME, Settings
from ui.style import fonts

_QSS = RESOURCES / "style" / "desktop.qss"


@dataclass(frozen=True)
class Colours:
    """One theme. ``good``, ``soon`` and ``bad`` always stand beside a word and an icon."""

    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    soon: str
    bad: str


THEMES = {
    "light": Colours(
        window="#f4f5f7",
        base="#ffffff",
        raised="#fafbfc",
        text="#1f2328",
        muted="#59636e",
        line="#d0d7de",
        accent="#0b5cad",
        on_accent="#ffffff",
        accent_soft="#e3eefa",
        good="#1a7f37",
        soon="#8a5a00",
        bad="#b42318",
    ),
    "dark": Colours(
        window="#1c1f24",
        base="#24282e",
        raised="#2b3037",
        text="#e6e8eb",
        muted="#a3abb5",
        line="#444c56",
        accent="#6cb0f5",
        on_accent="#10161d",
        accent_soft="#243b55",
        good="#5cc978",
        soon="#e3b341",
        bad="#ff8a80",
    ),
    "contrast": Colours(
        window="#000000",
        base="#000000",
        raised="#000000",
        text="#ffffff",
        muted="#ffffff",
        line="#ffffff",
        accent="#ffff00",
        on_accent="#000000",
        accent_soft="#003a5c",
        good="#5cff8f",
        soon="#ffd24d",
        bad="#ff9d94",
    ),
}
_now = THEMES["light"]


def colours() -> Colours:
    """The colours of the theme in force."""
    return _now


def unit() -> int:
    """One step of the rhythm in device-independent pixels: 8 at 100 % with a 9 point font."""
    return max(4, round(QFontMetrics(QApplication.font()).ascent() * 0.66))


def icon_size() -> QSize:
    """An icon beside a word."""
    return QSize(unit() * 2, unit() * 2)


def row() -> int:
    """The height of a row in a table."""
    return round(QFontMetrics(QApplication.font()).lineSpacing() * 1.7)


def chars(count: float) -> int:
    """The width of so many digits in the font of the interface; a Chinese character takes two."""
    return round(QFontMetrics(QApplication.font()).horizontalAdvance("0") * count)


def apply(settings: Settings) -> None:
    """Put font, scale and theme of ``settings`` in force for the whole program."""
    global _now
    _now = THEMES[settings.get(THEME)]
    font = QFont()
    font.setFamilies(fonts.interface(settings.get(FONT)))
    font.setPointSizeF(fonts.POINTS * settings.get(SCALE) / 100)
    QApplication.setStyle("Fusion")
    QApplication.setFont(font)
    QApplication.setPalette(_palette(_now))
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setStyleSheet(_sheet(_now, _QSS))


def _palette(found: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, colour in (
        (role.Window, found.window),
        (role.Base, found.base),
        (role.AlternateBase, found.raised),
        (role.Button, found.raised),
        (role.ToolTipBase, found.base),
        (role.Text, found.text),
        (role.WindowText, found.text),
        (role.ButtonText, found.text),
        (role.ToolTipText, found.text),
        (role.BrightText, found.bad),
        (role.PlaceholderText, found.muted),
        (role.Highlight, found.accent),
        (role.HighlightedText, found.on_accent),
        (role.Link, found.accent),
        (role.Mid, found.line),
        (role.Dark, found.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor(found.muted))
    return palette


def _sheet(found: Colours, path: Path) -> str:
    icons = (RESOURCES / "icons").as_posix()
    sizes = {"u1": unit() // 2, "u2": unit(), "u3": unit() * 3 // 2, "u4": unit() * 2}
    sizes |= {"above": sizes["u1"] - 1, "below": sizes["u1"] - 2}
    # A style sheet cannot draw a mark in a colour of the theme
    mark = "mark-white" if found.on_accent == THEMES["light"].on_accent else "mark-black"
    named = {"mark": mark, **vars(found), **{name: f"{size}px" for name, size in sizes.items()}}
    return Template(path.read_text("utf-8")).substitute(named, icons=icons)
