"""A watch on the window: how long it did not answer."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer


class LoopWatch(QObject):
    """Measures the longest time in which the event loop did not come round (milliseconds).

    Only time in which this program computed counts: what other programs took on a busy machine
    says nothing about ours.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self._last = (0.0, 0.0)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin anew."""
        self.longest = 0.0
        self._last = (time.perf_counter(), time.process_time())
        self._timer.start()

    def stop(self) -> float:
        """The longest gap since the start."""
        self._timer.stop()
        return self.longest * 1000

    def _tick(self) -> None:
        now = (time.perf_counter(), time.process_time())
        gap = min(here - before for here, before in zip(now, self._last, strict=True))
        self.longest, self._last = max(self.longest, gap), now
