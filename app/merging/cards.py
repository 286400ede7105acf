"""The coordinator's card: whom an agency trusts from its first day.

The card comes with the installation (and its fingerprint is printed in the county's notice):
the coordinator's signing key, and the recipient that packages to it are sealed for.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from app import files
from app.errors import RefusedError
from app.keys import signing
from app.store.office_store import Store
from app.store.tables import meta


@dataclass(frozen=True)
class Card:
    """Agency code, Ed25519 public key (64 hex digits) and age recipient of an office."""

    agency: str
    signing_key: str
    recipient: str

    @property
    def key(self) -> bytes:
        """The raw 32-byte public key."""
        return bytes.fromhex(self.signing_key)

    @property
    def fingerprint(self) -> str:
        """Eight groups of five digits, as printed and typed."""
        return signing.fingerprint(self.key, self.recipient, self.agency)


def read_meta(store: Store, key: str) -> str:
    """A value of the office's own settings table, or ``""``."""
    with store.read() as conn:
        return conn.scalar(sa.select(meta.c.value).where(meta.c.key == key)) or ""


def own_card(store: Store) -> Card:
    """This office's card, from its public key and sealing identity."""
    return Card(
        store.agency,
        read_meta(store, "signing_public"),
        signing.recipient_of(store.sealing_key),
    )


def write_card(card: Card, path: Path) -> None:
    """Write a card as JSON."""
    with files.written_aside(path) as stream:
        stream.write(json.dumps(asdict(card), indent=1).encode())


def read_card(path: Path) -> Card:
    """A card from its file. Raises ``P-CARD`` for anything else."""
    try:
        content = json.loads(path.read_text("utf-8"))
        card = Card(content["agency"], content["signing_key"], content["recipient"])
        assert len(card.key) == 32
        signing.fingerprint(card.key, card.recipient, card.agency)
    except OSError as error:
        raise files.disk_fault(error, path) from error
    except Exception as error:
        raise RefusedError(
            "P-CARD", f"{path.name} 不是汇总端公钥卡。", "请使用汇总端随安装程序下发的公钥卡文件。"
        ) from error
    return card


def coordinator_card(store: Store) -> Card:
    """The card that this office was set up with. Raises ``P-NO-CARD`` when there is none."""
    content = read_meta(store, "coordinator_card")
    if not content:
        raise RefusedError(
            "P-NO-CARD", "本工作区尚未登记汇总端公钥卡。", "请用 office init --coordinator 登记。"
        )
    fields = json.loads(content)
    return Card(fields["agency"], fields["signing_key"], fields["recipient"])
