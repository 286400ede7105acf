"""评级: runs and how they came out, one enterprise's score sheet, the working group's step."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.ratings.screen import RatingsScreen

SCREEN = ScreenSpec("ratings", "评级", "ratings", "评级", RatingsScreen)
