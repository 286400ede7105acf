"""Slow work off the GUI thread: one lane for acts, one for reading, both in order.

A job is a plain function of ``app`` that takes a :class:`app.progress.Progress`. It never touches
a widget; its signals are emitted in the GUI thread. Connect before it can finish: pass the
receivers to :meth:`JobRunner.start`.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.collector import set_apart
from app.errors import Cancelled
from app.progress import Progress

Work = Callable[[Progress], Any]

EVERY = 0.05
"""Seconds between two reports of one job: more would flood the event loop."""
SWITCH = 0.001
"""Seconds after which a busy thread lets the GUI thread run."""


@dataclass(frozen=True)
class Step:
    """How far a job is; ``total`` 0 means unknown, ``seconds_left`` None not yet told."""

    done: int
    total: int
    note: str
    seconds_left: float | None


class Job(QObject):
    """One running piece of work.

    Signals (all in the GUI thread): ``progressed(Step)``; then one of ``succeeded(result)``,
    ``failed(exception)``, ``cancelled()``; and last ``finished(self)``.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal(object)
    _reported = Signal(object)

    def __init__(self, title: str, work: Work, parent: QObject, *, sure: bool = False) -> None:
        super().__init__(parent)
        self.title = title
        self.sure = sure
        self.step_now = Step(0, 0, "", None)
        self._work = work
        self._stop = threading.Event()
        self._started = time.monotonic()
        self._last = 0.0
        self._reported.connect(self._take)

    @property
    def stopping(self) -> bool:
        """Whether somebody asked for its end."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask for the end; the work stops at its next step and leaves everything as it was."""
        self._stop.set()

    def step(self, done: int, total: int, note: str = "") -> None:
        """Progress, called by the work in its own thread. Raises Cancelled once asked to end."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= EVERY or (total and done >= total):
            self._last = now
            spent = now - self._started
            left = spent / done * (total - done) if total and done and spent > 1 else None
            self._reported.emit(Step(done, total, note, left))

    def run(self) -> None:
        """Do the work, in the lane's thread."""
        self._started = time.monotonic()
        outcome: tuple[str, Any]
        try:
            if self._stop.is_set():
                raise Cancelled
            outcome = ("succeeded", self._work(self))
        except Cancelled:
            outcome = ("cancelled", None)
        except Exception as error:  # told to whoever asked for the work
            outcome = ("failed", error)
        self._reported.emit(outcome)

    @Slot(object)
    def _take(self, report: Step | tuple[str, Any]) -> None:
        if isinstance(report, Step):
            self.step_now = report
            self.progressed.emit(report)
            return
        what, value = report
        if what == "cancelled":
            self.cancelled.emit()
        elif what == "failed":
            self.failed.emit(value)
        else:
            self.succeeded.emit(value)
        self.finished.emit(self)


class JobRunner(QObject):
    """Runs jobs: acts one after another in one lane, so that they cannot cross; reads beside them.

    Signals: ``started(job)`` and ``ended(job)`` of acts and reads alike.
    """

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH)
        # A full collection walks the whole program and stops every thread: 100 ms of a dead window
        gc.collect()
        set_apart()
        self._acts = ThreadPoolExecutor(1, thread_name_prefix="acts")
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="reads")
        self._live: set[Job] = set()
        self._closed = False

    @property
    def live(self) -> frozenset[Job]:
        """The jobs that have not finished."""
        return frozenset(self._live)

    def start(
        self,
        title: str,
        work: Work,
        *,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        reads: bool = False,
        sure: bool = False,
    ) -> Job:
        """Start ``work``; exactly one of the three receivers is called, in the GUI thread.

        ``sure``: it is short and must not be lost (what was typed): the end waits for it.
        """
        if self._closed:
            raise RuntimeError("the office is closed")
        job = Job(title, work, self, sure=sure)
        for signal, receiver in (
            (job.succeeded, then),
            (job.failed, failed),
            (job.cancelled, cancelled),
        ):
            if receiver is not None:
                signal.connect(receiver)
        job.finished.connect(self._discard)
        self._live.add(job)
        self.started.emit(job)
        (self._reads if reads else self._acts).submit(job.run)
        return job

    def cancel(self) -> None:
        """Cancel everything that is not sure."""
        for job in self._live:
            if not job.sure:
                job.cancel()

    def shutdown(self) -> None:
        """Cancel everything that is not sure, and wait; nobody hears of it any more."""
        self._closed = True
        for job in self._live:
            job.blockSignals(True)
        self.cancel()
        self._acts.shutdown(wait=True)
        self._reads.shutdown(wait=True)
        self._live.clear()

    @Slot(object)
    def _discard(self, job: Job) -> None:
        self._live.discard(job)
        self.ended.emit(job)
        job.deleteLater()
