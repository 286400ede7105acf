"""版本比较: what two versions of a scheme say differently, in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.listing import SEARCH, TEXT, Choice, Column, Filter, Key, Order, Row
from app.rating.scheme import Scheme
from app.rating.scheme_words import Difference, differences


class DifferenceList:
    """The source of the list; :meth:`show` says of which two."""

    columns: Sequence[Column] = (
        Column("what", "内容", TEXT, 30),
        Column("old", "原来", TEXT, 42),
        Column("new", "改为", TEXT, 42),
    )
    choices: Sequence[Choice] = ()

    def __init__(self) -> None:
        self._found: Sequence[Difference] = ()

    def show(self, old: Scheme, new: Scheme) -> int:
        """Compare these two; returns in how many things they differ."""
        self._found = differences(old, new)
        return len(self._found)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The differences that fit, in the order of the scheme; a key is the thing's name."""
        text = wanted.get(SEARCH, "")
        fit = [one for one in self._found if text in f"{one.what} {one.old} {one.new}"]
        if order is not None:
            key = order.key
            fit.sort(key=lambda one: str(getattr(one, key)), reverse=order.descending)
        return [one.what for one in fit[:limit]]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these."""
        wanted = set(ids)
        return {one.what: (one.what, one.old, one.new) for one in self._found if one.what in wanted}
