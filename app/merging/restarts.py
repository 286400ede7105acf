"""A stream begun again by hand, when the coordinator's store was restored from an older backup.

The coordinator then expects a package that it has taken in before, in a life it has lost. The
reviewer types the number and the envelope's SHA-256 of the last package from the agency's signed
list. Nothing is believed by that alone: the next package must still be signed by the agency, name
that envelope as the one before it, and carry everything (``package write --full``), so that no
record is lost between the two. A number never goes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError, UsageError
from app.exchange.verifying import Package
from app.keys.roles import Role
from app.merging.streams import enrolled_keys
from app.store import audit
from app.store.office_store import Store
from app.store.succession_tables import stream_restart
from app.store.tables import inbox, outbox

KIND = "submission"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Sent:
    """The newest package of one stream out of this office."""

    recipient: str
    kind: str
    seq: int
    envelope_sha256: str
    at: str


def newest_sent(store: Store) -> Iterable[Sent]:
    """The list that goes on paper: the newest package per recipient and kind."""
    last = sa.func.max(outbox.c.seq)
    query = (
        sa.select(outbox.c.recipient, outbox.c.kind, last, outbox.c.envelope_sha256, outbox.c.at)
        .group_by(outbox.c.recipient, outbox.c.kind)
        .order_by(outbox.c.recipient, outbox.c.kind)
    )
    with store.read() as conn:
        return [Sent(*row) for row in conn.execute(query)]


def restart_stream(
    store: Store, agency: str, *, seq: int, envelope_sha256: str, reason: str
) -> None:
    """Expect, from ``agency``, the submission after number ``seq`` with that envelope.

    Raises ``R-ROLE``, ``R-REASON``, ``U-SHA256``, ``P-AGENCY`` for an agency not in force, and
    ``M-STREAM`` unless the number is higher than that of every package taken in.
    """
    store.require(Role.REVIEWER)
    digest = re.sub(r"\s", "", envelope_sha256).lower()
    if not _SHA256.fullmatch(digest):
        raise UsageError("U-SHA256", "信封摘要应为64位十六进制数字。", "请对照该机构的发送清单。")
    if not reason.strip():
        raise RefusedError("R-REASON", "续接报送需要写明原因。", "请写明何时恢复了哪个备份。")
    if agency not in enrolled_keys(store):
        raise RefusedError("P-AGENCY", f"{agency} 不在机构名册中。", "请先登记该机构。")
    with store.write() as conn:
        if seq <= _taken(conn, agency):
            raise RefusedError(
                "M-STREAM",
                f"{agency} 的报送已并入到第{_taken(conn, agency)}个，不能续接到第{seq}个。",
                "序号只能向前；请核对该机构的发送清单。没有变动。",
            )
        values = {
            "sender": agency,
            "kind": KIND,
            "seq": seq,
            "envelope_sha256": digest,
            "reason": reason.strip(),
            "author": store.operator,
            "at": clock.timestamp(),
        }
        conn.execute(
            sa.delete(stream_restart).where(
                stream_restart.c.sender == agency, stream_restart.c.kind == KIND
            )
        )
        conn.execute(stream_restart.insert().values(**values))
        audit.append(conn, store, "stream.restart", agency, values)


def require_full(conn: sa.Connection, package: Package) -> None:
    """Raise ``M-FULL`` when the first package after a restart does not carry everything."""
    sender, seq = package.envelope.sender, package.envelope.seq
    query = sa.select(stream_restart.c.seq).where(
        stream_restart.c.sender == sender, stream_restart.c.kind == KIND
    )
    if conn.scalar(query) == seq - 1 and package.manifest["extra"].get("full") is not True:
        raise RefusedError(
            "M-FULL",
            f"{sender} 的报送刚刚续接，这个报送包只有新增部分，整包未并入。",
            "请该机构选“全部重报”重新写出；其序号再加一，请按新的发送清单重新续接。",
        )


def _taken(conn: sa.Connection, agency: str) -> int:
    query = sa.select(sa.func.max(inbox.c.seq))
    return conn.scalar(query.where(inbox.c.sender == agency, inbox.c.kind == KIND)) or 0
