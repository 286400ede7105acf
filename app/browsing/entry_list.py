"""The records of one data set as the rows of a grid for entry, with what is typed and not saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from app.browsing.record_list import RecordList
from app.browsing.register_list import own_data_sets
from app.browsing.register_search import RegisterSearch
from app.catalogue.model import DataSet, Field
from app.collection import drafts, states
from app.collection.drafts import NEW
from app.listing import SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import finding

STATUS: Final = "row_status"
STANDING: Final = "status"
"""The filter by state."""
UNSAVED: Final = "未保存"
FRESH: Final = "新增"
"""The state of the row in which a new record is typed."""
REMARKED: Final = "remarked"

_STATES = (
    states.DRAFT,
    states.ENTERED,
    states.APPROVED,
    states.SENT,
    states.RETURNED,
    states.OBJECTED,
    states.CORRECTED,
    states.WITHDRAWN,
    states.REPAIRED,
)


def entered_fields(data_set: DataSet) -> tuple[Field, ...]:
    """The fields that a clerk fills in, in the order of their declaration."""
    return tuple(field for field in data_set.fields if not field.derived and not field.retired)


def counts(store: Store) -> dict[str, tuple[int, int]]:
    """Data set → records that are not withdrawn, rows that the operator typed and did not save."""
    unsaved = drafts.counts(store)
    found = {}
    for data_set in own_data_sets(store):
        table = store.table(data_set.code)
        query = (
            sa.select(sa.func.count())
            .select_from(table)
            .where(table.c.agency_code == store.agency, table.c.row_status != states.WITHDRAWN)
        )
        with store.read() as conn:
            held = conn.execute(query).scalar_one()
        found[data_set.code] = (held, unsaved.get(data_set.code, 0))
    return found


class EntryList(RecordList):
    """The source of the grid. Its first row is the one in which a new record is typed.

    Withdrawn records are left out unless they are asked for by state.
    """

    def __init__(
        self, store: Store, data_set: DataSet, search: Callable[[], RegisterSearch]
    ) -> None:
        super().__init__(store, data_set, search)
        self.columns: Sequence[Column] = (
            Column(STATUS, "状态", STATE, 8),
            *(self._column(field) for field in self.fields),
            Column("entered_by", "录入人", width=8),
        )
        self.choices: Sequence[Choice] = (
            Choice(STANDING, "状态", tuple((word, word) for word in (UNSAVED, *_STATES))),
            Choice(REMARKED, "核对结果", (("warning", "有提醒"), ("none", "无提醒"))),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The row for a new record, then the records that fit, the newest first."""
        query = sa.select(self._table.c.rec_id)
        for condition in self._conditions(wanted):
            query = query.where(condition)
        if order is not None:
            column = self._order(order.key)
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(self._table.c.id.desc())
        with self._store.read() as conn:
            found = list(conn.scalars(query.limit(limit)))
        return [NEW, *found][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """What the rows show: stored values in words, what is typed over them as it stands."""
        typed = drafts.recall(self._store, self.data_set.code)
        query = sa.select(self._table, self._name().label("name_of")).where(
            self._table.c.rec_id.in_(ids)
        )
        with self._store.read() as conn:
            found = {row.rec_id: dict(row._mapping) for row in conn.execute(query)}
        return {
            key: self._row(found.get(key), typed.get(key))
            for key in ids
            if key in found or key == NEW
        }

    def tally(self, ids: Sequence[Key]) -> dict[str, int]:
        """How many of these rows stand in which state."""
        typed = drafts.recall(self._store, self.data_set.code).keys() & set(ids)
        stored = [key for key in ids if key not in typed and key != NEW]
        wanted = sa.func.json_each(json.dumps(stored)).table_valued("value")
        status = self._table.c.row_status
        query = sa.select(status, sa.func.count()).group_by(status)
        with self._store.read() as conn:
            rows = conn.execute(query.where(self._table.c.rec_id.in_(sa.select(wanted))))
            found = {row[0]: row[1] for row in rows}
        return {**({UNSAVED: len(typed)} if typed else {}), **found}

    def _row(self, row: Mapping[str, Any] | None, draft: drafts.Draft | None) -> Row:
        texts = draft.texts if draft else {}
        stored = row or {}
        shown = [
            self._typed(field, texts[field.name])
            if field.name in texts
            else self._words(field, stored)
            for field in self.fields
        ]
        status = UNSAVED if draft else str(stored.get(STATUS, FRESH))
        return (status, *shown, str(stored.get("entered_by", "")))

    def _typed(self, field: Field, text: str) -> str:
        return words.code_words(self._store.catalogue, field, text) if field.codes else text

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        table = self._table
        conditions: list[sa.ColumnElement[bool]] = [table.c.agency_code == self._store.agency]
        status = wanted.get(STANDING, "")
        if status == UNSAVED:
            kept = list(drafts.recall(self._store, self.data_set.code))
            conditions.append(table.c.rec_id.in_(kept))
        elif status:
            conditions.append(table.c.row_status == status)
        else:
            conditions.append(table.c.row_status != states.WITHDRAWN)
        if remarked := wanted.get(REMARKED):
            said = sa.select(finding.c.rec_id).where(
                finding.c.dataset == self.data_set.code, finding.c.replaced_by.is_(None)
            )
            within = table.c.rec_id.in_(said)
            conditions.append(within if remarked == "warning" else ~within)
        if text := wanted.get(SEARCH, "").strip():
            conditions.append(self._found(text))
        return conditions
