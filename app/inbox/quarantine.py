"""What did not verify, kept with its reason until somebody decides (隔离).

The file itself is kept inside the encrypted store, in pieces: it is bytes and nothing else, never
opened but by the verification. A file that is not a package may be an open table, so it must not
lie in a folder. Larger files are noted by their digest and stay where they came from.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.ids import new_id
from app.errors import RefusedError, UsageError
from app.files import disk_fault, name_of, sha256_of
from app.inbox.arrived import Arrived
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.store import audit
from app.store.office_store import Store
from app.store.quarantine_tables import quarantine as table
from app.store.quarantine_tables import quarantine_piece as pieces

HELD, RELEASED, SENT_BACK, DISCARDED = "隔离", "已放行", "已退回", "已删除"
STATES = (HELD, RELEASED, SENT_BACK, DISCARDED)
LARGEST = 64 << 20
"""Bytes of one kept file."""
CHANGED = "Q-CHANGED"
"""A file that somebody still writes to: it is not taken, and may be later."""
_PIECE = 1 << 18


@dataclass(frozen=True)
class Item:
    """One quarantined file; ``sender``, ``kind`` and ``seq`` are what it says of itself."""

    item_id: str
    file_name: str
    sha256: str
    size: int
    kept: bool
    sender: str
    code: str
    reason: str
    ask: str
    state: str


def hold(store: Store, arrived: Arrived, progress: Progress = SILENT) -> str:
    """Keep a file that did not pass; returns its id.

    The same bytes that are held already are not kept twice: their reason is brought up to date.
    Raises ``R-ROLE``, ``ENV-*`` when the file cannot be read.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    digest = sha256_of(arrived.path)
    with store.write() as conn:
        same = sa.select(table).where(table.c.sha256 == digest, table.c.state == HELD)
        known = conn.execute(same).first()
        if known is not None:
            if (known.code, known.reason) != (arrived.code, arrived.reason):
                _renew(conn, known.item_id, arrived.code, arrived.reason, arrived.ask)
                again = {"sha256": digest, "code": arrived.code, "reason": arrived.reason}
                audit.append(conn, store, "quarantine.hold", known.item_id, again)
            return str(known.item_id)
        item_id = new_id()
        kept = arrived.size <= LARGEST
        row = {
            "item_id": item_id,
            "file_name": name_of(arrived.path),
            "sha256": digest,
            "size": arrived.size,
            "kept": int(kept),
            "state": HELD,
            "taken_by": store.operator,
            "taken_at": clock.timestamp(),
            **_claimed(arrived),
        }
        conn.execute(table.insert().values(**row))
        if kept:
            _copy_in(conn, item_id, arrived.path, arrived.size, digest, progress)
        told = {name: row[name] for name in ("file_name", "sha256", "sender", "code", "reason")}
        audit.append(conn, store, "quarantine.hold", item_id, told)
    return item_id


def _claimed(arrived: Arrived) -> dict[str, Any]:
    envelope = arrived.envelope
    return {
        "kind": envelope.kind.value if envelope else None,
        "sender": envelope.sender if envelope else None,
        "seq": envelope.seq if envelope else None,
        "created": envelope.created if envelope else None,
        "package_id": envelope.package_id if envelope else None,
        "code": arrived.code,
        "reason": arrived.reason,
        "ask": arrived.ask,
    }


