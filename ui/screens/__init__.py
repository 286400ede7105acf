"""The screens. Each is a folder that knows no other and declares itself as ``SCREEN``.

Editions select them by id; an office loads its own alone, so that an agency does not wait for the
coordinator's charts.
"""

from __future__ import annotations

from importlib import import_module

from app.edition import screens_of
from app.store.office_store import Store
from ui.screen import ScreenSpec


def spec_of(name: str) -> ScreenSpec:
    """The screen that the folder ``name`` declares."""
    declared: ScreenSpec = import_module(f"{__name__}.{name}").SCREEN
    return declared


def specs_for(store: Store) -> list[ScreenSpec]:
    """The screens that an office has, in the order of its edition."""
    agency = store.catalogue.agencies.get(store.agency)
    return [spec_of(name) for name in screens_of(store.edition, agency.kind if agency else "")]
