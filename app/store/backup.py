"""Backups that count, because each was read back before it replaced an older one.

A backup is a folder ``<time>-<counter>`` with ``office.db`` (encrypted under the same key) and
``keyslots.json``. It opens with the passwords that were valid when it was made.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.catalogue.model import Catalogue
from app.errors import EnvironmentFault, IntegrityError, RefusedError
from app.files import disk_fault, sync_folder, written_aside
from app.keys import slot_file
from app.keys.slots import subkey
from app.store import anchor, audit, engine, integrity, lock
from app.store.office_store import DATABASE, Store
from app.store.opening import DATABASE_KEY, open_store

KEEP = 3
FOLDER = "backups"


@dataclass(frozen=True)
class Backup:
    """A backup that was read back: where it is, how far the office had come."""

    folder: Path
    counter: int
    audit_seq: int
    audit_head: str


def backup(store: Store, folder: Path | None = None, *, keep: int = KEEP) -> Backup:
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
        made = _copy_out(store, part)
        final = _free_name(target, name)
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


def _free_name(target: Path, name: str) -> Path:
    final, n = target / name, 1
    while final.exists():
        final, n = target / f"{name}-{n}", n + 1
    return final


def _copy_out(store: Store, part: Path) -> tuple[int, int, str]:
    """Copy database and slots into ``part`` and prove the copy; returns how far it had come."""
    copy = part / DATABASE
    with engine.told(copy), store.plain() as driver:
        driver.execute("VACUUM INTO ?", (str(copy),))
    _sync(copy)
    with written_aside(part / slot_file.NAME) as stream:
        stream.write((store.folder / slot_file.NAME).read_bytes())
    key = subkey(store.master_key, DATABASE_KEY)
    found = _prove(copy, key, store.db_id)
    sync_folder(part)
    return found


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _prove(path: Path, key: bytes, db: str) -> tuple[int, int, str]:
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


def restore(
    source: Path, folder: Path, operator: str, password: str, catalogue: Catalogue
) -> Store:
    """Put the backup ``source`` in the place of the office in ``folder`` and open it.

    Name and password are those valid when the backup was made. The files that stood there are
    kept in ``before-restore-<time>``. The act is written into the audit log. Raises
    ``K-PASSWORD``, ``S-DAMAGED``, ``S-LOCKED``, ``S-OTHER``, ``ENV-*``; the office is untouched
    then.
    """
    folder = folder.resolve()
    slots = slot_file.parse(_bytes_of(source / slot_file.NAME))
    unlocked = slots.unlock(operator, password)
    key = subkey(unlocked.master_key, DATABASE_KEY)
    with _copied(source, folder) as part:
        counter, seq, head = _prove(part / DATABASE, key, slots.db)
        _refuse_other(folder, slots.db)
        held = lock.acquire(folder)
        try:
            aside = _set_aside(folder)
            for name in (DATABASE, slot_file.NAME):
                (part / name).rename(folder / name)
            shutil.copy2(folder / slot_file.NAME, folder / slot_file.COPY)
            anchor_key = _anchor_key(folder / DATABASE, key)
            anchor.write(folder, anchor_key, anchor.Anchor(slots.db, counter, seq, head))
            sync_folder(folder)
            held.release(clean=True)
        except OSError as error:
            held.give_up()
            raise disk_fault(error, folder) from error
        except BaseException:
            held.give_up()
            raise
    store = open_store(folder, operator, password, catalogue)
    summary = {"backup": source.name, "counter": counter, "aside": aside.name if aside else ""}
    with store.write() as conn:
        audit.append(conn, store, "office.restore", store.db_id, summary)
    return store


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise disk_fault(error, path) from error


@contextlib.contextmanager
def _copied(source: Path, folder: Path) -> Iterator[Path]:
    """The backup copied beside its place, so that a torn stick harms nothing."""
    part = folder / f".restore-{secrets.token_hex(4)}.part"
    try:
        part.mkdir(parents=True)
        for name in (DATABASE, slot_file.NAME):
            shutil.copyfile(source / name, part / name)
            _sync(part / name)
        yield part
    except OSError as error:
        raise disk_fault(error, folder) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refuse_other(folder: Path, db: str) -> None:
    with contextlib.suppress(IntegrityError):
        if slot_file.parse(_bytes_or_nothing(folder / slot_file.NAME)).db != db:
            raise RefusedError(
                "S-OTHER", "备份属于另一个工作区。", "请选对备份，或恢复到一个空文件夹。"
            )


def _bytes_or_nothing(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _set_aside(folder: Path) -> Path | None:
    names = (
        DATABASE,
        DATABASE + "-wal",
        DATABASE + "-shm",
        slot_file.NAME,
        slot_file.COPY,
        slot_file.NEXT,
        anchor.NAME,
    )
    present = [folder / name for name in names if (folder / name).exists()]
    if not present:
        return None
    stamp = clock.timestamp().replace(":", "").replace("-", "")
    aside = _free_name(folder, f"before-restore-{stamp}")
    aside.mkdir()
    for path in present:
        path.rename(aside / path.name)
    return aside


def _anchor_key(path: Path, key: bytes) -> bytes:
    pool = engine.make_engine(path, key)
    try:
        with engine.told(path), pool.connect() as conn:
            query = sa.text("SELECT value FROM meta WHERE key = 'anchor_key'")
            return bytes.fromhex(conn.execute(query).scalar_one())
    finally:
        pool.dispose()
