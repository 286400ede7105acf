"""工作台: what to do next, what waits, and how far this agency has come."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.workbench.screen import WorkbenchScreen

SCREEN = ScreenSpec("workbench", "工作台", "home", "今天", WorkbenchScreen)
