"""总览: who has reported what, who is late, how good it is, and letters to those who are late."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.overview.screen import OverviewScreen

SCREEN = ScreenSpec("overview", "总览", "home", "今天", OverviewScreen)
