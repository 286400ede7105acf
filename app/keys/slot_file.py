"""The file ``keyslots.json`` and its second copy ``keyslots.bak``.

A checksum tells accidental damage, which the second copy heals; a MAC under the master key
tells a slot that was added, taken away or changed. ``generation`` grows with every change and
is remembered inside the database, so that an old file put back is found.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.errors import EnvironmentFault, IntegrityError
from app.files import disk_fault, written_aside
from app.keys.slots import (
    FORMAT,
    Recovery,
    Slot,
    Unlocked,
    canonical,
    damaged,
    open_slot,
    operators_of,
    seal_master,
    slot_from_json,
    slot_to_json,
    subkey,
    wrong_password,
)

DATABASE = "office.db"
"""The file that the master key opens; it stands beside the slots."""
NAME = "keyslots.json"
COPY = "keyslots.bak"
NEXT = "keyslots.next"


@dataclass(frozen=True)
class KeySlots:
    """The slots of one office; ``mac`` is what the file claimed, empty for a new one."""

    db: str
    generation: int
    slots: tuple[Slot, ...]
    recovery: Recovery | None
    mac: str = ""

    def content(self) -> dict[str, Any]:
        """The JSON object without MAC and checksum."""
        recovery = self.recovery and {
            "recipient": self.recovery.recipient,
            "master": base64.b64encode(self.recovery.master).decode("ascii"),
        }
        return {
            "format": FORMAT,
            "db": self.db,
            "generation": self.generation,
            "slots": [slot_to_json(slot) for slot in self.slots],
            "recovery": recovery,
        }

    def to_bytes(self, master_key: bytes) -> bytes:
        """The file's bytes, authenticated under the master key."""
        content = {**self.content(), "mac": _mac(master_key, self.content())}
        content["sha256"] = hashlib.sha256(canonical(content)).hexdigest()
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    def unlock(self, operator: str, password: str) -> Unlocked:
        """Open the operator's slot and believe the list of slots.

        Raises ``K-PASSWORD`` (name or password wrong), ``K-SLOTS-DAMAGED`` (list changed).
        """
        for slot in self.slots:
            if slot.operator == operator.strip():
                unlocked = open_slot(self.db, slot, password)
                if not hmac.compare_digest(_mac(unlocked.master_key, self.content()), self.mac):
                    raise damaged("操作员名单与记录不符")
                return unlocked
        raise wrong_password()

    def with_master(self, master_key: bytes, slots: tuple[Slot, ...]) -> KeySlots:
        """The next generation, with ``slots`` and the recovery slot sealed for a new master key."""
        recovery = self.recovery and Recovery(
            self.recovery.recipient, seal_master(master_key, self.recovery.recipient)
        )
        sealed = tuple(replace(s, master=seal_master(master_key, s.recipient)) for s in slots)
        return KeySlots(self.db, self.generation + 1, sealed, recovery)


def _mac(master_key: bytes, content: dict[str, Any]) -> str:
    key = subkey(master_key, "keyslots-mac/1")
    return hmac.new(key, canonical(content), hashlib.sha256).hexdigest()


def parse(data: bytes) -> KeySlots:
    """Read the file's bytes. Raises ``K-SLOTS-DAMAGED``."""
    try:
        content = json.loads(data)
        claimed = content.pop("sha256")
        if hashlib.sha256(canonical(content)).hexdigest() != claimed:
            raise damaged("校验和不符")
        if content["format"] != FORMAT:
            raise damaged("格式不认识")
        recovery = content["recovery"]
        return KeySlots(
            db=str(content["db"]),
            generation=int(content["generation"]),
            slots=tuple(slot_from_json(entry) for entry in content["slots"]),
            recovery=recovery
            and Recovery(
                str(recovery["recipient"]), base64.b64decode(recovery["master"], validate=True)
            ),
            mac=str(content["mac"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged("内容读不懂") from error


def read(folder: Path, name: str = NAME) -> KeySlots:
    """The slots of the office in ``folder``; a lost or damaged file is healed from its copy.

    Raises ``K-SLOTS-MISSING`` when neither is there, ``K-SLOTS-DAMAGED`` when neither is sound.
    """
    try:
        return parse((folder / name).read_bytes())
    except FileNotFoundError as error:
        first: Exception = error
    except IntegrityError as error:
        first = error
    except OSError as error:
        raise disk_fault(error, folder / name) from error
    try:
        data = (folder / COPY).read_bytes()
        slots = parse(data)
    except (OSError, IntegrityError):
        if isinstance(first, IntegrityError):
            raise first from None
        raise IntegrityError(
            "K-SLOTS-MISSING",
            f"工作区缺少密钥文件：{folder / name}",
            "没有它就打不开数据；请从备份中取回 keyslots.json，不要重新建立工作区。",
        ) from first
    _put(folder / NAME, data)
    return slots


def names_in(folder: Path) -> list[str]:
    """The operators of the office in ``folder``, for choosing one at sign-in.

    Raises ``S-MISSING`` when there is no office, ``K-SLOTS-MISSING``, ``K-SLOTS-DAMAGED``.
    """
    if not (folder / DATABASE).is_file():
        raise no_office(folder)
    return list(operators_of(read(folder).slots))


def no_office(folder: Path) -> EnvironmentFault:
    """There is no database where an office should be."""
    return EnvironmentFault(
        "S-MISSING", f"这里没有工作区：{folder}", "请检查路径；如数据库被移走，请从备份恢复。"
    )


def write(folder: Path, slots: KeySlots, master_key: bytes) -> None:
    """Write the file and its copy. Raises ``ENV-*``; the old files then still stand."""
    data = slots.to_bytes(master_key)
    _put(folder / NAME, data)
    _put(folder / COPY, data)


def write_next(folder: Path, slots: KeySlots, master_key: bytes) -> None:
    """Lay the slots of a coming master key beside the present ones."""
    _put(folder / NEXT, slots.to_bytes(master_key))


def promote_next(folder: Path) -> None:
    """Make the laid-aside slots the present ones, once the database has taken the new key."""
    data = (folder / NEXT).read_bytes()
    _put(folder / NAME, data)
    _put(folder / COPY, data)
    (folder / NEXT).unlink()


def _put(path: Path, data: bytes) -> None:
    with written_aside(path) as stream:
        stream.write(data)
