"""文书: every paper that this office can print, its registers, and the words of its letters."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.papers.screen import PapersScreen

SCREEN = ScreenSpec("papers", "文书", "print", "异议与结果", PapersScreen)
