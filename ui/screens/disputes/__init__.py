"""待匹配与冲突: codes that nobody knows, and where agencies contradict each other."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.disputes.screen import DisputesScreen

SCREEN = ScreenSpec("disputes", "待匹配与冲突", "disputes", "归集与档案", DisputesScreen)
