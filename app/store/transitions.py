"""Many records from one workflow state to another, with one audit entry that tells each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.store import audit
from app.store.office_store import Store

SLICE = 500
"""Ids per statement, well below SQLite's limit of bound values."""


def set_state(
    conn: sa.Connection,
    store: Store,
    chosen: Mapping[DataSet, Iterable[str]],
    state: str,
    *,
    action: str,
    subject: str,
    summary: Mapping[str, object],
) -> int:
    """Put the chosen records (data set → record ids) into ``state``; returns the audit number.

    Records that are in that state already are left alone.
    """
    blocks = []
    moving: list[tuple[sa.Table, list[str]]] = []
    for data_set, rec_ids in chosen.items():
        table = store.table(data_set.code)
        rows = [row for row in _states(conn, table, list(rec_ids)) if row.row_status != state]
        moving.append((table, [row.rec_id for row in rows]))
        if rows:
            blocks.append(
                {
                    "dataset": data_set.code,
                    "columns": ["rec_id", "row_status"],
                    "rows": [[row.rec_id, state] for row in rows],
                    "before": [[row.rec_id, row.row_status] for row in rows],
                    "before_seq": [row.audit_seq for row in rows],
                }
            )
    seq = audit.append(conn, store, action, subject, summary, blocks or None)
    for table, rec_ids in moving:
        _write_state(conn, table, state, seq, rec_ids)
    return seq


def _write_state(
    conn: sa.Connection, table: sa.Table, state: str, seq: int, rec_ids: list[str]
) -> None:
    """Write the new state and the number of its audit entry."""
    statement = f'UPDATE "{table.name}" SET row_status = ?, audit_seq = ? WHERE rec_id = ?'
    if rec_ids:
        conn.exec_driver_sql(statement, [(state, seq, rec_id) for rec_id in rec_ids])


def _states(conn: sa.Connection, table: sa.Table, rec_ids: list[str]) -> Iterable[Any]:
    columns = (table.c.rec_id, table.c.row_status, table.c.audit_seq)
    for start in range(0, len(rec_ids), SLICE):
        part = rec_ids[start : start + SLICE]
        yield from conn.execute(sa.select(*columns).where(table.c.rec_id.in_(part)))
