"""The screens. Each is a folder that knows no other; editions select them by id."""

from __future__ import annotations

from app.edition import screens_of
from ui.screen import ScreenSpec
from ui.screens import help as manual
from ui.screens import register, settings

SCREENS: dict[str, ScreenSpec] = {
    spec.id: spec
    for spec in (
        register.SCREEN,
        settings.SCREEN,
        manual.SCREEN,
    )
}
"""Every screen of both editions by id."""


def specs_for(edition: str) -> list[ScreenSpec]:
    """The screens of an edition, in its order."""
    return [SCREENS[name] for name in screens_of(edition) if name in SCREENS]
