"""用信统计: how far each bank's lending rests on the grades, for re-lending."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.relending.screen import RelendingScreen

SCREEN = ScreenSpec("relending", "用信统计", "relending", "异议与结果", RelendingScreen)
