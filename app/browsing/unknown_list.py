"""Names and numbers that wait for their enterprise, as a list of the matching bench."""

from __future__ import annotations

from collections.abc import Sequence

from app.collection.importing import collected
from app.collection.unknowns import Unknown, unknowns
from app.listing import NUMBER, SEARCH, TEXT, Choice, Column, Filter, Key, Order, Row
from app.store.office_store import Store

COLUMNS = (
    Column("who", "表中的名称或编号", TEXT, 26),
    Column("number", "户号等编号", TEXT, 14),
    Column("rows", "行数", NUMBER, 6),
    Column("dataset", "数据集", TEXT, 12),
    Column("near", "最像的企业", TEXT, 30, sortable=False),
    Column("file", "来自文件", TEXT, 24),
)


class UnknownList:
    """The source of the list; keys are the first waiting row of each. Reads anew at every ask."""

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice]

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[Key, Unknown] = {}
        data_sets = store.catalogue.data_sets
        self._titles = {code: data_set.title for code, data_set in data_sets.items()}
        offered = tuple((one.code, one.title) for one in collected(store))
        self.choices = (Choice("dataset", "数据集", offered),)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Those that fit, in the order of arrival unless another is asked for."""
        found = {str(one.held_id): one for one in unknowns(self._store)}
        self._found = found
        text = wanted.get(SEARCH, "").casefold()
        dataset = wanted.get("dataset", "")
        keys = [
            key
            for key, one in found.items()
            if text in " ".join(self._row(one)).casefold() and dataset in ("", one.dataset)
        ]
        if order is not None:
            keys.sort(key=lambda key: self._sorted_by(found[key], order.key))
            if order.descending:
                keys.reverse()
        return keys[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        return {key: self._row(self._found[key]) for key in ids if key in self._found}

    def unknown(self, key: Key) -> Unknown | None:
        """The whole of one row."""
        return self._found.get(key)

    def _sorted_by(self, one: Unknown, key: str) -> tuple[int, str]:
        if key == "rows":
            return one.rows, ""
        return 0, self._row(one)[[column.key for column in COLUMNS].index(key)]

    def _row(self, one: Unknown) -> Row:
        best = one.candidates[0] if one.candidates else None
        near = f"{best.name}（{best.reason}）" if best else ""
        title = self._titles.get(one.dataset, one.dataset)
        return one.who, one.number, f"{one.rows:,}", title, near, one.file_name
