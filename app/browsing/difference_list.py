"""版本比较: what two versions of a scheme say differently, in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.listing import SEARCH, TEXT, Choice, Column, Filter, Key, Order, Row
from app.rating.scheme import Scheme
from app.rating.scheme_words import Difference, differences


class DifferenceList:
    """The source of the list; :meth:`show` says of which two."""

    columns: Sequence[Column] = (
        Column("what", "内容", TEXT, 22),
        Column("title", "指标名称", TEXT, 26, sortable=False),
        Column("old", "原来", TEXT, 40),
        Column("new", "改为", TEXT, 40),
    )
    choices: Sequence[Choice] = ()

    def __init__(self) -> None:
        self._found: Sequence[Difference] = ()
        self._titles: dict[str, str] = {}

    def show(self, old: Scheme, new: Scheme) -> int:
        """Compare these two; returns in how many things they differ."""
        self._found = differences(old, new)
        self._titles = {f"指标{one.id}": one.title for one in (*old.indicators, *new.indicators)}
        return len(self._found)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The differences that fit, in the order of the scheme; a key is the thing's name."""
        text = wanted.get(SEARCH, "")
        fit = [one for one in self._found if text in " ".join(self._row(one))]
        if order is not None:
            key = order.key
            fit.sort(key=lambda one: str(getattr(one, key)), reverse=order.descending)
        return [one.what for one in fit[:limit]]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these."""
        wanted = set(ids)
        return {one.what: self._row(one) for one in self._found if one.what in wanted}

    def _row(self, one: Difference) -> Row:
        titles = (title for name, title in self._titles.items() if one.what.startswith(name))
        return one.what, next(titles, ""), one.old, one.new
