"""Writes a package: resources → inner ZIP → age → envelope → signature → container.

One pass, and the plain text is only ever in memory. The file appears under its name when it has
been synced and read back; until then an older file of that name is untouched.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import pyrage

from app import clock
from app.errors import EnvironmentFault, IntegrityError, UsageError
from app.exchange import canonical, container, inner, limits
from app.exchange.envelope import (
    FORMAT,
    SUITE_1,
    TRAINING_FORMAT,
    Envelope,
    Kind,
    from_bytes,
    namespace,
    to_bytes,
)
from app.files import disk_fault, sha256_of, written_aside
from app.keys import signing
from app.progress import SILENT, Progress

MANIFEST_PROFILE = "xyb-manifest/1"


@dataclass(frozen=True)
class Written:
    """A finished package: its id, the SHA-256 (hex) of its envelope, its size in bytes, and how
    many rows each resource holds (0 for resources without rows).
    """

    package_id: str
    envelope_sha256: str
    bytes: int
    counts: dict[str, int]


@dataclass
class _Sealed:
    """A file being filled with ciphertext, measured on the way."""

    stream: IO[bytes]
    progress: Progress
    size: int = 0
    crc: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    error: BaseException | None = None

    def write(self, piece: bytes) -> int:
        try:
            self.stream.write(piece)
        except OSError as error:
            self.error = error
            raise
        self.size += len(piece)
        self.crc = zlib.crc32(piece, self.crc)
        self.digest.update(piece)
        if self.size > limits.PACKAGE_BYTES:
            self.error = UsageError("X-TOO-LARGE", "数据包超过512 MiB。", "请分期或分批导出。")
            raise self.error
        return len(piece)

    def flush(self) -> None:
        self.progress.step(self.size, 0, "加密")


def write(
    path: Path,
    *,
    kind: str,
    sender: str,
    seq: int,
    prev: str,
    period: str,
    directory_version: int,
    signing_key: bytes,
    recipients: Iterable[str],
    resources: Iterable[inner.Resource],
    extra: Mapping[str, Any],
    training: bool = False,
    progress: Progress = SILENT,
) -> Written:
    """Write a signed, sealed package to ``path``, replacing it only when all went well.

    ``seq`` counts from 1 and ``prev`` is the envelope SHA-256 of the one before in this stream
    ("" for the first); ``signing_key`` 32 raw bytes; ``recipients`` ``age1…`` texts; ``extra``
    JSON without floats, kept in the manifest; ``training`` marks invented data. Raises ``X-WRITE``
    when an argument does not make a valid package, ``X-TOO-LARGE``, ``K-KEY``, ``ENV-*``; errors of
    ``resources`` pass through.
    """
    keys = sorted({signing.check_recipient(one) for one in recipients})
    head = {
        "directory_version": directory_version,
        "kind": str(kind),
        "package_id": secrets.token_hex(16),
        "period": period,
        "sender": sender,
        "seq": seq,
    }
    draft = _draft(head, training, prev, signing.public_of(signing_key), keys)
    _check_draft(draft)
    described: list[dict[str, Any]] = []
    inner_sha256 = ""

    def finish() -> bytes:
        nonlocal inner_sha256
        content = _manifest(head, extra, described)
        inner_sha256 = hashlib.sha256(content).hexdigest()
        return content

    try:
        with SpooledTemporaryFile(limits.IN_MEMORY_BYTES) as spool:
            sealed = _Sealed(spool, progress)
            _seal(keys, _checked(resources, progress), finish, described, sealed)
            envelope = _measured(draft, inner_sha256, sealed)
            signature = signing.sshsig_sign(signing_key, namespace(draft.kind), envelope)
            size = _assemble(path, envelope, signature, sealed)
    except OSError as error:
        raise disk_fault(error, path) from error
    counts = {str(one["path"]): int(one["rows"]) for one in described}
    return Written(str(head["package_id"]), hashlib.sha256(envelope).hexdigest(), size, counts)


def _measured(draft: Envelope, inner_sha256: str, sealed: _Sealed) -> bytes:
    """The envelope's bytes, with what only the sealed payload could tell."""
    return to_bytes(
        replace(
            draft,
            inner_sha256=inner_sha256,
            payload_bytes=sealed.size,
            payload_sha256=sealed.digest.hexdigest(),
        )
    )


