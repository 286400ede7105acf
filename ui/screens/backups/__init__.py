"""备份与恢复: backups that were read back, and the way back."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.backups.screen import BackupsScreen

SCREEN = ScreenSpec("backups", "备份与恢复", "backups", "系统", BackupsScreen)
