"""失信名单: a mirror of what competent bodies decided."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens.dishonesty.screen import DishonestyScreen

SCREEN = ScreenSpec("dishonesty", "失信名单", "dishonesty", "评级", DishonestyScreen)
