"""What the package tests share: two offices, a receiver's knowledge, and forging by hand."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyrage

from app.exchange import Identity, Resource, Written, canonical, container, open_verified, write
from app.exchange.envelope import Envelope, from_bytes, namespace, to_bytes
from app.keys import signing

LINES = b'{"a":1}\n{"a":2}\n'


@dataclass
class Office:
    """One office's code and keys."""

    code: str
    signing_key: bytes = field(default_factory=signing.new_signing_key)
    identity: str = field(default_factory=signing.new_sealing_identity)

    @property
    def public(self) -> bytes:
        return signing.public_of(self.signing_key)

    @property
    def recipient(self) -> str:
        return signing.recipient_of(self.identity)

    @property
    def me(self) -> Identity:
        return Identity((self.identity,))


@dataclass
class Known:
    """A receiver's knowledge kept in memory; ``accept`` is what merging does."""

    keys: dict[str, bytes]
    ids: set[str] = field(default_factory=set)
    heads: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def key_of(self, agency: str, directory_version: int) -> bytes | None:
        del directory_version
        return self.keys.get(agency)

    def seen(self, package_id: str) -> bool:
        return package_id in self.ids

    def head(self, sender: str, kind: str) -> tuple[int, str] | None:
        return self.heads.get((sender, kind))

    def accept(self, envelope: Envelope, sha256: str) -> None:
        self.ids.add(envelope.package_id)
        self.heads[envelope.sender, envelope.kind] = (envelope.seq, sha256)


def send(path: Path, sender: Office, *to: Office, **changes: Any) -> Written:
    """Write a small submission; ``changes`` replace arguments of ``write``."""
    arguments: dict[str, Any] = {
        "kind": "submission",
        "sender": sender.code,
        "seq": 1,
        "prev": "",
        "period": "2026",
        "directory_version": 1,
        "signing_key": sender.signing_key,
        "recipients": [one.recipient for one in to],
        "resources": [Resource("data/gd02.jsonl", [LINES])],
        "extra": {"audit_head": {"hash": "0" * 64, "seq": 3}},
    }
    return write(path, **(arguments | changes))


def receive(path: Path, me: Office, trust: Any, kind: str = "submission") -> list[bytes]:
    """Open a package and read all its lines."""
    with open_verified(path, expect_kind=kind, me=me.me, trust=trust) as package:
        return [line for name in package.names for line in package.resource(name)]


def split(path: Path) -> tuple[bytes, bytes, bytes]:
    """Envelope, signature and payload of a package, by the ordinary ZIP reader."""
    with zipfile.ZipFile(path) as archive:
        first, second, third = (archive.read(name.decode()) for name in container.NAMES)
    return first, second, third


def join(path: Path, envelope: bytes, signature: bytes, payload: bytes) -> None:
    """Put three members into a canonical container."""
    parts = (envelope, signature, payload)
    measured = (
        container.member_of(envelope),
        container.member_of(signature),
        container.member_of(payload),
    )
    whole = b"".join(
        container.local_header(name, member) + part
        for name, member, part in zip(container.NAMES, measured, parts, strict=True)
    )
    path.write_bytes(whole + container.tail(measured))


def resign(path: Path, by: Office, payload: bytes | None = None, **changes: Any) -> None:
    """Change entries of the envelope (and the payload) and sign with ``by``'s key."""
    envelope, _, old = split(path)
    content = payload if payload is not None else old
    changed = replace(
        from_bytes(envelope),
        payload_bytes=len(content),
        payload_sha256=hashlib.sha256(content).hexdigest(),
        **changes,
    )
    data = to_bytes(changed)
    signature = signing.sshsig_sign(by.signing_key, namespace(changed.kind), data)
    join(path, data, signature, content)


def repack(
    path: Path, by: Office, to: Office, members: list[tuple[zipfile.ZipInfo | str, bytes]],
    **manifest_changes: Any,
) -> None:  # fmt: skip
    """Replace the inside with ``members`` plus a manifest, all properly signed and sealed.

    The attacks of a malicious agency whose key is in the directory start here.
    """
    envelope = from_bytes(split(path)[0])
    manifest = {
        "directory_version": envelope.directory_version,
        "extra": {},
        "kind": str(envelope.kind),
        "package_id": envelope.package_id,
        "period": envelope.period,
        "profile": "xyb-manifest/1",
        "resources": [
            {
                "bytes": len(content),
                "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
                "path": name if isinstance(name, str) else name.filename,
                "rows": 0,
            }
            for name, content in members
        ],
        "salt": "0" * 64,
        "sender": envelope.sender,
        "seq": envelope.seq,
    } | manifest_changes
    data = canonical.encode(manifest)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
        archive.writestr("datapackage.json", data)
    reseal(path, by, to, buffer.getvalue(), inner_sha256=hashlib.sha256(data).hexdigest())


def reseal(path: Path, by: Office, to: Office, inside: bytes, **changes: Any) -> None:
    """Seal any bytes as the inside, and sign."""
    recipient = pyrage.x25519.Recipient.from_str(to.recipient)
    resign(path, by, pyrage.encrypt(inside, [recipient]), **changes)
