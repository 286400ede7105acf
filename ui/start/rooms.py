"""What is behind the sign-in window. Loaded only once somebody goes through it."""

from __future__ import annotations

from pathlib import Path

from app.office import open_office
from app.progress import Progress
from app.settings import Settings
from app.store.office_store import Store
from app.training.offices import CLERK
from app.training.practice import prepare
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


def training(folder: Path, operator: str, *, anew: bool) -> Work:
    """The work that makes the training office under ``folder`` and opens it.

    An empty ``operator`` is the clerk, with whom the tasks begin.
    """

    def work(progress: Progress) -> Store:
        made = prepare(folder, progress, anew=anew)
        return open_office(made.office, operator or CLERK, made.passwords[operator or CLERK])

    return work
