"""What waits for review: by data set and imported file, as a list, and one record old and new."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.record_words import label, signed
from app.browsing.register_search import RegisterSearch
from app.collection import states
from app.collection.findings import WARNING, Finding
from app.collection.judging import remarks
from app.collection.records import history
from app.errors import UsageError
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import batch, finding, register

DATASET, BATCH, ONLY, WARNED, ENTERER = "dataset", "batch", "only", "warned", "enterer"
TYPED = "-"
"""The batch of what was typed in by hand."""
MINE, OTHERS = "mine", "others"

COLUMNS = (
    Column("name", "企业名称", width=25),
    Column("label", "记录", width=20, sortable=False),
    Column("row_status", "状态", STATE, 8),
    Column("remark", "检查提示", width=21, sortable=False),
    Column("entered_by", "录入人", width=12),
    Column("entered_at", "录入时间", width=15),
    Column("uscc", "统一社会信用代码", CODE, 18),
)


@dataclass(frozen=True)
class Waiting:
    """Records of one data set from one file (``batch`` is :data:`TYPED` for those typed in).

    ``mine`` of the ``count`` were entered by whoever is signed in, and wait for somebody else.
    """

    dataset: str
    title: str
    batch: str
    source: str
    count: int
    mine: int


def waiting(store: Store) -> list[Waiting]:
    """All that waits for review, in the catalogue's order, files in the order they came."""
    found: list[Waiting] = []
    with store.read() as conn:
        files = {row.batch_id: row for row in conn.execute(sa.select(batch))}
        for code, data_set in store.catalogue.data_sets.items():
            table = store.table(code)
            query = (
                sa.select(
                    table.c.batch_id,
                    sa.func.count(),
                    sa.func.sum(table.c.entered_by == store.operator),
                )
                .where(table.c.row_status.in_(states.REVIEWABLE))
                .group_by(table.c.batch_id)
                .order_by(sa.func.min(table.c.id))
            )
            for batch_id, count, mine in conn.execute(query):
                file = files.get(batch_id)
                source = (
                    f"{file.file_name}（{file.operator}，{clock.moment_words(file.at)}）"
                    if file
                    else "手工录入"
                )
                found.append(
                    Waiting(code, data_set.title, batch_id or TYPED, source, count, mine or 0)
                )
    return found


def sample(keys: Sequence[Key], size: int) -> list[Key]:
    """``size`` of ``keys`` drawn at random for a spot check, in the order of the list."""
    places = SystemRandom().sample(range(len(keys)), min(size, len(keys)))
    return [keys[place] for place in sorted(places)]


