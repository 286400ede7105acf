"""A forgotten password, recovered through the coordinator's offline recovery key.

The office makes a request: a new slot, sealed under a new password, and the master key as it
was sealed for the coordinator. The coordinator, having checked the stamped paper, seals the
master key for the new slot. The office then takes the slot up and changes every key. A signing
key is never recovered: a recovered reviewer brings a new one, which must be enrolled anew.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pyrage
import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.errors import RefusedError
from app.files import disk_fault, written_aside
from app.keys import attempts, slot_file
from app.keys.passwords import KdfCost, calibrated_cost
from app.keys.roles import Role
from app.keys.signing import new_signing_key, public_of
from app.keys.slots import (
    NewOperator,
    canonical,
    make_slot,
    open_slot,
    operators_of,
    seal_master,
    slot_from_json,
    slot_to_json,
)
from app.store import audit, operators
from app.store.office_store import Store
from app.store.opening import open_store
from app.store.tables import meta

PENDING = "recovery.pending"
FORMAT = "recovery/1"


def request(
    folder: Path,
    new: NewOperator,
    *,
    signing_key: bytes | None = None,
    cost: KdfCost | None = None,
) -> bytes:
    """Begin a recovery in a closed office; returns the request for the coordinator.

    ``new`` may have the name of an operator, whose slot it will replace. Raises ``K-RECOVERY``
    when the office was made without a recovery recipient, ``K-WEAK``, ``ENV-*``.
    """
    slots = slot_file.read(folder)
    if slots.recovery is None:
        raise RefusedError(
            "K-RECOVERY", "这个工作区没有设置恢复密钥。", "请由另一名审核人增加操作员。"
        )
    blank = bytes(32)
    made = make_slot(slots.db, new, blank, signing_key, cost or calibrated_cost())
    with written_aside(folder / PENDING) as stream:
        stream.write(canonical(slot_to_json(replace(made, master=b""))))
    return canonical(
        {
            "format": FORMAT,
            "db": slots.db,
            "operator": made.operator,
            "recipient": made.recipient,
            "sealed": base64.b64encode(slots.recovery.master).decode("ascii"),
        }
    )


def write_request(
    folder: Path, operator: str, password: str, path: Path, *, cost: KdfCost | None = None
) -> None:
    """Begin a recovery for an operator with the roles that they have; the request goes to ``path``.

    A reviewer gets a new signing key, because the old one is lost with the password. Raises
    ``K-OPERATOR`` for a name without a slot, and what :func:`request` does.
    """
    name = operator.strip()
    roles = operators_of(slot_file.read(folder).slots).get(name)
    if roles is None:
        raise RefusedError("K-OPERATOR", f"没有操作员“{name}”。", "请核对姓名。")
    signing_key = new_signing_key() if Role.REVIEWER in roles else None
    new = NewOperator(name, password, roles)
    asked = request(folder, new, signing_key=signing_key, cost=cost)
    with written_aside(path) as stream:
        stream.write(asked)


def write_answer(store: Store, asked: Path, path: Path) -> None:
    """The coordinator's answer to the request in ``asked``, written to ``path`` and into the log.

    Raises ``R-ROLE`` unless a reviewer does it, ``K-RECOVERY``, ``ENV-*``.
    """
    store.require(Role.REVIEWER)
    try:
        content = asked.read_bytes()
    except OSError as error:
        raise disk_fault(error, asked) from error
    answered = answer(content, store.sealing_key)
    known = json.loads(content)
    with store.write() as conn:
        summary = {"operator": str(known.get("operator", "")), "file": asked.name}
        audit.append(conn, store, "operator.answer", str(known["db"]), summary)
    with written_aside(path) as stream:
        stream.write(answered)


def answer(asked: bytes, recovery_identity: str) -> bytes:
    """The coordinator's answer: the master key sealed for the slot that asked.

    Raises ``K-RECOVERY`` when the request cannot be read or is not for this identity.
    """
    try:
        content = json.loads(asked)
        identity = pyrage.x25519.Identity.from_str(recovery_identity)
        master = bytes(pyrage.decrypt(base64.b64decode(content["sealed"]), [identity]))
        sealed = base64.b64encode(seal_master(master, content["recipient"])).decode("ascii")
    except (ValueError, KeyError, TypeError, *_AGE_ERRORS) as error:
        raise RefusedError(
            "K-RECOVERY", "恢复申请读不懂，或不是发给本单位的。", "请核对申请文件和恢复密钥。"
        ) from error
    return canonical({"format": FORMAT, "db": content["db"], "sealed": sealed})


def complete(
    folder: Path, answered: bytes, operator: str, password: str, catalogue: Catalogue
) -> Store:
    """Take up the new slot with the coordinator's answer, change every key, and open the office.

    Raises ``K-RECOVERY`` (no request under way, or not its answer), ``K-PASSWORD``.
    """
    slots = slot_file.read(folder)
    try:
        content = json.loads(answered)
        slot = slot_from_json(json.loads((folder / PENDING).read_bytes()))
        slot = replace(slot, master=base64.b64decode(content["sealed"]))
        fits = content["db"] == slots.db and slot.operator == operator.strip()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_answer() from error
    if not fits:
        raise _no_answer()
    unlocked = open_slot(slots.db, slot, password)
    attempts.clear(folder, slot.operator)  # the forgotten password keeps nobody out any more
    kept = tuple(entry for entry in slots.slots if entry.operator != slot.operator)
    coming = replace(slots, generation=slots.generation + 1, slots=(*kept, slot))
    before = (folder / slot_file.NAME).read_bytes()
    try:
        slot_file.write(folder, coming, unlocked.master_key)
        store = open_store(folder, operator, password, catalogue)
    except BaseException:
        for name in (slot_file.NAME, slot_file.COPY):
            with written_aside(folder / name) as stream:
                stream.write(before)
        raise
    operators.change_master(store, coming, coming.slots, "operator.recover", slot.operator)
    if unlocked.signing_key is not None:
        _announce(store, unlocked.signing_key)
    try:
        (folder / PENDING).unlink()
    except OSError as error:
        raise disk_fault(error, folder / PENDING) from error
    return store


def _announce(store: Store, signing_key: bytes) -> None:
    """Make the new signing key the office's: its card and fingerprint are of this key now."""
    public = public_of(signing_key).hex()
    with store.write() as conn:
        conn.execute(sa.delete(meta).where(meta.c.key == "signing_public"))
        conn.execute(sa.insert(meta).values(key="signing_public", value=public))
        audit.append(conn, store, "keys.signing", store.agency, {"signing_key": public})


def _no_answer() -> RefusedError:
    return RefusedError(
        "K-RECOVERY", "没有待完成的恢复，或答复不对应。", "请核对答复文件和操作员姓名。"
    )


_AGE_ERRORS = (pyrage.DecryptError, pyrage.IdentityError, pyrage.RecipientError)
