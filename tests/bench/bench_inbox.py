"""How the window feels while a large package is looked at, tried out and merged."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from app.inbox.arrived import MERGED
from app.settings import LEAVING_BACKUP, Settings
from tests.bench.bench_merge import prepared
from tests.gui.watching import LoopWatch
from tests.offices import LEADER
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.inbox.screen import InboxScreen
from ui.shell.window import Window
from ui.style import theme

ROWS = 50_000
GAP_MS = 50.0
Result = dict[str, Any]


def bench_inbox(folder: Path) -> list[Result]:
    """The longest stop of the event loop in each step of a package of :data:`ROWS` records."""
    QApplication.instance() or QApplication([])
    county = prepared(folder / "county", ROWS)
    settings = Settings(folder / "home")
    settings.set(LEAVING_BACKUP, 0)
    theme.apply(settings)
    with county.as_("RH", LEADER) as store:
        window = Window(Session(store, settings, Ask()), specs_for(store))
        window.resize(1366, 728)
        window.show()
        window.session.navigate("inbox")
        _until_quiet(window)
        screen = window.screens["inbox"]
        if not isinstance(screen, InboxScreen):
            raise TypeError(screen)
        path = county.package("bills.xyb")
        found = {
            "looking at": _gap(window, lambda: screen.take([path])),
            "trying out": _gap(window, screen.arrivals.rehearse),
            "merging": _gap(window, screen.arrivals.merge),
        }
        if screen.arrivals.heap[path].state != MERGED:
            raise RuntimeError(screen.arrivals.heap[path].reason)
        window.close()
        window.deleteLater()
    return [
        {
            "name": f"longest gap (ms): {name} {ROWS:,} records",
            "ours_s": gap,
            "baseline_s": GAP_MS,
            "ratio": gap / GAP_MS,
            "bound": 1.0,
        }
        for name, gap in found.items()
    ]


def _gap(window: Window, act: Callable[[], None]) -> float:
    watch = LoopWatch(window)
    watch.start()
    act()
    _until_quiet(window)
    return watch.stop()


def _until_quiet(window: Window, seconds: float = 300) -> None:
    limit = time.perf_counter() + seconds
    while window.session.jobs.live:
        if time.perf_counter() > limit:
            raise TimeoutError
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
