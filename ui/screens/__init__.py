"""The screens. Each is a folder that knows no other; editions select them by id."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens import register

SCREENS: dict[str, ScreenSpec] = {spec.id: spec for spec in (register.SCREEN,)}
"""Every screen of both editions by id."""
