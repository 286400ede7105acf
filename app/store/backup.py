"""Backups that count, because each was read back before it replaced an older one.

A backup is a folder ``<time>-<counter>`` with ``office.db`` (encrypted under the same key) and
``keyslots.json``. It opens with the passwords that were valid when it was made.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.errors import EnvironmentFault, IntegrityError
from app.files import disk_fault, sync_folder, written_aside
from app.keys import slot_file
from app.keys.slot_file import DATABASE
from app.keys.slots import subkey
from app.progress import SILENT, Progress
from app.store import engine, integrity
from app.store.office_store import DATABASE_KEY, Store

KEEP = 3
FOLDER = "backups"


@dataclass(frozen=True)
class Backup:
    """A backup that was read back: where it is, how far the office had come."""

    folder: Path
    counter: int
    audit_seq: int
    audit_head: str


def backup_there(store: Store, chosen: Path | None, progress: Progress = SILENT) -> Backup:
    """As :func:`backup`, into the place that was chosen on this computer, which must be there.

    A stick that is not plugged in would else become a folder on the very disk it should stand
    apart from. Raises ``ENV-MISSING``, and what :func:`backup` does.
    """
    if chosen is not None and not chosen.is_dir():
        raise EnvironmentFault(
            "ENV-MISSING",
            f"找不到备份位置：{chosen}",
            "没有做备份，原有备份没有变动；请插好U盘，或在“设置”中另选备份位置。",
        )
    return backup(store, chosen, progress=progress)


def backup(
    store: Store,
    folder: Path | None = None,
    *,
    keep: int = KEEP,
    progress: Progress = SILENT,
) -> Backup:
    """Write a backup under ``folder`` (default: the office's ``backups``), read it back, prune.

    Only backups of this office are pruned, and only after the new one was proven. Raises
    ``ENV-*`` and ``S-DAMAGED``; older backups are untouched then.
    """
    target = folder or store.folder / FOLDER
    stamp = clock.timestamp().replace(":", "").replace("-", "")
    name = f"{stamp}-{store.counter:08d}"
    part = target / f".{name}-{secrets.token_hex(3)}.part"
    try:
        _require_space(store.path, target)
        part.mkdir(parents=True)
        made = _copy_out(store, part, progress)
        final = free_name(target, name)
        part.rename(final)
        sync_folder(target)
    except OSError as error:
        raise disk_fault(error, target) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _prune(target, store, keep, final)
    return Backup(final, *made)


def _require_space(path: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(target).free < path.stat().st_size * 1.1:
        raise EnvironmentFault(
            "ENV-DISK", "磁盘空间不足，没有做备份。", "原有备份没有变动；请清理磁盘或换一个位置。"
        )


def free_name(target: Path, name: str) -> Path:
    """A folder under ``target`` that is not there yet."""
    final, n = target / name, 1
    while final.exists():
        final, n = target / f"{name}-{n}", n + 1
    return final


def _copy_out(store: Store, part: Path, progress: Progress) -> tuple[int, int, str]:
    """Copy database and slots into ``part`` and prove the copy; returns how far it had come."""
    copy = part / DATABASE
    progress.step(0, 2, "写入备份")
    with engine.told(copy), store.plain() as driver:
        driver.execute("VACUUM INTO ?", (str(copy),))
    sync(copy)
    with written_aside(part / slot_file.NAME) as stream:
        stream.write((store.folder / slot_file.NAME).read_bytes())
    key = subkey(store.master_key, DATABASE_KEY)
    progress.step(1, 2, "读回核对")
    found = prove(copy, key, store.db_id)
    sync_folder(part)
    progress.step(2, 2)
    return found


def sync(path: Path) -> None:
    """Have the file on the disk itself."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def prove(path: Path, key: bytes, db: str) -> tuple[int, int, str]:
    """Read a copy back whole: pages, structure, audit chain, identity. Raises ``S-DAMAGED``."""
    integrity.check_file(path, key)
    pool = engine.make_engine(path, key)
    try:
        with engine.told(path), pool.connect() as conn, conn.begin():
            head = integrity.check_chain(conn)
            rows = conn.exec_driver_sql("SELECT key, value FROM meta").all()
    finally:
        pool.dispose()
    known = {str(row[0]): str(row[1]) for row in rows}
    if known.get("db_id") != db:
        raise engine.damaged(path, "不是这个工作区的备份")
    return int(known["counter"]), head.seq, head.hash


def _prune(target: Path, store: Store, keep: int, newest: Path) -> None:
    older = [entry for entry in listed(target, store.db_id) if entry != newest]
    for entry in older[max(keep - 1, 0) :]:
        shutil.rmtree(entry, ignore_errors=True)


def listed(target: Path, db: str | None = None) -> list[Path]:
    """The backups under ``target``, newest first; of one office if named."""
    if not target.is_dir():
        return []
    found = []
    for entry in target.iterdir():
        if not entry.name.startswith(".") and (entry / DATABASE).is_file():
            with contextlib.suppress(IntegrityError, OSError):
                slots = slot_file.parse((entry / slot_file.NAME).read_bytes())
                if db is None or slots.db == db:
                    found.append(entry)
    return sorted(found, key=lambda entry: entry.name, reverse=True)
