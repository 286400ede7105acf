"""The garbage collector during slow work: it would stop every thread, the window's among them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def collector_paused() -> Iterator[None]:
    """Many long-lived small objects and no cycles: each collection would only walk them all,

    and hold every other thread meanwhile. At the end they go to the oldest generation unwalked.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def made_apart(make: Callable[[], T]) -> T:
    """What ``make`` returns, however many objects it is, is not walked then or later.

    It goes when nobody refers to it any more, as anything without cycles does.
    """
    with collector_paused():
        made = make()
    gc.freeze()
    return made
