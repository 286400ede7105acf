"""The window during a rating of a county at its limit, and how its lists grow with the county.

The offices are those of :mod:`tests.bench.bench_rating`: 2,000 and 20,000 enterprises.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from app.outcomes import publishing
from app.rating import schemes
from app.rating.runs import run_rating, verify_run
from app.settings import LEAVING_BACKUP, Settings
from app.store.office_store import Store
from app.store.tables import register
from tests.bench.bench_rating import SIZES, D, office
from tests.gui.watching import LoopWatch
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.publishing.screen import PublishingScreen
from ui.screens.ratings.screen import RatingsScreen
from ui.screens.recommending.screen import RecommendingScreen
from ui.shell.window import Window
from ui.style import theme
from ui.tables.pane import ListPane

GAP_MS = 50.0
REPEATS = 5
Result = dict[str, Any]
Seconds = dict[str, float]


def bench_window_while_rating(folder: Path) -> list[Result]:
    """The longest stop of the event loop in each act; the first rows of each list as it grows."""
    application = QApplication.instance() or QApplication([])
    small, _ = _county(folder, SIZES[0])
    large, gaps = _county(folder, SIZES[1])
    del application
    told = f"{SIZES[1]:,} enterprises, {75 * SIZES[1]:,} rows"
    return [
        *(_result(f"longest gap (ms) {name}, {told}", gap, GAP_MS, 1.0)
          for name, gap in gaps.items()),
        *(_result(f"first rows: {name}, {SIZES[1]:,} against {SIZES[0]:,}",
                  large[name], small[name], 1.5)
          for name in large),
    ]  # fmt: skip


def _county(folder: Path, size: int) -> tuple[Seconds, Seconds]:
    """Seconds to the first rows of each list, and the longest gaps of each act in ms."""
    with _window(folder, size) as window:
        screen = _ratings(window)
        watch = LoopWatch(window)
        gaps: Seconds = {}

        def watched(name: str, act: Callable[[], object]) -> None:
            _settle(window)
            watch.start()
            act()
            _settle(window)
            gaps[name] = watch.stop()

        store = window.session.store
        with store.read() as conn:
            scheme = schemes.chosen(conn, D)
        session = window.session
        watched("rating", lambda: session.act(
            "评级", lambda progress: run_rating(store, scheme, D, progress=progress)))  # fmt: skip
        key = screen.runs.pane.model.ids[0]
        watched("verifying", lambda: session.act(
            "重算核验", lambda progress: verify_run(store, key, progress=progress)))  # fmt: skip
        publishing.publish(store, key)
        watched("listing the enterprises", lambda: screen.show_run(key))
        uscc = screen.rated.pane.model.ids[0]
        watched("a score sheet", lambda: screen.show_sheet(key, uscc))
        watched("the outcomes", lambda: session.navigate("recommending"))
        watched("the banks' shares", lambda: session.navigate("publishing"))
        return _lists(window), gaps


def _lists(window: Window) -> Seconds:
    """Each list asked again: to the first rows, the fastest of several."""
    ratings, recommending, publishing_screen = (
        window.screens[name] for name in ("ratings", "recommending", "publishing")
    )
    assert isinstance(ratings, RatingsScreen)
    assert isinstance(recommending, RecommendingScreen)
    assert isinstance(publishing_screen, PublishingScreen)
    panes = {
        "runs": ratings.runs.pane,
        "enterprises of a run": ratings.rated.pane,
        "outcomes": recommending.outcomes.pane,
        "shares of the banks": publishing_screen.giving.pane,
        "enterprises for a bank": publishing_screen.giving.who,
    }
    return {
        name: min(_first_rows(window, pane) for _ in range(REPEATS)) for name, pane in panes.items()
    }


def _first_rows(window: Window, pane: ListPane) -> float:
    """Seconds from the question to the first rows."""
    _settle(window)
    seen: list[float] = []

    def note() -> None:
        seen.append(time.perf_counter())

    pane.model.modelReset.connect(note)
    begun = time.perf_counter()
    pane.ask()
    while not seen:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    pane.model.modelReset.disconnect(note)
    return seen[0] - begun


def _ratings(window: Window) -> RatingsScreen:
    window.session.navigate("ratings")
    _settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, RatingsScreen)
    return shown


def _fill_register(store: Store, size: int) -> None:
    rows = [
        {
            "uscc": f"91411221MA9{place:07d}", "name": f"渑池县第{place}有限公司",
            "former_names": "", "entity_kind": "1", "reg_status": "1", "township": "城关镇",
        }
        for place in range(size)
    ]  # fmt: skip
    with store.write() as conn:
        conn.execute(sa.insert(register), rows)


@contextmanager
def _window(folder: Path, size: int) -> Iterator[Window]:
    settings = Settings(folder / f"home-{size}")
    settings.set(LEAVING_BACKUP, 0)
    theme.apply(settings)
    store = office(folder / str(size), size)
    _fill_register(store, size)
    window = Window(Session(store, settings, Ask()), specs_for(store))
    window.resize(1366, 728)
    window.show()
    _settle(window)
    yield window
    _settle(window)
    window.close()
    window.deleteLater()


def _settle(window: Window) -> None:
    """Until nothing runs for a moment."""
    calm = time.monotonic() + 0.3
    while time.monotonic() < calm:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        if window.session.jobs.live:
            calm = time.monotonic() + 0.3


def _result(name: str, ours: float, baseline: float, bound: float) -> Result:
    return {
        "name": name,
        "ours_s": ours,
        "baseline_s": baseline,
        "ratio": ours / baseline,
        "bound": bound,
        "spread": [ours, ours],
    }
