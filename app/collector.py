"""The garbage collector during slow work: it would stop every thread, the window's among them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


_lock = threading.Lock()
_pauses = 0
_resume = False
_apart = False


@contextmanager
def collector_paused() -> Iterator[None]:
    """Many long-lived small objects and no cycles: each collection would only walk them all,

    and hold every other thread meanwhile. At the end they are not walked either: where something
    was set apart they join it, else they go to the oldest generation. Two threads may pause at
    once; the last one to end lets the collector go on.
    """
    global _pauses, _resume
    with _lock:
        if not _pauses:
            _resume = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if not _pauses and _resume:
                gc.freeze()
                if not _apart:
                    gc.unfreeze()
                gc.enable()


def set_apart() -> None:
    """Whatever is there now is not walked any more, and stays so.

    It goes when nobody refers to it. The price: a cycle among what was there is never found; so
    this is for what lives as long as the program, and for data without cycles.
    """
    global _apart
    with _lock:
        _apart = True
        gc.freeze()


def made_apart(make: Callable[[], T]) -> T:
    """What ``make`` returns, however many objects it is, is not walked then or later.

    It goes when nobody refers to it any more, as anything without cycles does.
    """
    with collector_paused():
        made = make()
    set_apart()
    return made
