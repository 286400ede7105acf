"""The coordinator's screens over 20,000 enterprises and 1.5 million records, against a tenth."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QAbstractItemView, QApplication

from app import clock
from app.merging.campaigns import open_campaign
from app.merging.counts import note_counts
from app.office import open_office
from app.settings import LEAVING_BACKUP, Settings
from app.store.office_store import Store
from app.store.tables import inbox, register
from tests.bench.bench_rating import SIZES, WORD, office
from tests.gui.watching import LoopWatch
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.shell.window import Window
from ui.style import theme

MEASURED = (
    "overview",
    "credit_files",
    "ratings",
    "disputes",
    "inbox",
    "recommending",
    "dishonesty",
    "objections",
    "relending",
)
"""Screens whose opening is measured, where there are such: what each shows first must not grow."""
AWAY = "help"
BOUND, GAP_MS = 1.5, 50.0
OPENINGS = 5
_LOOKED_AT = 0.3
"""Seconds that a screen is looked at after it was shown again."""
_OPENED, _TODAY = (datetime(2026, month, 22, 2, tzinfo=UTC) for month in (3, 4))
Bench = dict[str, Any]


def bench_coordinator(folder: Path) -> list[Bench]:
    """From the choice of a screen in a fresh window to what it shows first; the best of five.

    The small county and the large one in turn, so that both meet the same machine. And the
    longest stop of the event loop while a screen of the large county is shown again.
    """
    screens = list(MEASURED)
    for size in SIZES:
        with clock.at(_OPENED), office(folder / str(size), size) as store:
            _settle_in(store, size)
    told = f"{SIZES[1]:,} enterprises, {75 * SIZES[1]:,} rows"
    results = []
    with clock.at(_TODAY):
        for name in screens:
            small, large, gaps = _measured(folder, name)
            results.append(_result(f"{name} of {told}", large, small, BOUND))
            gap = statistics.median(gaps)
            results.append(_result(f"longest gap (ms): {name} again", [gap], [GAP_MS], 1.0))
    return results


def _measured(folder: Path, name: str) -> tuple[list[float], list[float], list[float]]:
    """Seconds of every opening in the small and the large county; gaps in the large one (ms)."""
    seconds: dict[int, list[float]] = {size: [] for size in SIZES}
    gaps = []
    for _ in range(OPENINGS):
        for size in SIZES:
            with _window(folder / str(size), folder / "home") as window:
                seconds[size].append(_opening(window, name))
                _quiet(window)
                if size == SIZES[1]:
                    gaps.append(_gap(window, name))
    return seconds[SIZES[0]], seconds[SIZES[1]], gaps


def _settle_in(store: Store, size: int) -> None:
    """What merging leaves beside the records: register, round, inbox, counts."""
    open_campaign(store, "2026年采集", date(2024, 1, 1), date(2026, 3, 1))
    names = [
        {"uscc": f"91411221MA9{place:07d}", "name": f"企业{place}", "former_names": ""}
        for place in range(size)
    ]
    with store.write() as conn:
        conn.execute(sa.insert(register), names)
        for data_set in store.catalogue.data_sets.values():
            note_counts(conn, data_set)
        for number, agency in enumerate(store.catalogue.collecting_agencies(clock.today()), 1):
            accepted = {
                one.code: 1 for one in store.catalogue.data_sets_of(agency.code, clock.today())
            }
            counts = {"accepted": accepted, "returned": [], "pooled": 0}
            conn.execute(
                inbox.insert().values(
                    package_id=f"p{number}", kind="submission", sender=agency.code, seq=1,
                    period="2026", envelope_sha256=f"{number:064x}", at=clock.timestamp(),
                    counts=json.dumps({"package_id": "", "sender": agency.code, **counts}),
                    state="已并入",
                )
            )  # fmt: skip


@contextmanager
def _window(place: Path, home: Path) -> Iterator[Window]:
    application = QApplication.instance() or QApplication([])
    settings = Settings(home)
    settings.set(LEAVING_BACKUP, 0)
    theme.apply(settings)
    store = open_office(place, "审核员", WORD)
    specs = sorted(specs_for(store), key=lambda one: one.id != AWAY)  # the first is shown at once
    window = Window(Session(store, settings, Ask()), specs)
    window.resize(1366, 728)
    window.show()
    _quiet(window)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application.processEvents()


def _opening(window: Window, name: str) -> float:
    """Seconds until the screen shows its first rows, or all that it has, painted."""
    begun = time.perf_counter()
    window.session.navigate(name)
    _until(lambda: _filled(window) or not window.session.jobs.live)
    window.grab()
    return time.perf_counter() - begun


def _filled(window: Window) -> bool:
    views = window.stack.currentWidget().findChildren(QAbstractItemView)
    return any(one.isVisible() and one.model() and one.model().rowCount() for one in views)


def _gap(window: Window, name: str) -> float:
    """The longest stop of the event loop (ms) while the screen, built by now, is shown again."""
    window.session.navigate(AWAY)
    _quiet(window)
    watch = LoopWatch(window)
    watch.start()
    window.session.navigate(name)
    shown = time.perf_counter() + _LOOKED_AT
    _until(lambda: not window.session.jobs.live and time.perf_counter() > shown)
    return watch.stop()


def _quiet(window: Window) -> None:
    _until(lambda: not window.session.jobs.live)


def _until(done: Callable[[], bool], seconds: float = 300) -> None:
    limit = time.perf_counter() + seconds
    while not done():
        if time.perf_counter() > limit:
            raise TimeoutError
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def _result(name: str, ours: list[float], baseline: list[float], bound: float) -> Bench:
    return {
        "name": name,
        "ours_s": min(ours),
        "baseline_s": min(baseline),
        "ratio": min(ours) / min(baseline),
        "bound": bound,
        "spread": [min(ours), max(ours)],
        "repeats": len(ours),
    }
