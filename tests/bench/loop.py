"""The event loop under measurement: run until something is done, its longest stop meanwhile."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication


@cache
def application() -> QApplication:
    """The one application of this process."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])


def until(done: Callable[[], bool], seconds: float = 120) -> None:
    """Run the loop until ``done()``. Raises TimeoutError."""
    limit = time.perf_counter() + seconds
    while not done():
        if time.perf_counter() > limit:
            raise TimeoutError
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def wait(seconds: float) -> None:
    """Run the loop for so long."""
    end = time.perf_counter() + seconds
    until(lambda: time.perf_counter() > end)


class Watchdog:
    """Asks every millisecond whether the loop runs; keeps the longest time that it did not."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def stop(self) -> float:
        """Milliseconds."""
        self._tick()
        self._timer.stop()
        return self.longest * 1000
