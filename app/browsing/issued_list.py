"""已发名单: every list that was issued, to whom, and until when it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.edition import BANK
from app.listing import NUMBER, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.outcomes.recommending import GROUP, KINDS, SUPERIOR
from app.store.list_tables import outcome_list
from app.store.office_store import Store

_SORTED = ("list_id", "kind", "recipient", "count", "at", "author")


class IssuedList:
    """The source of the list; a key is a list's number."""

    columns: Sequence[Column] = (
        Column("list_id", "编号", width=14),
        Column("kind", "名单", STATE, 10),
        Column("recipient", "发给", width=30),
        Column("count", "户数", NUMBER, 8),
        Column("change", "与上一份相比", width=20, sortable=False),
        Column("as_of", "基准日", width=14, sortable=False),
        Column("valid_until", "有效至", width=14, sortable=False),
        Column("at", "发出时间", width=18),
        Column("author", "操作员", width=10),
    )

    def __init__(self, store: Store) -> None:
        self._store = store
        kinds = tuple((one, one) for one in KINDS)
        self.choices: Sequence[Choice] = (
            Choice("kind", "名单", kinds),
            Choice("recipient", "发给", tuple(recipients(store).items())),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit, the newest first unless another order is asked for."""
        query = sa.select(outcome_list.c.list_id)
        for key in ("kind", "recipient"):
            if wanted.get(key):
                query = query.where(outcome_list.c[key] == wanted[key])
        if order is not None and order.key in _SORTED:
            column = outcome_list.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(sa.text("outcome_list.rowid DESC"))
        with self._store.read() as conn:
            return list(conn.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these lists."""
        titles = recipients(self._store)
        query = sa.select(outcome_list).where(outcome_list.c.list_id.in_(ids))
        with self._store.read() as conn:
            return {row.list_id: _row(row, titles) for row in conn.execute(query)}


def recipients(store: Store) -> dict[str, str]:
    """Everybody a list may go to: the banks, superiors, the working group; code → title."""
    catalogue = store.catalogue
    banks = {
        code: agency.title for code, agency in catalogue.agencies.items() if agency.kind == BANK
    }
    return {**banks, SUPERIOR: "上级主管部门", GROUP: "评级工作组"}


def change_words(content: Any) -> str:
    """How a list differs from the one before: ``新增 2，升 1，移出 1``; empty without any."""
    counts: dict[str, int] = {}
    for row in (*content["rows"], *content["left"]):
        if row["change"]:
            counts[row["change"]] = counts.get(row["change"], 0) + 1
    return "，".join(f"{word} {count:,}" for word, count in counts.items())


def _row(row: Any, titles: dict[str, str]) -> Row:
    content = json.loads(row.content)
    return (
        row.list_id,
        row.kind,
        titles.get(row.recipient, row.recipient),
        f"{row.count:,}",
        change_words(content),
        words.day_words(content["as_of"]),
        words.day_words(content["valid_until"]),
        clock.moment_words(row.at),
        row.author,
    )
