"""报送 as a screen shows it: what goes, what stays and why, what was sent and what came back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.record_words import label
from app.browsing.register_list import own_data_sets
from app.browsing.register_search import RegisterSearch
from app.collection.gate import TITLES, BlockedRow, Gate, gate
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.store.office_store import Store
from app.store.tables import inbox, outbox, register

REASON, DATASET, PACKAGE = "reason", "dataset", "package"


@dataclass(frozen=True)
class Outlook:
    """What a package written now would hold: (data set's title, records), and records per reason.

    ``number`` is what the package would be in its series.
    """

    ready: tuple[tuple[str, int], ...]
    stays: dict[str, int]
    number: int

    @property
    def records(self) -> int:
        """All records that would go."""
        return sum(count for _, count in self.ready)


class StayingList:
    """The source of the records that stay, keys ``GD02/record id``; judged anew after a change."""

    columns: Sequence[Column] = (
        Column("name", "企业名称", width=28),
        Column(REASON, "留下的原因", width=24),
        Column("title", "数据集", width=16),
        Column("label", "记录", width=24, sortable=False),
        Column("row_status", "状态", STATE, 10, sortable=False),
        Column("uscc", "统一社会信用代码", CODE, 18),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store = store
        self._search = search
        self._gate: tuple[int, Gate] | None = None
        self._blocked: dict[Key, BlockedRow] = {}
        self._names: dict[str, str] = {}
        titles = tuple((one.code, one.title) for one in own_data_sets(store))
        self.choices: Sequence[Choice] = (
            Choice(REASON, "留下的原因", tuple(TITLES.items())),
            Choice(DATASET, "数据集", titles),
        )

    def outlook(self) -> Outlook:
        """Judge everything that was not sent in its present revision."""
        judged = self._judged()
        sets = self._store.catalogue.data_sets
        with self._store.read() as conn:
            last = conn.scalar(
                sa.select(sa.func.max(outbox.c.seq)).where(outbox.c.kind == "submission")
            )
        return Outlook(
            tuple((sets[code].title, len(ids)) for code, ids in judged.ready.items()),
            dict(Counter(row.code for row in judged.blocked)),
            (last or 0) + 1,
        )

    def why(self, key: Key) -> str:
        """The code of the reason why a record stays; empty when it is not known."""
        row = self._blocked.get(key)
        return row.code if row else ""

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The records that stay and fit, by reason and data set."""
        blocked = self._judged().blocked
        with self._store.read() as conn:
            called = conn.execute(sa.select(register.c.uscc, register.c.name))
            self._names = {row.uscc: row.name for row in called}
        text = wanted.get(SEARCH, "").strip()
        found = set(self._search().codes(text)) if text else None
        rows = [
            row
            for row in blocked
            if wanted.get(REASON, row.code) in ("", row.code)
            and wanted.get(DATASET, row.dataset) in ("", row.dataset)
            and (found is None or row.uscc in found)
        ]
        if order is not None:
            rows.sort(key=lambda row: self._sorting(row, order.key), reverse=order.descending)
        self._blocked = {_key(row): row for row in blocked}
        return [_key(row) for row in rows][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        found: dict[Key, Row] = {}
        by_set: dict[str, list[str]] = {}
        for key in ids:
            dataset, rec_id = key.split("/")
            by_set.setdefault(dataset, []).append(rec_id)
        with self._store.read() as conn:
            for dataset, rec_ids in by_set.items():
                table, data_set = (
                    self._store.table(dataset),
                    self._store.catalogue.data_sets[dataset],
                )
                for row in conn.execute(sa.select(table).where(table.c.rec_id.in_(rec_ids))):
                    key = f"{dataset}/{row.rec_id}"
                    if blocked := self._blocked.get(key):
                        found[key] = (
                            self._names.get(row.uscc, row.uscc),
                            blocked.message,
                            data_set.title,
                            label(self._store, data_set, row._mapping),
                            row.row_status,
                            row.uscc,
                        )
        return found

    def _sorting(self, row: BlockedRow, key: str) -> str:
        told = {
            "name": self._names.get(row.uscc, row.uscc),
            REASON: row.message,
            "title": row.dataset,
            "uscc": row.uscc,
        }
        return told.get(key, "")

    def _judged(self) -> Gate:
        """The gate of this state of the office; the whole county takes a second or two."""
        counter = self._store.counter
        if self._gate is None or self._gate[0] != counter:
            self._gate = counter, gate(self._store)
        return self._gate[1]


class PackageList:
    """The source of the packages that were written, newest first, with their receipts."""

    columns: Sequence[Column] = (
        Column("seq", "序号", NUMBER, 6),
        Column("period", "采集批次", width=14),
        Column("at", "写出时间", width=15),
        Column("records", "记录（条）", NUMBER, 10, sortable=False),
        Column("state", "状态", STATE, 10),
        Column("accepted", "接收（条）", NUMBER, 10, sortable=False),
        Column("returned", "退回（条）", NUMBER, 10, sortable=False),
        Column("file_name", "文件", width=34),
    )
    choices: Sequence[Choice] = (
        Choice("state", "状态", (("已写出", "等待回执"), ("已回执", "已有回执"))),
    )

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The packages' ids."""
        query = sa.select(outbox.c.package_id).where(outbox.c.kind == "submission")
        if state := wanted.get("state"):
            query = query.where(outbox.c.state == state)
        if text := wanted.get(SEARCH, "").strip():
            named = (outbox.c.file_name, outbox.c.period, outbox.c.package_id)
            query = query.where(sa.or_(*(c.contains(text, autoescape=True) for c in named)))
        if order is not None:
            column = outbox.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(outbox.c.seq.desc()).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these packages."""
        with self._store.read() as conn:
            answers = _answers(conn)
            found = conn.execute(sa.select(outbox).where(outbox.c.package_id.in_(ids)))
            return {row.package_id: _package_row(row, answers) for row in found}


class ReturnedList:
    """The source of what a receipt gave back; the filter names the :data:`PACKAGE`."""

    columns: Sequence[Column] = (
        Column("name", "企业名称", width=28),
        Column("message", "退回原因", width=44),
        Column("title", "数据集", width=16),
        Column("label", "记录", width=24),
        Column("row_status", "现在的状态", STATE, 12),
        Column("uscc", "统一社会信用代码", CODE, 18),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: dict[Key, str] = {}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The returned records as ``GD02/record id``, in the receipt's order."""
        with self._store.read() as conn:
            answer = _answers(conn).get(wanted.get(PACKAGE, ""), {})
        returned = answer.get("returned", ())
        self._told = {f"{dataset}/{rec_id}": said for dataset, rec_id, _, said in returned}
        return list(self._told)[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these records as they stand now."""
        found: dict[Key, Row] = {}
        with self._store.read() as conn:
            for key in ids:
                dataset, rec_id = key.split("/")
                table, data_set = (
                    self._store.table(dataset),
                    self._store.catalogue.data_sets[dataset],
                )
                query = sa.select(table, register.c.name.label("called")).outerjoin(
                    register, register.c.uscc == table.c.uscc
                )
                row = conn.execute(query.where(table.c.rec_id == rec_id)).first()
                if row is not None:
                    found[key] = (
                        row.called or row.uscc,
                        self._told.get(key, ""),
                        data_set.title,
                        label(self._store, data_set, row._mapping),
                        row.row_status,
                        row.uscc,
                    )
        return found


def _key(row: BlockedRow) -> Key:
    return f"{row.dataset}/{row.rec_id}"


def _answers(conn: sa.Connection) -> dict[str, dict[str, Any]]:
    """The result of each receipt by the package it answers."""
    told = conn.scalars(sa.select(inbox.c.counts).where(inbox.c.kind == "receipt"))
    receipts = [json.loads(text) for text in told]
    return {one["package_id"]: one["result"] for one in receipts if "result" in one}


def _package_row(row: Any, answers: dict[str, dict[str, Any]]) -> Row:
    counts = json.loads(row.counts)
    records = sum(count for name, count in counts.items() if name.endswith(".jsonl"))
    answer = answers.get(row.package_id)
    return (
        str(row.seq),
        row.period,
        clock.moment_words(row.at),
        f"{records:,}",
        "已回执" if row.state == "已回执" else "等待回执",
        f"{sum(answer['accepted'].values()):,}" if answer else "",
        f"{len(answer['returned']):,}" if answer else "",
        row.file_name,
    )
