"""Lists of a few dozen lines that are sums: made whole at each question, sorted in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from app.listing import NUMBER, SEARCH, Choice, Column, Filter, Key, Order, Row
from app.store.office_store import Store


class SummedList(ABC):
    """A source that makes all of its lines at each question."""

    columns: Sequence[Column] = ()
    choices: Sequence[Choice] = ()
    last: frozenset[Key] = frozenset()
    """Lines that stay below all others, however they are sorted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shorts = {one.code: one.short for one in store.catalogue.agencies.values()}
        self._rows: dict[Key, Row] = {}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The lines that fit; without an order the most faults first."""
        self._rows = rows = self._lines(wanted)
        text = wanted.get(SEARCH, "").strip().casefold()
        found = [
            key
            for key, row in rows.items()
            if not text or any(text in cell.casefold() for cell in row)
        ]
        if order is not None:
            place = [column.key for column in self.columns].index(order.key)
            number = self.columns[place].kind == NUMBER
            found.sort(key=lambda key: _rank(rows[key][place], number), reverse=order.descending)
            found.sort(key=lambda key: key in self.last)
        return found[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The lines of these keys, as they were when they were last asked for."""
        return {key: self._rows[key] for key in ids if key in self._rows}

    @abstractmethod
    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        """All lines, before the search narrows them."""


def _rank(cell: str, number: bool) -> tuple[float, str]:
    """Numbers by size, an empty one below all; texts as they are."""
    if not number:
        return 0, cell
    return (float(cell.replace(",", "")) if cell else float("-inf")), ""
