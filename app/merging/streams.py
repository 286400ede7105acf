"""Streams of packages: numbered from one sender to one recipient, kind by kind.

Time never orders anything; the sequence number and the hash of the previous envelope do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app import clock
from app.errors import RefusedError
from app.exchange.envelope import Envelope
from app.exchange.inner import Resource
from app.exchange.trust import Identity
from app.exchange.verifying import Package
from app.exchange.writing import Written, write
from app.progress import SILENT, Progress
from app.store import audit
from app.store.office_store import Store
from app.store.succession_tables import stream_restart
from app.store.tables import directory, enrolment, inbox, outbox

EVERYBODY = "*"
IN_FORCE = "有效"
"""State of the one enrolled key by which an agency is believed."""


def send(
    store: Store,
    conn: Connection,
    path: Path,
    *,
    kind: str,
    to: str,
    recipients: list[str],
    resources: Iterable[Resource],
    period: str,
    extra: Mapping[str, Any],
    progress: Progress = SILENT,
) -> Written:
    """Write the next package of the stream to ``to`` and note it in the outbox.

    Runs inside the caller's transaction: when that rolls back, the caller removes the file.
    Raises ``P-NO-KEY`` when the operator holds no signing key.
    """
    if store.signing_key is None:
        raise RefusedError(
            "P-NO-KEY", "当前操作员没有签名密钥。", "签发数据包须由审核人员（负责人）登录后办理。"
        )
    seq, prev = conn.execute(
        sa.select(outbox.c.seq, outbox.c.envelope_sha256)
        .where(outbox.c.recipient == to, outbox.c.kind == kind)
        .order_by(outbox.c.seq.desc())
    ).first() or (0, "")
    head = audit.head(conn)
    written = write(
        path,
        kind=kind,
        sender=store.agency,
        seq=seq + 1,
        prev=prev,
        period=period,
        directory_version=directory_version(conn),
        signing_key=store.signing_key,
        recipients=recipients,
        resources=resources,
        extra={"audit_head": {"seq": head.seq, "hash": head.hash}, **extra},
        training=store.training,
        progress=progress,
    )
    conn.execute(
        outbox.insert().values(
            package_id=written.package_id,
            kind=kind,
            recipient=to,
            seq=seq + 1,
            period=period,
            envelope_sha256=written.envelope_sha256,
            file_name=path.name,
            counts=json.dumps(written.counts, ensure_ascii=False),
            at=clock.timestamp(),
            state="已写出",
        )
    )
    return written


@contextmanager
def undone(path: Path) -> Iterator[None]:
    """Remove the package at ``path`` when the transaction that wrote it fails.

    An older file of that name, which this act did not replace, is left alone.
    """
    before = _identity(path)
    try:
        yield
    except BaseException:
        if _identity(path) != before:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def directory_version(conn: Connection) -> int:
    """Number of the newest directory of agencies that this office knows; 0 before the first."""
    return conn.scalar(sa.select(sa.func.max(directory.c.version))) or 0


def note_arrival(conn: Connection, package: Package, counts: Mapping[str, Any]) -> None:
    """Put a verified package into the inbox, in the transaction that takes its content in."""
    envelope = package.envelope
    conn.execute(
        inbox.insert().values(
            package_id=envelope.package_id,
            kind=envelope.kind,
            sender=envelope.sender,
            seq=envelope.seq,
            period=envelope.period,
            envelope_sha256=package.envelope_sha256,
            counts=json.dumps(counts, ensure_ascii=False),
            at=clock.timestamp(),
            state="已并入",
            audit_head=json.dumps(package.manifest["extra"].get("audit_head")),
            file_name=package.file_name,
        )
    )


def identity_of(store: Store) -> Identity:
    """Who this office is when it opens a package."""
    return Identity((store.sealing_key,), store.training)


class StoreTrust:
    """What an office's store says about senders and freshness."""

    def __init__(self, store: Store, keys: Mapping[str, bytes]) -> None:
        self._store = store
        self._keys = keys

    def key_of(self, agency: str, directory_version: int) -> bytes | None:
        """The sender's raw Ed25519 public key, from the directory, never from the package."""
        return self._keys.get(agency)

    def seen(self, package_id: str) -> bool:
        """Whether this package was taken in before."""
        with self._store.read() as conn:
            query = sa.select(inbox.c.seq).where(inbox.c.package_id == package_id)
            return conn.scalar(query) is not None

    def head(self, sender: str, kind: str) -> tuple[int, str]:
        """Number and envelope hash of the last package taken in; ``(0, "")`` before the first.

        Or of the one after which a reviewer let the stream begin again, when that is further on.
        """
        with self._store.read() as conn:
            row = conn.execute(
                sa.select(inbox.c.seq, inbox.c.envelope_sha256)
                .where(inbox.c.sender == sender, inbox.c.kind == kind)
                .order_by(inbox.c.seq.desc())
            ).first()
            again = conn.execute(
                sa.select(stream_restart.c.seq, stream_restart.c.envelope_sha256).where(
                    stream_restart.c.sender == sender, stream_restart.c.kind == kind
                )
            ).first()
        if again and (row is None or again.seq > row.seq):
            return again.seq, again.envelope_sha256
        return (row.seq, row.envelope_sha256) if row else (0, "")


class Rechecking(StoreTrust):
    """The same keys, for looking again at a package that has its place in its stream already.

    For what this office wrote itself, and for what it took in before: only freshness is taken as
    given, every other check is made.
    """

    def __init__(self, store: Store, keys: Mapping[str, bytes], seq: int, prev: str) -> None:
        super().__init__(store, keys)
        self._before = (seq - 1, prev)

    def seen(self, package_id: str) -> bool:
        """Never: having it is why it is looked at again."""
        return False

    def head(self, sender: str, kind: str) -> tuple[int, str]:
        """The package before this one, as its own envelope names it."""
        return self._before


def trust_to_check(store: Store, keys: Mapping[str, bytes], envelope: Envelope) -> StoreTrust:
    """Whom and what to believe when a package is only verified, not taken in."""
    fresh = StoreTrust(store, keys)
    if envelope.sender == store.agency or fresh.seen(envelope.package_id):
        return Rechecking(store, keys, envelope.seq, envelope.prev)
    return fresh


def enrolled_keys(store: Store) -> dict[str, bytes]:
    """Agency code → public key of every agency in force in the coordinator's directory."""
    with store.read() as conn:
        rows = conn.execute(
            sa.select(enrolment.c.agency_code, enrolment.c.signing_key).where(
                enrolment.c.status == IN_FORCE
            )
        )
        return {row.agency_code: bytes.fromhex(row.signing_key) for row in rows}
