"""Checks of the file, of the audit chain, and of the database against its witness.

The cipher's own check misses a file cut at a page border, SQLite's misses a page whose
authentication fails where nothing points to it: both are run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.errors import IntegrityError
from app.store import anchor, audit, engine
from app.store.anchor import Anchor
from app.store.tables import audit as audit_table


def check_file(path: Path, key: bytes) -> None:
    """Both integrity checks and the foreign keys of a whole file. Raises ``S-DAMAGED``."""
    with engine.told(path):
        raw = engine.connect(path, key)
        try:
            check_pages(raw, path)
        finally:
            raw.close()


def check_pages(raw: Any, path: Path) -> None:
    """The same on an open driver connection, outside any transaction. Raises ``S-DAMAGED``."""
    with engine.told(path):
        pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        rows = raw.execute("PRAGMA integrity_check(3)").fetchall()
        keys = raw.execute("PRAGMA foreign_key_check").fetchmany(1)
    if pages:
        raise engine.damaged(path, str(pages[0][0]))
    if [row[0] for row in rows] != ["ok"]:
        raise engine.damaged(path, str(rows[0][0]))
    if keys:
        raise engine.damaged(path, "表间引用不一致")


def check_chain(conn: sa.Connection) -> audit.Head:
    """Recompute every hash of the audit log; returns its head. Raises ``S-AUDIT-CHAIN``."""
    last = audit.Head(0, audit.GENESIS)
    for row in conn.execute(sa.select(audit_table).order_by(audit_table.c.seq)).mappings():
        honest = (
            row["seq"] == last.seq + 1
            and row["prev"] == last.hash
            and audit.entry_hash(dict(row), row["detail"]) == row["hash"]
        )
        if not honest:
            raise IntegrityError(
                "S-AUDIT-CHAIN",
                f"操作日志在第{row['seq']}条处被改动或中断。",
                "请停止使用，保留现场，并报告汇总单位；必要时从备份恢复。",
            )
        last = audit.Head(row["seq"], row["hash"])
    return last


def check_witness(conn: sa.Connection, witness: Anchor, counter: int, db: str) -> None:
    """Hold the database against the anchor. Raises ``S-ROLLED-BACK``."""
    if witness.db != db or counter < witness.counter:
        raise anchor.rolled_back(counter, witness.counter)
    seen = conn.scalar(sa.select(audit_table.c.hash).where(audit_table.c.seq == witness.seq))
    if witness.seq and seen != witness.head:
        raise anchor.rolled_back(counter, witness.counter)
    if counter == witness.counter and audit.head(conn).seq != witness.seq:
        raise anchor.rolled_back(counter, witness.counter)
