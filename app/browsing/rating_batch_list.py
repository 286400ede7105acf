"""评级批次 as a list: which enterprises a rating is made of."""

from __future__ import annotations

from collections.abc import Sequence

from app import clock
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.rating.batches import Batch, batches
from app.store.office_store import Store

USED, RETIRED = "在用", "已停用"
COLUMNS = (
    Column("batch_id", "编号", CODE, 12),
    Column("title", "名称", width=18),
    Column("count", "企业（家）", NUMBER, 10),
    Column("state", "状态", STATE, 9, sortable=False),
    Column("origin", "来源", width=24),
    Column("reason", "理由", width=24),
    Column("author", "建立人", width=8),
    Column("at", "建立时间", width=15),
    Column("predecessor", "接续", CODE, 12),
)


class RatingBatchList:
    """The source of the list, the newest first."""

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice] = (Choice("state", "状态", ((USED, USED), (RETIRED, RETIRED))),)

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit."""
        text = wanted.get(SEARCH, "").strip()
        found = [
            one
            for one in reversed(self.all())
            if wanted.get("state") in (None, "", _state(one))
            and (not text or text in one.title or text in one.batch_id)
        ]
        if order is not None:
            key = order.key
            found.sort(key=lambda one: _sortable(one, key), reverse=order.descending)
        return [one.batch_id for one in found][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        wanted = set(ids)
        return {one.batch_id: _row(one) for one in self.all() if one.batch_id in wanted}

    def all(self) -> list[Batch]:
        """Every batch, oldest first."""
        with self._store.read() as conn:
            return batches(conn)


def _sortable(one: Batch, key: str) -> tuple[int, str]:
    value = getattr(one, key)
    return (value, "") if isinstance(value, int) else (0, str(value))


def _state(one: Batch) -> str:
    return RETIRED if one.retired_at else USED


def _row(one: Batch) -> Row:
    at = clock.moment_words(one.at)
    told = (one.origin, one.reason, one.author, at, one.predecessor)
    return (one.batch_id, one.title, f"{one.count:,}", _state(one), *told)
