"""Proves the audit log and holds every record row against it.

The rows of a data set are taken in parts by record id, so that a county's millions of rows are
checked in bounded memory.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import IntegrityError
from app.progress import SILENT, Progress
from app.store import anchor, details, integrity
from app.store.details import NOT_RECORDED
from app.store.office_store import Store
from app.store.tables import audit as table

PART = 150_000


@dataclass(frozen=True)
class AuditReport:
    """What was proven: so many entries and record rows, up to this head."""

    entries: int
    rows: int
    head: str


@dataclass
class _Image:
    """What the log says a row must be: its values and the entry that wrote them."""

    seq: int
    values: dict[str, Any]


def verify(store: Store, progress: Progress = SILENT) -> AuditReport:
    """Check every page, chain, details, anchor, and that each row is what its audit entry says.

    Raises ``S-DAMAGED`` (a page of the file), ``S-AUDIT-CHAIN`` (log changed), ``S-AUDIT-DETAIL``
    (an entry cannot be read), ``S-ANCHOR``, ``S-ROLLED-BACK``, ``S-AUDIT-ROW`` (a row changed,
    added, removed or put back behind the log).
    """
    data_sets = list(store.catalogue.data_sets)
    progress.step(0, len(data_sets), "核对数据库文件")
    with store.plain() as raw:
        integrity.check_pages(raw, store.path)
    with store.read() as conn:
        last = integrity.check_chain(conn)
        witness = anchor.read(store.folder, store.anchor_key)
        counter = conn.exec_driver_sql("SELECT value FROM meta WHERE key='counter'").scalar_one()
        integrity.check_witness(conn, witness, int(counter), store.db_id)
        told = _data_sets_by_entry(conn)
        rows = 0
        for done, dataset in enumerate(data_sets):
            progress.step(done, len(data_sets), dataset)
            entries = [seq for seq, names in told.items() if dataset in names]
            rows += _check_rows(conn, store, dataset, entries)
    progress.step(len(data_sets), len(data_sets))
    return AuditReport(last.seq, rows, last.hash)


def _data_sets_by_entry(conn: sa.Connection) -> dict[int, set[str]]:
    """Which data sets each entry with a detail speaks of."""
    found: dict[int, set[str]] = {}
    query = sa.select(table.c.seq, table.c.detail).where(table.c.detail.is_not(None))
    for row in conn.execute(query.order_by(table.c.seq)):
        try:
            entries = details.unpack(row.detail)
            found[row.seq] = {e[0] if isinstance(e, list) else e["dataset"] for e in entries}
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise _unreadable(row.seq) from error
    return found


def _check_rows(conn: sa.Connection, store: Store, dataset: str, entries: list[int]) -> int:
    record = store.table(dataset)
    count = int(conn.scalar(sa.select(sa.func.count()).select_from(record)) or 0)
    if not entries and count:
        raise _tampered(dataset, "")
    parts = count // PART + 1
    for part in range(parts):
        expected = _images(conn, dataset, entries, part, parts)
        for row in conn.execute(sa.select(record)).mappings():
            if zlib.crc32(row["rec_id"].encode()) % parts == part:
                image = expected.pop(row["rec_id"], None)
                if image is None or not _same(image, dict(row)):
                    raise _tampered(dataset, row["rec_id"])
        if expected:
            raise _tampered(dataset, next(iter(expected)))
    return count


def _images(
    conn: sa.Connection, dataset: str, entries: list[int], part: int, parts: int
) -> dict[str, _Image]:
    """Every row of one part as the log leaves it."""
    images: dict[str, _Image] = {}
    for seq in entries:
        detail = conn.scalar(sa.select(table.c.detail).where(table.c.seq == seq))
        for change in details.changes(detail, dataset):
            if parts > 1 and zlib.crc32(change.rec_id.encode()) % parts != part:
                continue
            if change.after is None:
                images.pop(change.rec_id, None)
                continue
            known = images.get(change.rec_id)
            values = {**known.values, **change.after} if known else dict(change.after)
            images[change.rec_id] = _Image(seq, values)
    return images


def _same(image: _Image, row: dict[str, Any]) -> bool:
    """A column that the log never named, added to the catalogue since, must still be empty."""
    if row["audit_seq"] != image.seq:
        return False
    values = image.values
    return all(value == values.get(name) for name, value in row.items() if name not in NOT_RECORDED)


def _unreadable(seq: int) -> IntegrityError:
    return IntegrityError(
        "S-AUDIT-DETAIL", f"操作日志第{seq}条的明细读不出来。", "请保留现场并从备份恢复。"
    )


def _tampered(dataset: str, rec_id: str) -> IntegrityError:
    return IntegrityError(
        "S-AUDIT-ROW",
        f"数据集 {dataset} 的记录 {rec_id} 与操作日志不符。",
        "有人绕过程序改动了数据，或文件受损；请保留现场，并从备份恢复。",
    )
