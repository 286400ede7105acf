"""The screens. Each is a folder that knows no other; editions select them by id."""

from __future__ import annotations

from ui.screen import ScreenSpec
from ui.screens import help as manual
from ui.screens import objections, register, results, settings, workbench

SCREENS: dict[str, ScreenSpec] = {
    spec.id: spec
    for spec in (
        workbench.SCREEN,
        register.SCREEN,
        objections.SCREEN,
        results.SCREEN,
        settings.SCREEN,
        manual.SCREEN,
    )
}
"""Every screen of both editions by id."""
