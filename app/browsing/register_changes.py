"""名录变动 as a list: what differs between two versions of the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app.browsing.register_search import RegisterSearch
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.register_versions import CHANGES, NOW, STATUS, differences
from app.store.office_store import Store

OLDER, NEWER, CHANGE = "older", "newer", "change"
COLUMNS = (
    Column("change", "变动", STATE, 11),
    Column("uscc", "统一社会信用代码", CODE, 18),
    Column("name", "企业名称", width=28),
    Column("before", "原来", width=28),
    Column("after", "现在", width=28),
)


class RegisterChanges:
    """The source of the list. Filters ``older`` and ``newer`` name the versions (``NOW``: 0)."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search
        self._titles = store.catalogue.code_lists["reg_status"].titles
        self._pair = (NOW, NOW)
        self.choices: Sequence[Choice] = (
            Choice(CHANGE, "变动", tuple((one, one) for one in CHANGES)),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The changes that fit: kind and code, by kind unless asked otherwise."""
        self._pair = (int(wanted.get(OLDER) or NOW), int(wanted.get(NEWER) or NOW))
        found = differences(*self._pair)
        query = sa.select(found.c.change + "/" + found.c.uscc)
        if change := wanted.get(CHANGE):
            query = query.where(found.c.change == change)
        if text := wanted.get(SEARCH, "").strip():
            named = found.c.name.contains(text, autoescape=True)
            query = query.where(named | self._search().among(found.c.uscc, text))
        if order is not None:
            column = found.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        place = sa.case({one: n for n, one in enumerate(CHANGES)}, value=found.c.change)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(place, found.c.uscc).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these changes."""
        found = differences(*self._pair)
        codes = [key.split("/")[1] for key in ids]
        query = sa.select(found).where(found.c.uscc.in_(codes))
        with self._store.read() as conn:
            made = {f"{row.change}/{row.uscc}": self._row(row) for row in conn.execute(query)}
        return {key: made[key] for key in ids if key in made}

    def _row(self, row: Any) -> Row:
        told = [text or "" for text in (row.before, row.after)]
        if row.change == STATUS:
            told = [self._titles.get(text, text) for text in told]
        return (row.change, row.uscc, row.name, *told)
