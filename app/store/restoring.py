"""A backup put back in the place of an office."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.catalogue.model import Catalogue
from app.errors import IntegrityError, RefusedError
from app.files import disk_fault, sync_folder
from app.keys import attempts, slot_file
from app.keys.slot_file import DATABASE
from app.keys.slots import subkey
from app.progress import SILENT, Progress
from app.store import anchor, audit, engine, lock
from app.store.audit_check import AuditReport, verify
from app.store.backup import free_name, prove, sync
from app.store.office_store import DATABASE_KEY, Store
from app.store.opening import open_store


def restore(
    source: Path, folder: Path, operator: str, password: str, catalogue: Catalogue
) -> Store:
    """Put the backup ``source`` in the place of the office in ``folder`` and open it.

    Name and password are those valid when the backup was made. The files that stood there are
    kept in ``before-restore-<time>``. The act is written into the audit log. Raises
    ``K-PASSWORD``, ``K-LOCKED``, ``S-DAMAGED``, ``S-LOCKED``, ``S-OTHER``,
    ``ENV-*``; the office is untouched then.
    """
    folder = folder.resolve()
    slots = slot_file.parse(_bytes_of(source / slot_file.NAME))
    unlocked = attempts.unlock(folder, slots, operator, password)
    key = subkey(unlocked.master_key, DATABASE_KEY)
    with _copied(source, folder) as part:
        counter, seq, head = prove(part / DATABASE, key, slots.db)
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


def check_password(folder: Path, source: Path, operator: str, password: str) -> None:
    """Whether the backup ``source`` opens with these; wrong ones count against ``folder``.

    Raises ``K-PASSWORD``, ``K-LOCKED``, ``K-SLOTS-DAMAGED``, ``ENV-*``.
    """
    slots = slot_file.parse(_bytes_of(source / slot_file.NAME))
    attempts.unlock(folder, slots, operator, password)


def rehearse(
    store: Store, source: Path, operator: str, password: str, progress: Progress = SILENT
) -> AuditReport:
    """Restore ``source`` into a folder of its own, prove all of it there, and throw it away.

    A backup counts once it was restored (GB/T 22239-2019 7.1.4.8 a). Nothing of the office is
    touched. Raises what :func:`restore` and :func:`app.store.audit_check.verify` do.
    """
    check_password(store.folder, source, operator, password)
    with tempfile.TemporaryDirectory(prefix="creditdesk-", ignore_cleanup_errors=True) as place:
        progress.step(0, 0, "恢复到临时文件夹")
        tried = restore(source, Path(place) / "office", operator, password, store.catalogue)
        try:
            return verify(tried, progress)
        finally:
            tried.close()


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
            sync(part / name)
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
    aside = free_name(folder, f"before-restore-{stamp}")
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
