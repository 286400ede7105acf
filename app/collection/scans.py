"""Scans of signed papers (a bank's 授权书): taken in whole, encrypted with the store, audited.

征信业管理条例 Art. 29 wants the written consent; the scan shows that there was one, and its
SHA-256 that it is still the same file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.collection.ids import new_id
from app.errors import IntegrityError, RefusedError, UsageError
from app.files import disk_fault
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.scan_tables import scan as table

LARGEST = 10 * 1024 * 1024
"""Bytes of one scan; a page of 300 dpi in grey is about 1 MiB."""
_BEGINS = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
}


@dataclass(frozen=True)
class Scanned:
    """A file that was read and may be kept; ``kind`` is told from its content, not its name."""

    file_name: str
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Lower-case hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Scan:
    """A kept scan, without its content; ``size`` in bytes."""

    scan_id: str
    file_name: str
    kind: str
    size: int
    sha256: str
    operator: str
    at: str


def read_scan(path: Path) -> Scanned:
    """Read a scan before anything is stored.

    Raises ``N-SCAN-SIZE`` over 10 MiB, ``N-SCAN-KIND`` when it is no PDF or picture, ``ENV-*``.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RefusedError(
                "N-SCAN-SIZE",
                f"扫描件 {path.name} 有 {size / 1024 / 1024:.1f} MB，超过 10 MB。",
                "请用 200 dpi 灰度重新扫描，或分页保存。",
            )
        content = path.read_bytes()
    except OSError as error:
        raise disk_fault(error, path) from error
    kind = next((kind for mark, kind in _BEGINS.items() if content.startswith(mark)), "")
    if not kind:
        raise RefusedError(
            "N-SCAN-KIND",
            f"{path.name} 不是 PDF 或图片文件。",
            "请选择 PDF、JPG、PNG 或 TIFF 格式的扫描件。",
        )
    return Scanned(path.name, kind, content)


def attach(store: Store, dataset: str, rec_id: str, file: Scanned) -> str:
    """Keep ``file`` with a record; returns its id. The same file again changes nothing.

    Raises ``R-ROLE``, ``U-RECORD``, ``U-DATASET``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    records = store.table(dataset)
    with store.write() as conn:
        own = sa.select(records.c.rec_id).where(records.c.rec_id == rec_id)
        if conn.scalar(own.where(records.c.agency_code == store.agency)) is None:
            raise UsageError("U-RECORD", "这条记录已经不存在。", "请刷新列表后再试。")
        same = sa.select(table.c.scan_id).where(
            table.c.rec_id == rec_id, table.c.sha256 == file.sha256
        )
        if known := conn.scalar(same):
            return str(known)
        row = {"scan_id": new_id(), "dataset": dataset, "rec_id": rec_id}
        told = {
            "file_name": file.file_name,
            "kind": file.kind,
            "size": len(file.content),
            "sha256": file.sha256,
        }
        signed = {"operator": store.operator, "at": clock.timestamp()}
        conn.execute(sa.insert(table).values(**row, **told, **signed, content=file.content))
        audit.append(conn, store, "scan.attach", rec_id, {"dataset": dataset, **told})
    return row["scan_id"]


def scans(store: Store, dataset: str, rec_id: str) -> list[Scan]:
    """The scans of a record, newest first."""
    columns = [column for column in table.c if column.name not in ("dataset", "rec_id", "content")]
    query = sa.select(*columns).where(table.c.dataset == dataset, table.c.rec_id == rec_id)
    with store.read() as conn:
        newest = query.order_by(table.c.at.desc(), sa.text("rowid DESC"))
        return [Scan(*row) for row in conn.execute(newest)]


def content(store: Store, scan_id: str) -> bytes:
    """The file as it was attached. Raises ``U-SCAN``, ``S-SCAN`` when its digest is another."""
    query = sa.select(table.c.content, table.c.sha256).where(table.c.scan_id == scan_id)
    with store.read() as conn:
        row = conn.execute(query).first()
    if row is None:
        raise UsageError("U-SCAN", "没有这份扫描件。", "请刷新后再试。")
    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise IntegrityError("S-SCAN", "扫描件与登记时的校验值不符。", "请勿使用，并告知管理员。")
    return bytes(row.content)


def with_scan(conn: sa.Connection, dataset: str, rec_ids: Iterable[str]) -> frozenset[str]:
    """Those of the records that have a scan."""
    wanted = table.c.rec_id.in_(list(rec_ids))
    query = sa.select(table.c.rec_id).where(table.c.dataset == dataset, wanted)
    return frozenset(conn.scalars(query.distinct()))
