"""Rows into their record table, with the audit entry that tells each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.merging.counts import note_counts
from app.progress import SILENT, Progress
from app.store import audit
from app.store.facts import mark_superseded
from app.store.office_store import Store
from app.store.transitions import SLICE

STEP = 2_000
"""Rows between two looks at whether somebody called it off."""
Rows = Sequence[tuple[Any, ...]]
Stored = Mapping[str, Mapping[str, Any]]
"""Record id to the whole stored row."""


def land(
    conn: sa.Connection,
    store: Store,
    data_set: DataSet,
    columns: tuple[str, ...],
    fresh: Rows,
    replaced: Rows,
    before: Stored,
    *,
    action: str,
    subject: str,
    summary: Mapping[str, object],
    progress: Progress = SILENT,
) -> None:
    """Write rows in the order of ``columns``: new ones, and those that replace ``before``.

    Raises what ``progress`` raises to call it off; then the caller's transaction rolls back.
    """
    table = store.table(data_set.code)
    id_at = columns.index("rec_id")
    told = _told(data_set, columns, fresh, replaced, before)
    seq = audit.append(conn, store, action, subject, summary, told)
    delete(conn, table, [row[id_at] for row in replaced])
    rows = _numbered((*fresh, *replaced), seq, progress, data_set.title)
    store.bulk_insert(conn, table, (*columns, "audit_seq"), rows)
    settle(conn, data_set)


def settle(conn: sa.Connection, data_set: DataSet) -> None:
    """After rows came or went: which of them count, and how many there are."""
    mark_superseded(conn, data_set)
    note_counts(conn, data_set)


def _numbered(rows: Rows, seq: int, progress: Progress, title: str) -> Iterator[tuple[Any, ...]]:
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


def _told(
    data_set: DataSet, columns: tuple[str, ...], fresh: Rows, replaced: Rows, before: Stored
) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if fresh:
        blocks.append({"dataset": data_set.code, "columns": columns, "rows": fresh})
    if replaced:
        old = [before[row[columns.index("rec_id")]] for row in replaced]
        blocks.append(
            {
                "dataset": data_set.code,
                "columns": columns,
                "rows": replaced,
                "before": [[row[name] for name in columns] for row in old],
                "before_seq": [row["audit_seq"] for row in old],
            }
        )
    return blocks
