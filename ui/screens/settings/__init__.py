"""设置: what this computer remembers for its user."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.settings.screen import SettingsScreen

SCREEN = ScreenSpec("settings", "设置", "settings", "系统", SettingsScreen)
