"""记住的匹配: which names and numbers stand for which enterprise in this office."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app import clock
from app.collection.matching import NAME_LOOKUP
from app.listing import CODE, SEARCH, TEXT, Choice, Column, Filter, Key, Order, Row
from app.store.office_store import Store
from app.store.tables import match_choice, register

_BETWEEN = "\t"


class ChoiceList:
    """The source of the list; a key is lookup and value, see :func:`parts`."""

    columns: Sequence[Column] = (
        Column("value", "表中的名称或编号", TEXT, 26),
        Column("lookup", "按什么记住", TEXT, 12),
        Column("name", "企业", TEXT, 26),
        Column("uscc", "统一社会信用代码", CODE, 18),
        Column("operator", "操作员", TEXT, 8),
        Column("at", "时间", TEXT, 15),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store
        self._titles = {NAME_LOOKUP: "名称"}
        for data_set in store.catalogue.data_sets.values():
            if data_set.lookup in data_set.by_name:
                self._titles.setdefault(data_set.lookup, data_set.by_name[data_set.lookup].title)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Those that fit, newest first unless another order is asked for."""
        name = sa.func.coalesce(register.c.name, match_choice.c.uscc)
        query = sa.select(match_choice.c.lookup, match_choice.c.value).outerjoin(
            register, register.c.uscc == match_choice.c.uscc
        )
        if text := wanted.get(SEARCH, ""):
            found = match_choice.c.value.contains(text, autoescape=True)
            query = query.where(found | name.contains(text, autoescape=True))
        if order is not None:
            column = name if order.key == "name" else match_choice.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(match_choice.c.at.desc(), match_choice.c.value)
        with self._store.read() as conn:
            return [_BETWEEN.join(row) for row in conn.execute(query.limit(limit))]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        wanted = sa.tuple_(match_choice.c.lookup, match_choice.c.value)
        query = (
            sa.select(match_choice, register.c.name)
            .outerjoin(register, register.c.uscc == match_choice.c.uscc)
            .where(wanted.in_([parts(key) for key in ids]))
        )
        with self._store.read() as conn:
            return {
                f"{row.lookup}{_BETWEEN}{row.value}": (
                    row.value,
                    self._titles.get(row.lookup, row.lookup),
                    row.name or "（已不在名录中）",
                    row.uscc,
                    row.operator,
                    clock.moment_words(row.at),
                )
                for row in conn.execute(query)
            }


def parts(key: Key) -> tuple[str, str]:
    """Lookup and value of a key."""
    lookup, _, value = key.partition(_BETWEEN)
    return lookup, value
