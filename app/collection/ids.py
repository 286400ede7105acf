"""Record ids: random UUIDs, many at a time; the training county may fix their sequence."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_VERSION = bytes((value & 0x0F) | 0x40 for value in range(256))
_VARIANT = bytes((value & 0x3F) | 0x80 for value in range(256))
_source: Callable[[int], bytes] = os.urandom


def new_ids(count: int) -> list[str]:
    """``count`` UUIDs of version 4 in their usual text form."""
    raw = bytearray(_source(16 * count))
    raw[6::16] = raw[6::16].translate(_VERSION)
    raw[8::16] = raw[8::16].translate(_VARIANT)
    digits = raw.hex()
    return [
        f"{digits[i : i + 8]}-{digits[i + 8 : i + 12]}-{digits[i + 12 : i + 16]}"
        f"-{digits[i + 16 : i + 20]}-{digits[i + 20 : i + 32]}"
        for i in range(0, 32 * count, 32)
    ]


def new_id() -> str:
    """One such id."""
    return new_ids(1)[0]


@contextmanager
def seeded(seed: int | str) -> Iterator[None]:
    """Inside the block ids follow from ``seed``: the training county is the same every time."""
    global _source
    before, _source = _source, random.Random(seed).randbytes  # noqa: S311 - a training county is no secret
    try:
        yield
    finally:
        _source = before
