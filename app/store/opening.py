"""Creating an office and opening it, with every check that comes before the first row.

An office is a folder: ``office.db`` (encrypted), ``keyslots.json`` and its copy, ``anchor.json``,
``lock``, ``backups/``.
"""

from __future__ import annotations

import secrets
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from app import clock
from app.catalogue.model import Catalogue
from app.errors import IntegrityError, RefusedError
from app.files import disk_fault, sync_folder
from app.keys import attempts, slot_file
from app.keys.passwords import KdfCost, calibrated_cost
from app.keys.roles import Role
from app.keys.slot_file import DATABASE, KeySlots
from app.keys.slots import NewOperator, Recovery, Unlocked, make_slot, seal_master, subkey
from app.store import anchor, audit, engine, integrity, lock, migrations, updating
from app.store.office_store import DATABASE_KEY, Store
from app.store.tables import meta

PAGE = 4096
"""A file shorter than one page would open as an empty new database."""


def create(
    folder: Path,
    *,
    agency: str,
    edition: str,
    operators: Sequence[NewOperator],
    signing_key: bytes,
    sealing_key: str,
    recovery_recipient: str | None = None,
    cost: KdfCost | None = None,
    training: bool = False,
) -> None:
    """Make a new office in ``folder``, which must be empty or absent.

    ``signing_key`` (32 bytes) goes into reviewers' slots only; ``sealing_key`` (an age identity)
    into the database. ``recovery_recipient`` is the coordinator's age recipient for forgotten
    passwords; ``training`` marks the office as one of invented data, for ever. Raises
    ``S-EXISTS``, ``S-NETWORK``, ``K-WEAK``, ``K-OPERATOR``, ``ENV-*``; nothing is left behind then.
    """
    folder = folder.resolve()
    lock.refuse_network_drive(folder)
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError("S-EXISTS", f"文件夹不是空的：{folder}", "请选一个新的文件夹。")
    names = [new.name.strip() for new in operators]
    if len(set(names)) != len(names) or not any(Role.REVIEWER in new.roles for new in operators):
        raise RefusedError(
            "K-OPERATOR", "操作员姓名不能重复，并且至少要有一名审核人。", "请修改操作员名单。"
        )
    existed = folder.exists()
    db = str(uuid.uuid4())
    master = secrets.token_bytes(32)
    cost = cost or calibrated_cost()
    recovery = recovery_recipient and Recovery(
        recovery_recipient, seal_master(master, recovery_recipient)
    )
    made = tuple(make_slot(db, new, master, signing_key, cost) for new in operators)
    slots = KeySlots(db, 1, made, recovery or None)
    known = {
        "db_id": db,
        "agency": agency,
        "edition": edition,
        "sealing_key": sealing_key,
        "anchor_key": secrets.token_hex(32),
        "counter": "1",
        "slots_generation": "1",
        "created_at": clock.timestamp(),
    }
    if training:
        known["training"] = "yes"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _create_database(folder, subkey(master, DATABASE_KEY), known, names[0])
        slot_file.write(folder, slots, master)
    except BaseException as error:
        _leave_nothing(folder, existed)
        if isinstance(error, OSError):
            raise disk_fault(error, folder) from error
        raise


class _Founder:
    """Who the first audit entry names."""

    def __init__(self, operator: str) -> None:
        self.operator = operator


def _create_database(folder: Path, key: bytes, known: dict[str, str], founder: str) -> None:
    path = folder / DATABASE
    with engine.told(path):
        raw = engine.connect(path, key, mode="rwc")
        raw.execute(f"PRAGMA application_id={engine.APPLICATION_ID}")
        raw.close()
        pool = engine.make_engine(path, key)
        try:
            with pool.connect() as plain:
                conn = plain.execution_options(writes=True)
                with conn.begin():
                    for step in migrations.STEPS:
                        migrations.run(conn, step)
                    conn.execute(
                        sa.insert(meta), [{"key": k, "value": v} for k, v in known.items()]
                    )
                    summary = {"agency": known["agency"], "edition": known["edition"]}
                    audit.append(conn, _Founder(founder), "office.create", known["db_id"], summary)
                    last = audit.head(conn)
        finally:
            pool.dispose()
    with path.open("rb") as stream:
        if stream.read(16) == engine.PLAIN_HEADER:
            raise RuntimeError("the database was written without encryption")
    anchor_key = bytes.fromhex(known["anchor_key"])
    anchor.write(folder, anchor_key, anchor.Anchor(known["db_id"], 1, last.seq, last.hash))
    sync_folder(folder)


def _leave_nothing(folder: Path, existed: bool) -> None:
    if existed and folder.exists():
        for entry in folder.iterdir():
            entry.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)


