"""One measurement of screens in a process of its own, so that its memory is its own.

``python -m tests.bench.screens_once form|forms|screens COUNT`` prints figures as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app import clock
from app.browsing.entry_list import entered_fields
from app.catalogue.load import load
from app.keys.passwords import TRAINING_COST
from app.settings import LEAVING_BACKUP, Settings
from app.store.opening import create, open_store
from tests.gui.offices import CLERK, MORNING, WORD, operators
from tests.screenshots import settle
from ui.ask import Ask
from ui.forms.form import RecordForm, ScrolledForm
from ui.screen import Session
from ui.screens import specs_for
from ui.shell.window import Window
from ui.style import theme

SETTLED = 100
"""Openings after which memory is looked at first."""


def resident_mib() -> float:
    """What the process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def swept() -> None:
    """Let Qt and Python take away what is done with."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def grown(open_one: Callable[[int], None], count: int) -> dict[str, float]:
    """Memory after the first openings and after all."""
    first = 0.0
    for number in range(count):
        open_one(number)
        swept()
        if number + 1 == min(SETTLED, count // 2):
            gc.collect()
            first = resident_mib()
    gc.collect()
    return {"first_mib": first, "last_mib": resident_mib()}


def form(number: int) -> None:
    """Make the form of one of the data sets, show it, and throw it away."""
    catalogue = load()
    sets = list(catalogue.data_sets.values())
    made = ScrolledForm(RecordForm(sets[number % len(sets)], catalogue))
    made.show()
    QCoreApplication.processEvents()
    made.close()
    made.deleteLater()


def opened(folder: Path, settings: Settings) -> Window:
    """Market regulation's office, which has the largest data set and small ones."""
    create(
        folder,
        agency="SCJG",
        edition="agency",
        operators=operators()[:2],
        signing_key=bytes(32),
        sealing_key="AGE-SECRET-KEY-BENCH",
        cost=TRAINING_COST,
    )
    store = open_store(folder, CLERK, WORD, load())
    window = Window(Session(store, settings, Ask()), specs_for(store))
    window.resize(1366, 728)
    window.show()
    settle(window.session)
    return window


def shown_after(window: Window, dataset: str) -> float:
    """Seconds from the choice of a data set until its grid and form are painted."""
    begun = time.perf_counter()
    window.session.navigate("entry", dataset=dataset)
    window.grab()
    return time.perf_counter() - begun


def first_forms(window: Window) -> dict[str, float | str]:
    """The smallest and the largest data set of the office, each opened for the first time."""
    sets = load().data_sets_of(window.session.store.agency, clock.today())
    by_size = sorted(sets, key=lambda one: len(entered_fields(one)))
    other, small, large = by_size[1].code, by_size[0].code, by_size[-1].code
    shown_after(window, other)  # the screen itself is built once
    settle(window.session)
    found = {"small_s": shown_after(window, small)}
    settle(window.session)
    found["large_s"] = shown_after(window, large)
    settle(window.session)
    return {"small": small, "large": large, **found}


def visit_all(window: Window, number: int) -> None:
    """Open every screen that the operator has; the entry screen with another data set each time."""
    codes = ("SC03", "SC01", "SC08")
    for spec in specs_for(window.session.store):
        if spec.open_to(window.session.roles):
            wanted = {"dataset": codes[number % 3]} if spec.id == "entry" else {}
            window.session.navigate(spec.id, **wanted)
            while window.session.jobs.live:
                QCoreApplication.processEvents()


def main(what: str, count: int) -> dict[str, float | str]:
    """Measure one thing."""
    application = QApplication([])
    with tempfile.TemporaryDirectory() as place, clock.at(MORNING):
        settings = Settings(Path(place) / "home")
        settings.set(LEAVING_BACKUP, 0)
        theme.apply(settings)
        if what == "forms":
            return dict(grown(form, count))
        window = opened(Path(place) / "SCJG", settings)
        if what == "form":
            found = first_forms(window)
        else:
            found = dict(grown(partial(visit_all, window), count))
        window.close()
        application.quit()
        return found


if __name__ == "__main__":
    json.dump(main(sys.argv[1], int(sys.argv[2])), sys.stdout)
