"""Rows into their record table, with the audit entry that tells each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.merging.counts import note_counts
from app.progress import SILENT, Progress
from app.store import audit
from app.store.facts import mark_superseded
from app.store.office_store import Store
from app.store.transitions import SLICE

Stored = Mapping[str, Mapping[str, Any]]
"""Record id to the whole stored row."""
STEP = 2_000
"""Rows between two looks at whether somebody called it off."""


@dataclass(frozen=True)
class Writing:
    """Rows of one data set about to be written, in the order of ``columns``.

    ``before`` holds, by record id, what stands in the rows that are ``replaced``.
    """

    data_set: DataSet
    columns: tuple[str, ...]
    fresh: list[tuple[Any, ...]]
    replaced: list[tuple[Any, ...]]
    before: Stored


def land(
    conn: sa.Connection,
    store: Store,
    writing: Writing,
    *,
    action: str,
    subject: str,
    summary: Mapping[str, object],
    progress: Progress = SILENT,
) -> None:
    """Write the rows, those that replace others in place of what stood. Raises ``Cancelled``."""
    data_set, columns = writing.data_set, writing.columns
    table = store.table(data_set.code)
    id_at = columns.index("rec_id")
    progress.step(0, 1, data_set.title)
    seq = audit.append(conn, store, action, subject, summary, _told(writing))
    delete(conn, table, [row[id_at] for row in writing.replaced])
    rows = _numbered((*writing.fresh, *writing.replaced), seq, data_set.title, progress)
    store.bulk_insert(conn, table, (*columns, "audit_seq"), rows)
    recount(conn, data_set)


def recount(conn: sa.Connection, data_set: DataSet) -> None:
    """After rows came or went: which of them count, and how many there are."""
    mark_superseded(conn, data_set)
    note_counts(conn, data_set)


def _numbered(
    rows: Sequence[tuple[Any, ...]], seq: int, title: str, progress: Progress
) -> Iterator[tuple[Any, ...]]:
    """The rows with their audit entry; whoever waits may still call it off."""
    for number, row in enumerate(rows):
        if number % STEP == 0:
            progress.step(number, len(rows), title)
        yield (*row, seq)


def delete(conn: sa.Connection, table: sa.Table, rec_ids: Iterable[str]) -> None:
    """Take rows out of a record table; whoever calls tells the log."""
    gone = [(rec_id,) for rec_id in rec_ids]
    if gone:
        conn.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE rec_id = ?', gone)


def rows_by_id(
    conn: sa.Connection, table: sa.Table, rec_ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The stored rows with these ids."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(rec_ids), SLICE):
        part = rec_ids[start : start + SLICE]
        for row in conn.execute(sa.select(table).where(table.c.rec_id.in_(part))):
            found[row.rec_id] = dict(row._mapping)
    return found


def _told(writing: Writing) -> list[dict[str, Any]]:
    code, columns = writing.data_set.code, writing.columns
    blocks: list[dict[str, Any]] = []
    if writing.fresh:
        blocks.append({"dataset": code, "columns": columns, "rows": writing.fresh})
    if writing.replaced:
        old = [writing.before[row[columns.index("rec_id")]] for row in writing.replaced]
        blocks.append(
            {
                "dataset": code,
                "columns": columns,
                "rows": writing.replaced,
                "before": [[row[name] for name in columns] for row in old],
                "before_seq": [row["audit_seq"] for row in old],
            }
        )
    return blocks
