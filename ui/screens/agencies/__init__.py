"""机构与备案: who takes part, by which key, and what all of them are told of it."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.agencies.screen import AgenciesScreen

SCREEN = ScreenSpec("agencies", "机构与备案", "key", "归集与档案", AgenciesScreen)