def _manifest(
    head: Mapping[str, Any], extra: Mapping[str, Any], described: list[dict[str, Any]]
) -> bytes:
    """The manifest's bytes; the salt keeps small contents from being guessed by their hash."""
    manifest = {
        **head,
        "extra": dict(extra),
        "profile": MANIFEST_PROFILE,
        "resources": described,
        "salt": secrets.token_hex(32),
    }
    return canonical.encode(manifest)


def _draft(
    head: Mapping[str, Any], training: bool, prev: str, public: bytes, keys: list[str]
) -> Envelope:
    """The envelope with placeholders where the payload's measures will be."""
    if head["kind"] not in set(Kind):
        raise UsageError("X-WRITE", f"没有这种数据包：{head['kind']}。")
    recipients = sorted(hashlib.sha256(key.encode()).hexdigest() for key in keys)
    return Envelope(
        created=clock.timestamp(),
        format=TRAINING_FORMAT if training else FORMAT,
        suite=SUITE_1,
        sender_key=hashlib.sha256(public).hexdigest(),
        recipients=tuple(recipients),
        prev=prev,
        inner_sha256="0" * 64,
        payload_bytes=1,
        payload_sha256="0" * 64,
        **{**head, "kind": Kind(head["kind"])},
    )


def _check_draft(draft: Envelope) -> None:
    """Refuse what our own reader would refuse, before any work is done."""
    try:
        from_bytes(to_bytes(draft))
    except IntegrityError as error:
        raise UsageError("X-WRITE", f"无法生成数据包：{error.message}") from error


def _checked(resources: Iterable[inner.Resource], progress: Progress) -> Iterable[inner.Resource]:
    seen: set[str] = set()
    for resource in resources:
        if not inner.RESOURCE_NAME.fullmatch(resource.name) or resource.name in seen:
            raise UsageError("X-WRITE", f"数据包内的文件名不合规：{resource.name}")
        if len(seen) >= limits.MEMBERS - 1:
            raise UsageError("X-TOO-LARGE", "数据包内的文件过多。", "请分批导出。")
        seen.add(resource.name)
        progress.step(len(seen), 0, resource.name)
        yield resource


def _seal(
    keys: list[str],
    resources: Iterable[inner.Resource],
    finish: Callable[[], bytes],
    described: list[dict[str, Any]],
    sealed: _Sealed,
) -> None:
    source = inner.Pull(inner.packed(resources, finish, described))
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    try:
        pyrage.encrypt_io(source, sealed, recipients)
    except BaseException as error:
        cause = source.error or sealed.error
        if cause is not None:
            raise cause from None
        if isinstance(error, pyrage.EncryptError):
            raise UsageError("X-WRITE", "没有可用的收件人公钥。", "请检查机构名册。") from error
        raise
    # The cipher drops the error of its last, buffered write: without this a full disk goes unseen.
    if sealed.error is not None:
        raise sealed.error


def _assemble(path: Path, envelope: bytes, signature: bytes, sealed: _Sealed) -> int:
    members = (
        container.member_of(envelope),
        container.member_of(signature),
        container.Member(sealed.size, sealed.crc),
    )
    digest, size = hashlib.sha256(), 0
    with written_aside(path) as stream:
        for piece in _pieces((envelope, signature), members, sealed.stream):
            stream.write(piece)
            digest.update(piece)
            size += len(piece)
        stream.flush()
        os.fsync(stream.fileno())
        if sha256_of(Path(stream.name)) != digest.hexdigest():
            raise EnvironmentFault(
                "X-READBACK",
                "写入的数据包回读不一致。",
                "U盘或磁盘可能已损坏，请换一个位置重新导出。",
            )
    return size


def _pieces(
    small: tuple[bytes, bytes],
    members: tuple[container.Member, container.Member, container.Member],
    payload: IO[bytes],
) -> Iterable[bytes]:
    for name, member, content in zip(container.NAMES[:2], members[:2], small, strict=True):
        yield container.local_header(name, member)
        yield content
    yield container.local_header(container.NAMES[2], members[2])
    payload.seek(0)
    while piece := payload.read(limits.CHUNK_BYTES):
        yield piece
    yield container.tail(members)