class ReviewList:
    """The source of the list; keys are ``GD02/record id``.

    A filter must name :data:`DATASET`; :data:`BATCH` and :data:`ONLY` (keys as JSON) narrow it.
    """

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice] = (
        Choice("row_status", "状态", tuple((one, one) for one in states.REVIEWABLE)),
        Choice(WARNED, "检查提示", (("Y", "有警告"), ("N", "没有警告"))),
        Choice(ENTERER, "录入人", ((OTHERS, "他人录入"), (MINE, "本人录入"))),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store = store
        self._search = search

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The keys that fit, in order of arrival unless another order is asked for."""
        dataset = wanted.get(DATASET, "")
        if not dataset:
            return []
        table = self._store.table(dataset)
        query = sa.select(table.c.rec_id).where(table.c.row_status.in_(states.REVIEWABLE))
        for condition in self._conditions(table, wanted):
            query = query.where(condition)
        if order is not None:
            column: Any = table.c[order.key] if order.key in table.c else register.c[order.key]
            if order.key not in table.c:
                query = query.outerjoin(register, register.c.uscc == table.c.uscc)
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            found = conn.scalars(query.order_by(table.c.id).limit(limit))
            return [f"{dataset}/{rec_id}" for rec_id in found]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        by_set: dict[str, list[str]] = {}
        for key in ids:
            dataset, rec_id = key.split("/")
            by_set.setdefault(dataset, []).append(rec_id)
        found: dict[Key, Row] = {}
        with self._store.read() as conn:
            for dataset, rec_ids in by_set.items():
                found |= self._page(conn, dataset, rec_ids)
        return found

    def _page(self, conn: sa.Connection, dataset: str, rec_ids: list[str]) -> dict[Key, Row]:
        table = self._store.table(dataset)
        said = remarks(conn, dataset, rec_ids)
        query = (
            sa.select(table, register.c.name.label("called"))
            .outerjoin(register, register.c.uscc == table.c.uscc)
            .where(table.c.rec_id.in_(rec_ids), table.c.row_status.in_(states.REVIEWABLE))
        )
        return {
            f"{dataset}/{row.rec_id}": self._row(dataset, row, said.get(row.rec_id, []))
            for row in conn.execute(query)
        }

    def _row(self, dataset: str, row: Any, said: list[Finding]) -> Row:
        own = "（本人）" if row.entered_by == self._store.operator else ""
        told = said[0].message if said else ""
        more = f"（共{len(said)}条）" if len(said) > 1 else ""
        return (
            row.called or row.uscc,
            label(self._store, self._store.catalogue.data_sets[dataset], row._mapping),
            row.row_status,
            f"{told}{more}",
            f"{row.entered_by}{own}",
            clock.moment_words(row.entered_at),
            row.uscc,
        )

    def _conditions(self, table: sa.Table, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        if state := wanted.get("row_status"):
            conditions.append(table.c.row_status == state)
        if from_batch := wanted.get(BATCH):
            typed = from_batch == TYPED
            conditions.append(
                table.c.batch_id.is_(None) if typed else table.c.batch_id == from_batch
            )
        if whose := wanted.get(ENTERER):
            mine = table.c.entered_by == self._store.operator
            conditions.append(mine if whose == MINE else ~mine)
        if warned := wanted.get(WARNED):
            some = table.c.rec_id.in_(
                sa.select(finding.c.rec_id).where(
                    finding.c.level == WARNING, finding.c.replaced_by.is_(None)
                )
            )
            conditions.append(some if warned == "Y" else ~some)
        if only := wanted.get(ONLY):
            drawn = json.dumps([key.split("/")[1] for key in json.loads(only)])
            chosen = sa.func.json_each(drawn).table_valued("value")
            conditions.append(table.c.rec_id.in_(sa.select(chosen.c.value)))
        if text := wanted.get(SEARCH, "").strip():
            codes = sa.func.json_each(json.dumps(self._search().codes(text))).table_valued("value")
            conditions.append(table.c.uscc.in_(sa.select(codes.c.value)))
        return conditions


@dataclass(frozen=True)
class Line:
    """One field of a record under review, in words: as it was, and as it would be."""

    title: str
    was: str
    becomes: str

    @property
    def changed(self) -> bool:
        """Whether a reviewer must look at it."""
        return self.was != self.becomes


@dataclass(frozen=True)
class Case:
    """A record under review. ``fresh``: nobody reviewed it before, so ``was`` is empty.

    ``mine``: whoever is signed in entered it and cannot approve it.
    """

    key: Key
    name: str
    label: str
    status: str
    entered: str
    mine: bool
    fresh: bool
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]


_LOOKED_AT = (*states.COUNTED, states.RETURNED)
"""States in which a reviewer has seen the values: the ones that changes are measured from."""


def read_case(store: Store, key: Key) -> Case:
    """One record beside what a reviewer last saw of it. Raises ``U-RECORD`` when it is gone."""
    dataset, rec_id = key.split("/")
    table, data_set = store.table(dataset), store.catalogue.data_sets[dataset]
    with store.read() as conn:
        row = conn.execute(
            sa.select(table, register.c.name.label("called"))
            .outerjoin(register, register.c.uscc == table.c.uscc)
            .where(table.c.rec_id == rec_id)
        ).first()
        said = remarks(conn, dataset, [rec_id]).get(rec_id, [])
    if row is None:
        raise UsageError("U-RECORD", "这条记录已经不存在。", "请刷新列表后再试。")
    now = row._mapping
    before = _last_seen(store, dataset, rec_id)
    lines = []
    for field in data_set.fields:
        if field.name in now:
            was = words.shown(store.catalogue, field, (before or {}).get(field.name))
            line = Line(field.title, was, words.shown(store.catalogue, field, now[field.name]))
            if line.was or line.becomes:
                lines.append(line)
    return Case(
        key,
        row.called or row.uscc,
        label(store, data_set, now),
        row.row_status,
        signed(row.entered_by, row.entered_at),
        row.entered_by == store.operator,
        before is None,
        tuple(lines),
        tuple(said),
    )


def _last_seen(store: Store, dataset: str, rec_id: str) -> dict[str, Any] | None:
    """The values when a reviewer last decided on them; images may name changed columns only."""
    image: dict[str, Any] = {}
    seen = None
    for event in history(store, dataset, rec_id):
        image |= {**(event.before or {}), **(event.after or {})}
        if image.get("row_status") in _LOOKED_AT:
            seen = dict(image)
    return seen
