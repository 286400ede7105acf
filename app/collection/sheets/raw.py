"""What the format readers hand to the table finder: whole sheets by columns, nothing left out."""

from __future__ import annotations

from dataclasses import dataclass, field

RawCell = str | float | int | bool | bytes | None
"""A cell that ``marshal`` can carry: a date is ``b"d2026-03-01"`` or ``b"t2026-03-01T05:00:00"``,
an error ``b"e#N/A"`` (UTF-8)."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 0, inclusive."""


@dataclass
class RawSheet:
    """One sheet; ``columns[c][r]`` with row and column counted from 0 in the file."""

    name: str
    columns: list[list[RawCell]]
    visible: bool = True
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: int = 0

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.columns[0]) if self.columns else 0


@dataclass
class RawBook:
    """The sheets of a file in order, what to tell the user, and a text file's encoding."""

    sheets: list[RawSheet]
    notes: list[str] = field(default_factory=list)
    encoding: str = ""
