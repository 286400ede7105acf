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
