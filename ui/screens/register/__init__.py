"""企业名录: the county's enterprises, and the page of one."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.register.screen import RegisterScreen

SCREEN = ScreenSpec("register", "企业名录", "register", "名录与数据", RegisterScreen)
