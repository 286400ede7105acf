"""Python's collector kept from walking what has no cycles: it stops every thread meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def made_apart(make: Callable[[], T]) -> T:
    """What ``make`` returns, however many objects it is, is not walked then or later.

    It goes when nobody refers to it any more, as anything without cycles does.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        made = make()
        gc.freeze()
    finally:
        if was:
            gc.enable()
    return made
