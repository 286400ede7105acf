"""The audit log: one entry per act, chained by hashes, written in the act's own transaction.

An entry's hash covers the hash before it and the entry itself with a digest of its detail, so
editing, inserting or reordering is found by :func:`app.store.audit_check.verify`. Cutting the
end off is found by the anchor, by the heads in packages, and by the heads on paper.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from app import clock
from app.store import details
from app.store.tables import audit as table
from app.store.tables import record_table_name

GENESIS = "0" * 64


class Actor(Protocol):
    """Whoever acts: an open office knows its operator."""

    @property
    def operator(self) -> str:
        """The operator's name."""


@dataclass(frozen=True)
class Head:
    """The newest entry's number and hash; ``(0, 64 zeros)`` for an empty log."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Event:
    """One act in a record's life; ``before`` None means that it made the record.

    ``why`` is the reason that was given, or the file that the values came from; may be empty.
    """

    seq: int
    at: str
    operator: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str = ""


def head(conn: sa.Connection) -> Head:
    """The newest entry."""
    row = conn.exec_driver_sql("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").first()
    return Head(int(row[0]), str(row[1])) if row else Head(0, GENESIS)


def next_seq(conn: sa.Connection) -> int:
    """The number that the next :func:`append` in this write transaction will give."""
    return head(conn).seq + 1


def append(
    conn: sa.Connection,
    actor: Actor,
    action: str,
    subject: str,
    summary: Mapping[str, object],
    detail: Iterable[Any] | Mapping[str, Any] | None = None,
) -> int:
    """Write one entry for one act, however many rows it changed; returns its number.

    ``detail`` has one of the shapes of :mod:`app.store.details`. Rows changed by the act must
    carry the number in ``audit_seq``; their images need not name it. Must run inside
    ``Store.write()``, in the transaction of the act itself.
    """
    last = head(conn)
    packed = None if detail is None else details.pack(detail)
    row: dict[str, Any] = {
        "seq": last.seq + 1,
        "at": clock.timestamp(),
        "monotonic_ms": time.monotonic_ns() // 1_000_000,
        "boot_id": _boot_id(),
        "operator": actor.operator,
        "action": action,
        "subject": subject,
        "summary": json.dumps(summary, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        "prev": last.hash,
    }
    row["hash"] = entry_hash(row, packed)
    conn.execute(sa.insert(table).values(**row, detail=packed))
    return last.seq + 1


def entry_hash(row: Mapping[str, Any], detail: bytes | None) -> str:
    """The hash of an entry from its columns (without ``hash``) and its packed detail."""
    named = {name: row[name] for name in _HASHED}
    named["detail"] = "" if detail is None else hashlib.sha256(detail).hexdigest()
    text = json.dumps(named, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"audit/1\0" + str(row["prev"]).encode() + text.encode()).hexdigest()


_HASHED = ("seq", "at", "monotonic_ms", "boot_id", "operator", "action", "subject", "summary")


def history(conn: sa.Connection, dataset: str, rec_id: str) -> list[Event]:
    """A record's life, oldest first, following each image back to the entry before it.

    A record that is no longer there is looked for from the newest entry back.
    """
    query = f'SELECT audit_seq FROM "{record_table_name(dataset)}" WHERE rec_id = ?'
    found = conn.exec_driver_sql(query, (rec_id,)).scalar()
    seq = int(found) if found else _last_seq_of(conn, dataset, rec_id)
    events: list[Event] = []
    while seq:
        row = conn.execute(sa.select(table).where(table.c.seq == seq)).one()
        change = _change_of(row.detail, dataset, rec_id)
        if change is None:
            break
        acted = (row.seq, row.at, row.operator, row.action, row.subject)
        events.append(Event(*acted, change.before, change.after, _why(row.summary)))
        seq = change.before_seq if change.before_seq < seq else 0
    return events[::-1]


def _why(summary: str) -> str:
    told = json.loads(summary)
    return str(told.get("reason") or told.get("file") or "")


def _last_seq_of(conn: sa.Connection, dataset: str, rec_id: str) -> int:
    for row in conn.execute(sa.select(table.c.seq, table.c.detail).order_by(table.c.seq.desc())):
        if _change_of(row.detail, dataset, rec_id) is not None:
            return int(row.seq)
    return 0


def _change_of(detail: bytes | None, dataset: str, rec_id: str) -> details.Change | None:
    found = None
    for change in details.changes(detail, dataset):
        if change.rec_id == rec_id:
            found = change
    return found


@cache
def _boot_id() -> str:
    """Tells monotonic times of different starts of the machine apart."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return str(uuid.uuid4())
