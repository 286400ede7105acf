"""Operators of an open office: added, removed, given a new password.

Removing one changes the master key and the database's key, because an old slot with its
password would otherwise still open the live files. Older backups stay readable for whoever
knew a password then: that cannot be taken back.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from app import clock
from app.errors import RefusedError
from app.files import disk_fault
from app.keys import attempts, slot_file
from app.keys.passwords import KdfCost, calibrated_cost
from app.keys.roles import Role
from app.keys.slot_file import KeySlots
from app.keys.slots import NewOperator, Slot, make_slot, operators_of, subkey
from app.store import audit, backup, engine
from app.store.office_store import DATABASE_KEY, Store
from app.store.opening import note_misses, remember_generation

PASSWORD_DAYS = 90
"""After so many days a password is to be changed (GB/T 22239-2019 7.1.4.1 a); told, not forced."""


@dataclass(frozen=True)
class Person:
    """An operator as the slot file has them; ``since`` is the day of the present password (ISO),

    ``days`` how old that password is.
    """

    name: str
    roles: frozenset[Role]
    since: str
    days: int

    @property
    def due(self) -> bool:
        """Whether the password is to be changed."""
        return self.days >= PASSWORD_DAYS


def people(store: Store) -> list[Person]:
    """Everybody who may open this office, in the order of their slots."""
    today = clock.today()
    found = []
    for slot in slot_file.read(store.folder).slots:
        since = clock.china_day(slot.created)
        age = max(today - since, timedelta(0))
        found.append(Person(slot.operator, frozenset(slot.roles), since.isoformat(), age.days))
    return found


@dataclass(frozen=True)
class KeyFile:
    """The slot file: its generation, and whether the coordinator can help with lost passwords."""

    generation: int
    recoverable: bool


def key_file(store: Store) -> KeyFile:
    """What the slot file says of itself. Raises ``K-SLOTS-MISSING``, ``K-SLOTS-DAMAGED``."""
    slots = slot_file.read(store.folder)
    return KeyFile(slots.generation, slots.recovery is not None)


def listed(store: Store) -> dict[str, frozenset[Role]]:
    """Operator name to roles, as the slot file has them."""
    return operators_of(slot_file.read(store.folder).slots)


def confirm(store: Store, password: str) -> None:
    """Make sure that it is still the signed-in operator who sits there.

    Raises ``K-PASSWORD``, also when the operator was removed meanwhile, and ``K-LOCKED``.
    """
    slots = slot_file.read(store.folder)
    attempts.unlock(store.folder, slots, store.operator, password)
    note_misses(store)


def add(store: Store, new: NewOperator, *, cost: KdfCost | None = None) -> None:
    """Give an operator a slot. A reviewer can be added by a reviewer only, who has the key.

    Raises ``R-ROLE``, ``K-WEAK``, ``K-OPERATOR`` (name taken), ``K-SIGNING`` (no signing key
    to hand on).
    """
    store.require(Role.ADMIN, Role.REVIEWER)
    if Role.REVIEWER in new.roles and store.signing_key is None:
        raise RefusedError(
            "K-SIGNING",
            "只有审核人才能增加审核人，因为签名密钥在审核人手里。",
            "请由审核人登录后办理。",
        )
    slots = slot_file.read(store.folder)
    if new.name.strip() in operators_of(slots.slots):
        raise RefusedError("K-OPERATOR", f"已有操作员“{new.name.strip()}”。", "请换一个姓名。")
    slot = make_slot(slots.db, new, store.master_key, store.signing_key, cost or calibrated_cost())
    summary = {"operator": slot.operator, "roles": [str(role) for role in slot.roles]}
    _put(store, replace(slots, slots=(*slots.slots, slot)), "operator.add", slot.operator, summary)


def change_password(store: Store, old: str, new: str, *, cost: KdfCost | None = None) -> None:
    """Change the own password of the operator who is signed in.

    Raises ``K-PASSWORD`` (old one wrong), ``K-LOCKED``, ``K-WEAK``. Earlier copies of the
    slot file still open with the old password; when it may be known to others, remove and add
    the operator.
    """
    slots = slot_file.read(store.folder)
    unlocked = attempts.unlock(store.folder, slots, store.operator, old)
    made = make_slot(
        slots.db,
        NewOperator(store.operator, new, unlocked.roles),
        store.master_key,
        unlocked.signing_key,
        cost or calibrated_cost(),
    )
    kept = tuple(made if slot.operator == store.operator else slot for slot in slots.slots)
    _put(store, replace(slots, slots=kept), "operator.passwd", store.operator, {})
    note_misses(store)


def remove(store: Store, name: str) -> None:
    """Take an operator's slot away and change every key, after a backup.

    Raises ``R-ROLE``, ``K-OPERATOR`` (unknown, oneself, or the last reviewer), ``ENV-*``.
    """
    store.require(Role.ADMIN)
    slots = slot_file.read(store.folder)
    remaining = tuple(slot for slot in slots.slots if slot.operator != name)
    _check_remaining(store, name, slots.slots, remaining)
    backup.backup(store)
    change_master(store, slots, remaining, "operator.remove", name)


def _check_remaining(
    store: Store, name: str, present: tuple[Slot, ...], remaining: tuple[Slot, ...]
) -> None:
    if len(remaining) == len(present):
        raise RefusedError("K-OPERATOR", f"没有操作员“{name}”。", "请核对姓名。")
    if name == store.operator:
        raise RefusedError("K-OPERATOR", "不能移除自己。", "请由另一名管理员办理。")
    if not any(Role.REVIEWER in slot.roles for slot in remaining):
        raise RefusedError(
            "K-OPERATOR", "不能移除最后一名审核人，签名密钥会丢失。", "请先增加另一名审核人。"
        )


def change_master(
    store: Store, slots: KeySlots, remaining: tuple[Slot, ...], action: str, subject: str
) -> None:
    """Put ``remaining`` and the database under a new master key, proof against a crash between.

    The new slots lie beside the old ones until the database has taken the new key; opening
    takes up whichever fits.
    """
    master = secrets.token_bytes(32)
    key = subkey(master, DATABASE_KEY)
    coming = slots.with_master(master, remaining)
    slot_file.write_next(store.folder, coming, master)
    with engine.told(store.path):
        old = subkey(store.master_key, DATABASE_KEY)
        store.disconnect()
        try:
            raw = engine.connect(store.path, old)
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.execute(f"PRAGMA rekey=\"x'{key.hex()}'\"")
            finally:
                raw.close()
        except BaseException:
            store.connect_with(store.master_key, old)
            raise
    store.connect_with(master, key)
    try:
        slot_file.promote_next(store.folder)
    except OSError as error:
        raise disk_fault(error, store.folder) from error
    with store.write() as conn:
        remember_generation(conn, coming.generation)
        audit.append(conn, store, action, subject, {"generation": coming.generation})


def _put(
    store: Store, slots: KeySlots, action: str, subject: str, summary: Mapping[str, object]
) -> None:
    """Write the next generation of slots, then remember it; opening mends a crash between."""
    coming = replace(slots, generation=slots.generation + 1)
    slot_file.write(store.folder, coming, store.master_key)
    with store.write() as conn:
        remember_generation(conn, coming.generation)
        audit.append(conn, store, action, subject, {**summary, "generation": coming.generation})
