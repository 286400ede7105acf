"""告知与授权: who is told before data leave, the slips that come back, consents, and the words."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.notices.screen import NoticesScreen

SCREEN = ScreenSpec("notices", "告知与授权", "notices", "审核与报送", NoticesScreen)
