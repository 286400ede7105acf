"""A weight moved on the screen over a county at its limit: how soon the chart has followed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from app import clock
from app.rating import scheme as schemes
from app.rating.comparison import Facts
from app.rating.runs import run_rating
from app.settings import LEAVING_BACKUP, Settings
from app.store.office_store import Store
from tests.bench.bench_rating import SIZES, office
from tests.bench.loop import Watchdog, application, until, wait
from tests.gui.offices import MORNING
from tests.unit.rating.county import D
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.schemes.basis import SAME, Basis
from ui.screens.schemes.screen import SchemesScreen
from ui.screens.schemes.what_if import WhatIfTab
from ui.shell.window import Window
from ui.style import theme

GAP_MS = 50.0
SECONDS = 0.2
"""A redraw may take so long, or half of a run where that is longer."""
MOVES = ("I09", "I17", "I25", "I07", "I19", "I11")
Result = dict[str, Any]


def bench_what_if(folder: Path) -> list[Result]:
    """Redraw after a weight was moved against a run; the longest stops of the event loop."""
    with clock.at(MORNING), office(folder / "office", SIZES[1]) as store:
        run = min(_run(store) for _ in range(2))
        with _trial(store, folder) as trial:
            gaps = {"measuring once": _started(trial)}
            redraws = [_moved(trial, name) for name in MOVES]
            gaps["dragging a weight"], follow = _dragged(trial)
    allowed = max(SECONDS, run / 2)
    told = f"{SIZES[1]:,} enterprises, {75 * SIZES[1]:,} rows"
    return [
        {**_result(f"what-if redraw, {told}", max(redraws), run, 0.5),
         "bound": allowed / run, "spread": [min(redraws), max(redraws)], "repeats": len(redraws)},
        {**_result("what-if redraw at the end of a drag", follow, run, 0.5),
         "bound": allowed / run, "spread": [follow, follow], "repeats": 1},
        *(
            {**_result(f"longest gap (ms): {name}", gap, GAP_MS, 1.0),
             "spread": [gap, gap], "repeats": 1}
            for name, gap in gaps.items()
        ),
    ]  # fmt: skip


def _run(store: Store) -> float:
    begun = time.perf_counter()
    run_rating(store, schemes.load(), D)
    return time.perf_counter() - begun


@contextmanager
def _trial(store: Store, folder: Path) -> Iterator[WhatIfTab]:
    application()
    settings = Settings(folder / "home")
    settings.set(LEAVING_BACKUP, 0)
    theme.apply(settings)
    window = Window(Session(store, settings, Ask()), specs_for(store))
    window.resize(1366, 728)
    window.show()
    window.session.navigate("schemes")
    until(lambda: not window.session.jobs.live)
    screen = window.stack.currentWidget()
    if not isinstance(screen, SchemesScreen):
        raise TypeError(screen)
    screen.tabs.setCurrentWidget(screen.trial_page)
    until(lambda: not window.session.jobs.live)
    try:
        yield screen.trial
    finally:
        window.close()
        window.deleteLater()


def _started(trial: WhatIfTab) -> float:
    scheme = schemes.load()
    watchdog = Watchdog()
    trial.start(Basis(Facts(D), f"{scheme.id}:{scheme.version}", SAME))
    until(lambda: trial.shown is not None, 600)
    until(lambda: not trial.session.jobs.live)
    wait(0.5)
    return watchdog.stop()


def _moved(trial: WhatIfTab, name: str) -> float:
    """Seconds from the key to the painted chart."""
    slider, _ = trial.weights.line(name)
    before = trial.shown
    begun = time.perf_counter()
    slider.setValue(slider.value() + 3)
    until(lambda: trial.shown is not before)
    trial.chart.chart.viewport().repaint()
    spent = time.perf_counter() - begun
    until(lambda: not trial.session.jobs.live)
    wait(0.3)
    return spent


def _dragged(trial: WhatIfTab) -> tuple[float, float]:
    """The longest stop while a slider goes to and fro, and how long the last answer took."""
    slider, _ = trial.weights.line("I09")
    watchdog = Watchdog()
    for step in range(120):
        slider.setValue(step % 20)
        wait(0.016)
    wanted = trial.weights.weights()
    begun = time.perf_counter()
    until(partial(_answered, trial, wanted))
    trial.chart.chart.viewport().repaint()
    spent = time.perf_counter() - begun
    wait(0.5)
    return watchdog.stop(), spent


def _answered(trial: WhatIfTab, wanted: Any) -> bool:
    if trial.shown is None:
        return False
    by_id = trial.shown.after.scheme.by_id
    return all(
        by_id[name].weights.get(template, 0) == weight
        for name, weights in wanted.items()
        for template, weight in weights.items()
    )


def _result(name: str, ours: float, baseline: float, bound: float) -> Result:
    return {
        "name": name,
        "ours_s": ours,
        "baseline_s": baseline,
        "ratio": ours / baseline,
        "bound": bound,
    }
