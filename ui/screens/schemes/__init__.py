"""评级方案: its versions, the tables in which it is changed, and what a change would do."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.schemes.screen import SchemesScreen

SCREEN = ScreenSpec("schemes", "评级方案", "schemes", "评级", SchemesScreen)
