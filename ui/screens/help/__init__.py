"""帮助: the manual, opened by F1 at the page of the screen that was shown."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.help.screen import HelpScreen

SCREEN = ScreenSpec("help", "帮助", "help", "系统", HelpScreen)
