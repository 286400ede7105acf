"""审核: what was entered by one is looked at, signed off or sent back by another."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.review.screen import ReviewScreen

SCREEN = ScreenSpec("review", "审核", "review", "审核与报送", ReviewScreen)
