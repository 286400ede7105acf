"""用户与密钥: who may open this office, and the keys it is known by."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.operators.screen import OperatorsScreen

SCREEN = ScreenSpec("operators", "用户与密钥", "operators", "系统", OperatorsScreen)
