"""What a long list asks of whoever knows its rows: ids once, rows by id, words for columns.

The ids come ordered and filtered from the database in one question; rows are read in pages when
somebody looks at them. So a list of any size opens at once and its scroll bar tells the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

TEXT: Final = "text"
CODE: Final = "code"
"""Set in a monospaced face."""
NUMBER: Final = "number"
"""Right-aligned; the cell has thousands separators, the title its unit."""
STATE: Final = "state"
"""A word that also gets an icon and a colour."""

SEARCH: Final = "search"
"""The key under which a filter carries the text somebody types."""

Key = str
Filter = Mapping[str, str]
"""Filter key to wanted value; keys left out or empty do not restrict."""
Row = tuple[str, ...]
"""Shown texts, one per column."""


@dataclass(frozen=True)
class Column:
    """One column: ``width`` in characters of the list's font, ``kind`` one of the constants."""

    key: str
    title: str
    kind: str = TEXT
    width: int = 12
    sortable: bool = True


@dataclass(frozen=True)
class Choice:
    """One filter of a list: its title and what may be chosen as (value, title)."""

    key: str
    title: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Order:
    """Sorted by the column ``key``."""

    key: str
    descending: bool = False


class Source(Protocol):
    """A list's rows, as an app room gives them; called from several threads."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, left to right."""

    @property
    def choices(self) -> Sequence[Choice]:
        """The filters besides the search text."""

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The keys of the rows that fit, in order; only the first ``limit`` if given."""

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys; one that is gone is left out."""
