"""The screens. Each is a folder that knows no other; editions select them by id."""

from __future__ import annotations

from app.edition import screens_of
from app.store.office_store import Store
from ui.screen import ScreenSpec
from ui.screens import (
    agencies,
    audit,
    backups,
    campaigns,
    credit_files,
    dishonesty,
    entry,
    importing,
    inbox,
    notices,
    objections,
    operators,
    overview,
    papers,
    register,
    relending,
    results,
    review,
    settings,
    submission,
    workbench,
)
from ui.screens import help as manual

SCREENS: dict[str, ScreenSpec] = {
    spec.id: spec
    for spec in (
        workbench.SCREEN,
        register.SCREEN,
        entry.SCREEN,
        importing.SCREEN,
        review.SCREEN,
        notices.SCREEN,
        submission.SCREEN,
        inbox.SCREEN,
        objections.SCREEN,
        results.SCREEN,
        overview.SCREEN,
        relending.SCREEN,
        credit_files.SCREEN,
        dishonesty.SCREEN,
        agencies.SCREEN,
        campaigns.SCREEN,
        papers.SCREEN,
        audit.SCREEN,
        operators.SCREEN,
        backups.SCREEN,
        settings.SCREEN,
        manual.SCREEN,
    )
}
"""Every screen of both editions by id."""


def specs_for(store: Store) -> list[ScreenSpec]:
    """The screens that an office has, in the order of its edition."""
    agency = store.catalogue.agencies.get(store.agency)
    wanted = screens_of(store.edition, agency.kind if agency else "")
    return [SCREENS[name] for name in wanted if name in SCREENS]
