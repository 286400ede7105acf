"""How slow work reports and is cancelled, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far a job is; may raise :class:`app.errors.Cancelled` to stop it."""

    def step(self, done: int, total: int, note: str = "") -> None:
        """``done`` of ``total`` units are finished; ``total`` 0 means unknown."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int, note: str = "") -> None:
        """Do nothing."""


SILENT = Silent()


class Part:
    """A stretch of a longer job: its steps count from ``start`` to ``end`` of ``whole``.

    A step of unknown length stays at the start and still lets the job be cancelled.
    """

    def __init__(self, progress: Progress, start: int, end: int, whole: int) -> None:
        self._progress = progress
        self._start, self._length, self._whole = start, end - start, whole

    def step(self, done: int, total: int, note: str = "") -> None:
        """``done`` of ``total`` of this stretch are finished."""
        share = self._length * done // total if total else 0
        self._progress.step(self._start + share, self._whole, note)
