"""异议与更正: objections with their twenty days, and credit repair."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.objections.screen import ObjectionsScreen

SCREEN = ScreenSpec("objections", "异议与更正", "objections", "异议与结果", ObjectionsScreen)