def _copy_in(
    conn: sa.Connection, item_id: str, path: Path, size: int, digest: str, progress: Progress
) -> None:
    """The file's content, piece by piece. Raises ``Q-CHANGED`` when it is not what was noted."""
    measured, place = hashlib.sha256(), 0
    most = -(-size // _PIECE)  # a file that grows while it is read would never end
    try:
        with path.open("rb") as source:
            while place <= most and (piece := source.read(_PIECE)):
                progress.step(0, 0, f"隔离 {path.name}")
                measured.update(piece)
                row = {"item_id": item_id, "place": place, "content": piece}
                conn.execute(pieces.insert().values(**row))
                place += 1
    except OSError as error:
        raise disk_fault(error, path) from error
    if measured.hexdigest() != digest:
        raise RefusedError(CHANGED, f"{path.name} 正在被改动，没有收取。", "请拷贝完后再试。")


def _renew(conn: sa.Connection, item_id: str, code: str, reason: str, ask: str) -> None:
    conn.execute(
        table.update().where(table.c.item_id == item_id).values(code=code, reason=reason, ask=ask)
    )


def held(store: Store, item_id: str) -> Item:
    """One item. Raises ``Q-UNKNOWN``."""
    with store.read() as conn:
        return _item(conn, item_id)


def _item(conn: sa.Connection, item_id: str) -> Item:
    row = conn.execute(sa.select(table).where(table.c.item_id == item_id)).first()
    if row is None:
        raise UsageError("Q-UNKNOWN", "隔离区没有这个文件。", "请刷新列表后再试。")
    return Item(
        row.item_id,
        row.file_name,
        row.sha256,
        row.size,
        bool(row.kept),
        row.sender or "",
        row.code,
        row.reason,
        row.ask,
        row.state,
    )


@contextmanager
def laid_out(store: Store, item_id: str) -> Iterator[Path]:
    """The kept file, under its name, in a folder that is gone after the block.

    Raises ``Q-UNKNOWN``, ``Q-STATE`` unless it is held, ``Q-NOT-KEPT``, ``Q-DAMAGED``, ``ENV-*``.
    """
    item = held(store, item_id)
    refuse_decided(item)
    if not item.kept:
        raise RefusedError(
            "Q-NOT-KEPT", "文件太大，隔离区只记了摘要。", "请把原来的U盘插上，重新放入收件箱。"
        )
    with tempfile.TemporaryDirectory(dir=store.folder) as folder:
        path = Path(folder) / item.file_name
        _copy_out(store, item_id, path)
        if sha256_of(path) != item.sha256:
            raise RefusedError("Q-DAMAGED", "隔离的文件与登记时不同。", "请从U盘重新放入。")
        yield path


def _copy_out(store: Store, item_id: str, path: Path) -> None:
    query = sa.select(pieces.c.content).where(pieces.c.item_id == item_id)
    try:
        with store.read() as conn, path.open("wb") as target:
            for piece in conn.scalars(query.order_by(pieces.c.place)):
                target.write(piece)
    except OSError as error:
        raise disk_fault(error, path) from error


def refuse_decided(item: Item) -> None:
    """Raise ``Q-STATE`` for an item about which somebody has decided."""
    if item.state != HELD:
        raise RefusedError(
            "Q-STATE", f"这个文件{item.state}，不能再办理。", "需要时请从U盘重新放入收件箱。"
        )


def send_back(store: Store, item_id: str, reason: str) -> None:
    """Note that the file went back to its agency (退回); its content stays as evidence.

    Raises ``R-ROLE``, ``R-REASON``, ``Q-UNKNOWN``, ``Q-STATE``.
    """
    decide(store, item_id, SENT_BACK, reason, "quarantine.return")


def discard(store: Store, item_id: str, reason: str) -> None:
    """Delete the kept content (删除); what it was and who decided stays. Raises as above."""
    decide(store, item_id, DISCARDED, reason, "quarantine.discard")


def failed_again(store: Store, item_id: str, reason: str, arrived: Arrived) -> None:
    """Note that a released item did not verify either: it stays, with the reason of today."""
    with store.write() as conn:
        _renew(conn, item_id, arrived.code, arrived.reason, arrived.ask)
        told = {"reason": reason.strip(), "code": arrived.code, "result": arrived.reason}
        audit.append(conn, store, "quarantine.recheck", item_id, told)


def decide(store: Store, item_id: str, state: str, reason: str, action: str) -> None:
    """Bring an item out of quarantine into ``state``, with who, when and why."""
    require_reason(store, reason)
    with store.write() as conn:
        item = _item(conn, item_id)
        refuse_decided(item)
        conn.execute(
            table.update()
            .where(table.c.item_id == item_id)
            .values(
                state=state,
                kept=int(state == SENT_BACK and item.kept),
                decided_by=store.operator,
                decided_at=clock.timestamp(),
                decision=reason.strip(),
            )
        )
        if state != SENT_BACK:
            conn.execute(sa.delete(pieces).where(pieces.c.item_id == item_id))
        told = {"file_name": item.file_name, "sha256": item.sha256, "reason": reason.strip()}
        audit.append(conn, store, action, item_id, told)


def require_reason(store: Store, reason: str) -> None:
    """Raise ``R-ROLE`` unless a reviewer decides, ``R-REASON`` unless he says why."""
    store.require(Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "没有写明理由。", "请写明为什么这样处理。")
