"""Reads beside the window, of which only the newest wish counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.screen import Session


class Newest:
    """While one question is answered, the next waits, and a later one takes its place.

    So whoever drags is answered again and again, and never waits for what he has left behind.
    ``work(wish)`` runs beside the window; ``then(answer)`` gets every answer that is worked out;
    ``failed(error)`` an error (otherwise the error dialog).
    """

    def __init__(
        self,
        session: Session,
        title: str,
        work: Callable[[Any], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._session = session
        self._title = title
        self._work = work
        self._then = then
        self._on_error = failed or session.show_error
        self._busy = False
        self._next: list[Any] = []

    def ask(self, wish: Any) -> None:
        """Have this wish answered as soon as the one before is."""
        self._next = [wish]
        if not self._busy:
            self._start()

    def forget(self) -> None:
        """Whatever waits is not wanted any more."""
        self._next = []

    def _start(self) -> None:
        wish = self._next.pop()
        work = self._work
        self._busy = True
        self._session.read(self._title, lambda: work(wish), self._answered, failed=self._failed)

    def _answered(self, answer: Any) -> None:
        self._busy = False
        if self._next:
            self._start()
        self._then(answer)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if self._next:
            self._start()
        self._on_error(error)
