"""推荐与孵化: who is recommended or incubated and why, lists, measures, cooperation."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.recommending.screen import RecommendingScreen

SCREEN = ScreenSpec("recommending", "推荐与孵化", "recommending", "评级", RecommendingScreen)
