"""How much of a file is believed, and the refusal that crosses from the child to its parent.

Light: used in the child. The figures leave room for 120,000 rows of 30 columns.
"""

from __future__ import annotations

from app.errors import RefusedError

FILE_BYTES = 100 << 20
UNPACKED_BYTES = 700 << 20
ZIP_MEMBERS = 2_000
PACKED_RATIO = 300
PACKED_UNSUSPECTED = 16 << 20
"""A larger part that packs better than 1 to ``PACKED_RATIO`` holds no table: rows that differ in
nothing but their number pack 1 to 100."""
ROWS = 200_000
COLUMNS = 300
CELLS = 6_000_000
CELL_CHARS = 32_767
MERGED_CELLS = 2_000_000
ADDRESS_SPACE = 1_400 << 20
SECONDS = 30
SECONDS_PER_MIB = 3
LENGTH = 8
"""Bytes that tell the length of each part of the child's answer."""


def refuse(code: str, message: str, advice: str = "") -> RefusedError:
    """A refusal of a file, code ``I-FILE-…``."""
    return RefusedError(f"I-FILE-{code}", message, advice)
