"""What stands across every page that is written: 样张, 培训用, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_STAMP: ContextVar[str] = ContextVar("stamp", default="")


def stamp_now() -> str:
    """The stamp of pages that are written now; empty: none."""
    return _STAMP.get()


@contextmanager
def stamped(text: str) -> Iterator[None]:
    """Every page written inside the block bears ``text`` across it in grey; empty: none does."""
    token = _STAMP.set(text)
    try:
        yield
    finally:
        _STAMP.reset(token)
