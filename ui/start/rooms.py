"""What is behind the sign-in window. Loaded only once somebody goes through it."""

from __future__ import annotations

from pathlib import Path

from app.edition import Edition
from app.progress import Progress
from app.settings import Settings
from app.store.office_store import Store
from app.training import places
from app.training.offices import LEADER
from ui.ask import Ask
from ui.jobs import Work
from ui.screen import Session
from ui.screens import specs_for
from ui.shell.window import Window


def frame_over(store: Store, settings: Settings, ask: Ask) -> Window:
    """The frame over an open office, with the screens of its edition."""
    window = Window(Session(store, settings, ask), specs_for(store))
    window.resize(window.sizeHint())
    return window


def training(edition: Edition, settings: Path, *, anew: bool = False) -> Work:
    """The work that opens the edition's own training office, which is made where there is none."""

    def work(progress: Progress) -> Store:
        if edition is Edition.COORDINATOR:
            return places.open_county(settings / "county", progress)
        return places.open_practice(settings / "training", progress, anew=anew)

    return work


def county(folder: Path) -> Work:
    """The work that opens the coordinator's office of a demonstration county in ``folder``."""
    return lambda _: places.play(places.county_office(folder), LEADER)


def played(office: Path, operator: str) -> Work:
    """The work that opens a training office as another of its operators."""
    return lambda _: places.play(office, operator)
