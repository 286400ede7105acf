"""Key slots: how a password leads to the one master key of an office.

Every operator has a slot. The password (through Argon2id) opens the slot's own age identity
and, in a reviewer's slot only, the office's signing key; the identity opens the master key.
Because the master key is sealed to a public recipient, it can be changed for all remaining
operators when one is removed, without asking anybody for a password.

Roles, owner and cost are authenticated with the slot; a MAC under the master key authenticates
the list of slots. What this cannot do: hide anything from an operator who can open the office.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app import clock
from app.errors import IntegrityError, RefusedError
from app.keys.passwords import KdfCost, check_new, derive
from app.keys.roles import Role

FORMAT = "keyslots/1"
WRONG = "K-PASSWORD"
"""The code of a wrong name or password."""


@dataclass(frozen=True)
class NewOperator:
    """An operator to be given a slot."""

    name: str
    password: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Slot:
    """One operator's way to the master key, as it stands in the file.

    ``sealed`` holds the slot's age identity and signing key under the password; ``master``
    holds the master key for ``recipient``.
    """

    id: str
    operator: str
    roles: tuple[Role, ...]
    created: str
    cost: KdfCost
    salt: bytes
    nonce: bytes
    sealed: bytes
    recipient: str
    master: bytes


@dataclass(frozen=True)
class Recovery:
    """The master key for the coordinator's offline recovery recipient."""

    recipient: str
    master: bytes


@dataclass(frozen=True)
class Unlocked:
    """What a password gave."""

    operator: str
    roles: frozenset[Role]
    master_key: bytes
    signing_key: bytes | None


def subkey(master_key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (``sqlcipher/1``, ``keyslots-mac/1``)."""
    return HKDFExpand(SHA256(), 32, purpose.encode("ascii")).derive(master_key)


def canonical(value: object) -> bytes:
    """JSON with sorted keys and without blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def make_slot(
    db: str,
    new: NewOperator,
    master_key: bytes,
    signing_key: bytes | None,
    cost: KdfCost,
) -> Slot:
    """A slot for ``new``. The signing key goes into reviewers' slots only.

    Raises ``K-WEAK`` for a weak password, ``K-OPERATOR`` for an empty name or no roles.
    """
    name = new.name.strip()
    if not name or not new.roles:
        raise RefusedError("K-OPERATOR", "操作员必须有姓名和至少一种角色。")
    check_new(new.password, name)
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    slot = Slot(
        id=secrets.token_hex(8),
        operator=name,
        roles=tuple(sorted(new.roles)),
        created=clock.timestamp(),
        cost=cost,
        salt=secrets.token_bytes(16),
        nonce=secrets.token_bytes(12),
        sealed=b"",
        recipient=recipient,
        master=seal_master(master_key, recipient),
    )
    held = signing_key if signing_key and Role.REVIEWER in new.roles else b""
    content = canonical({"identity": str(identity), "signing_key": held.hex()})
    key = derive(new.password, slot.salt, cost)
    return replace(slot, sealed=AESGCM(key).encrypt(slot.nonce, content, _bound(db, slot)))


def seal_master(master_key: bytes, recipient: str) -> bytes:
    """The master key for one age recipient."""
    return bytes(pyrage.encrypt(master_key, [pyrage.x25519.Recipient.from_str(recipient)]))


def open_slot(db: str, slot: Slot, password: str) -> Unlocked:
    """Open one slot. Raises ``K-PASSWORD`` when the password or anything bound to it is wrong."""
    if not slot.cost.within_bounds():
        raise damaged("口令参数超出允许范围")
    key = derive(password, slot.salt, slot.cost)
    try:
        content = json.loads(AESGCM(key).decrypt(slot.nonce, slot.sealed, _bound(db, slot)))
    except InvalidTag as error:
        raise wrong_password() from error
    try:
        identity = pyrage.x25519.Identity.from_str(content["identity"])
        master_key = bytes(pyrage.decrypt(slot.master, [identity]))
    except pyrage.DecryptError as error:
        raise damaged("主密钥打不开") from error
    held = bytes.fromhex(content["signing_key"])
    return Unlocked(slot.operator, frozenset(slot.roles), master_key, held or None)


def wrong_password(left: int | None = None) -> RefusedError:
    """The one answer to a wrong name and to a wrong password; ``left`` tries remain."""
    again = "" if left is None else f"还可以试{left}次。"
    return RefusedError(
        WRONG,
        "操作员姓名或口令不对。",
        f"{again}请检查大小写和输入法；忘记口令请找管理员或汇总单位恢复。",
    )


def damaged(why: str) -> IntegrityError:
    """The slot file cannot be believed."""
    return IntegrityError(
        "K-SLOTS-DAMAGED",
        f"密钥文件 keyslots.json 已损坏或被改动（{why}）。",
        "数据没有丢失；请从最近的备份中取回 keyslots.json，或联系汇总单位恢复。",
    )


def _bound(db: str, slot: Slot) -> bytes:
    return canonical(
        {
            "format": FORMAT,
            "db": db,
            "id": slot.id,
            "kind": "password",
            "operator": slot.operator,
            "roles": list(slot.roles),
            "created": slot.created,
            "kdf": _kdf(slot),
            "recipient": slot.recipient,
        }
    )


def _kdf(slot: Slot) -> dict[str, Any]:
    return {
        "alg": "argon2id",
        "v": 19,
        "m": slot.cost.m,
        "t": slot.cost.t,
        "p": slot.cost.p,
        "salt": _b64(slot.salt),
    }


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def slot_to_json(slot: Slot) -> dict[str, Any]:
    """The slot as it stands in the file."""
    return {
        "id": slot.id,
        "kind": "password",
        "operator": slot.operator,
        "roles": [str(role) for role in slot.roles],
        "created": slot.created,
        "kdf": _kdf(slot),
        "nonce": _b64(slot.nonce),
        "ct": _b64(slot.sealed),
        "recipient": slot.recipient,
        "master": _b64(slot.master),
    }


def slot_from_json(entry: dict[str, Any]) -> Slot:
    """The slot from its JSON object. Raises ValueError, KeyError or TypeError on another shape."""
    kdf = entry["kdf"]
    if entry["kind"] != "password" or kdf["alg"] != "argon2id" or kdf["v"] != 19:
        raise ValueError(entry["kind"])
    return Slot(
        id=str(entry["id"]),
        operator=str(entry["operator"]),
        roles=tuple(Role(role) for role in entry["roles"]),
        created=str(entry["created"]),
        cost=KdfCost(int(kdf["m"]), int(kdf["t"]), int(kdf["p"])),
        salt=base64.b64decode(kdf["salt"], validate=True),
        nonce=base64.b64decode(entry["nonce"], validate=True),
        sealed=base64.b64decode(entry["ct"], validate=True),
        recipient=str(entry["recipient"]),
        master=base64.b64decode(entry["master"], validate=True),
    )


def operators_of(slots: Iterable[Slot]) -> dict[str, frozenset[Role]]:
    """Operator name to roles."""
    return {slot.operator: frozenset(slot.roles) for slot in slots}