def open_store(
    folder: Path,
    operator: str,
    password: str,
    catalogue: Catalogue,
    *,
    accept_state: str = "",
) -> Store:
    """Open the office in ``folder`` for one operator.

    Raises ``S-MISSING``, ``S-LOCKED``, ``S-NETWORK``, ``K-SLOTS-MISSING``, ``K-SLOTS-DAMAGED``,
    ``K-SLOTS-OLD``, ``K-PASSWORD``, ``K-LOCKED``, ``S-DAMAGED``, ``S-ROLLED-BACK``, ``S-ANCHOR``,
    ``S-NEWER``, ``S-CATALOGUE``, ``S-UPDATE``. ``accept_state`` is an administrator's reason for
    going on with a database that is not the one last witnessed; it is written into the audit log.
    """
    folder = folder.resolve()
    if not (folder / DATABASE).is_file():
        raise slot_file.no_office(folder)
    lock.refuse_network_drive(folder)
    held = lock.acquire(folder)
    store: Store | None = None
    try:
        store = _open_locked(folder, operator, password, catalogue, held, accept_state)
        held.hold()
    except BaseException:
        if store is not None:
            store.disconnect()
        held.give_up()
        raise
    return store


def _open_locked(
    folder: Path,
    operator: str,
    password: str,
    catalogue: Catalogue,
    held: lock.OfficeLock,
    accept_state: str,
) -> Store:
    unclean = held.found_unclean or _has_log(folder)
    slots, unlocked, key = _unlock(folder, operator, password)
    known = _identify(folder, key, slots)
    store = Store(folder, catalogue, unlocked, known, held)
    try:
        if unclean:
            integrity.check_file(folder / DATABASE, key)
        store.connect_with(unlocked.master_key, key)
        with store.read() as conn:
            if unclean:
                integrity.check_chain(conn)
            migrations.refuse_newer(conn)
        _check_generation(store, slots, int(known["slots_generation"]))
        _check_anchor(store, accept_state)
        updating.bring_up_to_date(store)
        note_misses(store)
    except BaseException:
        store.disconnect()
        raise
    return store


def note_misses(store: Store) -> None:
    """Write the wrong passwords before this right one into the audit log, and forget them."""
    missed = attempts.misses(store.folder, store.operator)
    if missed.count:
        with store.write() as conn:
            summary = {"misses": missed.count, "last": missed.last}
            audit.append(conn, store, "operator.misses", store.operator, summary)
        attempts.clear(store.folder, store.operator)


def _has_log(folder: Path) -> bool:
    log = folder / (DATABASE + "-wal")
    return log.exists() and log.stat().st_size > 0


def _unlock(folder: Path, operator: str, password: str) -> tuple[KeySlots, Unlocked, bytes]:
    """The slots, what the password gave, and the database key.

    A change of the master key may have been cut short by a crash; the slots laid aside for it
    are taken up when the database has already taken the new key, and dropped when it has not.
    """
    slots = slot_file.read(folder)
    laid_aside = folder / slot_file.NEXT
    if laid_aside.exists():
        try:
            coming = slot_file.parse(laid_aside.read_bytes())
            unlocked = coming.unlock(operator, password)  # not counted: it is tried again below
            key = subkey(unlocked.master_key, DATABASE_KEY)
            engine.connect(folder / DATABASE, key).close()
        except (RefusedError, IntegrityError, dbapi2.Error):
            pass
        else:
            slot_file.promote_next(folder)
            return coming, unlocked, key
    unlocked = attempts.unlock(folder, slots, operator, password)
    return slots, unlocked, subkey(unlocked.master_key, DATABASE_KEY)


def _identify(folder: Path, key: bytes, slots: KeySlots) -> dict[str, str]:
    """What the database says of itself. Raises ``S-DAMAGED`` unless it is this office's."""
    path = folder / DATABASE
    if path.stat().st_size < PAGE:
        raise engine.damaged(path, "文件被截断")
    with engine.told(path):
        raw = engine.connect(path, key)
        try:
            if raw.execute("PRAGMA application_id").fetchone()[0] != engine.APPLICATION_ID:
                raise engine.damaged(path, "文件内容不完整")
            known = {str(k): str(v) for k, v in raw.execute("SELECT key, value FROM meta")}
        finally:
            raw.close()
    if known.get("db_id") != slots.db:
        raise engine.damaged(path, "与密钥文件不是同一个工作区")
    return known


def _check_generation(store: Store, slots: KeySlots, remembered: int) -> None:
    """Refuse an older slot file put back: it would let removed operators in again."""
    if slots.generation < remembered:
        raise IntegrityError(
            "K-SLOTS-OLD",
            "密钥文件 keyslots.json 是旧的，可能包含已停用的操作员或旧口令。",
            "请放回最新的 keyslots.json 或 keyslots.bak。",
        )
    if slots.generation > remembered:
        with store.write() as conn:
            remember_generation(conn, slots.generation)
            audit.append(
                conn, store, "keys.generation", store.db_id, {"generation": slots.generation}
            )


def remember_generation(conn: sa.Connection, generation: int) -> None:
    """Note inside the database which slot file is the newest."""
    conn.exec_driver_sql(
        "UPDATE meta SET value = ? WHERE key = 'slots_generation'", (str(generation),)
    )


def _check_anchor(store: Store, accept_state: str) -> None:
    try:
        witness = anchor.read(store.folder, store.anchor_key)
        with store.read() as conn:
            integrity.check_witness(conn, witness, store.counter, store.db_id)
    except IntegrityError as error:
        if not accept_state or error.code not in ("S-ANCHOR", "S-ROLLED-BACK"):
            raise
        store.require(Role.ADMIN, Role.REVIEWER)
        summary = {"reason": accept_state, "code": error.code, "counter": store.counter}
        with store.write() as conn:
            audit.append(conn, store, "office.accept-state", store.db_id, summary)
