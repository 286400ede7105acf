"""评级结果: at a bank, the grades it was sent, the terms they suggest, and how it used them."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.results.screen import ResultsScreen

SCREEN = ScreenSpec("results", "评级结果", "results", "异议与结果", ResultsScreen)
