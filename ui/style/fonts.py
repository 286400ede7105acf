"""Which fonts the desktop is set in: the platform's Chinese interface font where there is one."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

POINTS = 10.0
"""Point size at 100 %."""

_INTERFACE = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "LXGW WenKai",
    "Droid Sans Fallback",
)
_FIXED = ("Consolas", "Noto Sans Mono CJK SC", "LXGW WenKai Mono", "DejaVu Sans Mono")


def interface(wanted: str = "") -> list[str]:
    """The families to set the interface in, best first; ``wanted`` before all if it is here."""
    return _present((wanted, *_INTERFACE)) or [QFont().family()]


def offered() -> list[str]:
    """The Chinese families of this computer, for the settings."""
    return sorted(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


def fixed(like: QFont) -> QFont:
    """The monospaced companion of ``like``, for codes and numbers of documents."""
    font = QFont(like)
    font.setFamilies(_present(_FIXED) or [QFont().family()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def larger(like: QFont, times: float, *, bold: bool = False) -> QFont:
    """``like`` at ``times`` its size."""
    font = QFont(like)
    font.setPointSizeF(like.pointSizeF() * times)
    font.setBold(bold)
    return font


def _present(families: tuple[str, ...]) -> list[str]:
    here = set(QFontDatabase.families())
    return [family for family in families if family in here]
