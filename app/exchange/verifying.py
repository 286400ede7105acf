"""Opens a package after verifying it; nothing unauthenticated is decrypted or parsed.

Steps, each stopping at the first failure with its own code:

==== ==================================================== =====================================
step what is checked                                      code
==== ==================================================== =====================================
0    private copy, at most 512 MiB                        ``X-TOO-LARGE``, ``ENV-*``
1    container: three members, the one canonical spelling ``X-CONTAINER``
2    envelope: canonical JSON, exactly the known entries  ``X-ENVELOPE``
3    format and suite are in the closed lists             ``X-FORMAT``, ``X-SUITE``
4    sender is active in the directory, which gives a key ``X-SENDER``
5    signature by that key, for that kind                 ``X-SIGNATURE``
6    key named, addressed to me, of the kind expected     ``X-KEY``, ``X-RECIPIENT``, ``X-KIND``
7    payload length and hash                              ``X-PAYLOAD``
8    fresh: unseen; next in its stream                    ``X-DUPLICATE``, ``X-ROLLBACK``,
                                                          ``X-GAP``, ``X-CHAIN``
9    decrypts, at most 1 GiB                              ``X-DECRYPT``
10   inner archive: names, members, caps                  ``X-INNER``, ``X-LIMIT``
11   manifest hash, schema, agreement with the envelope;  ``X-MANIFEST``, ``X-RESOURCE``
     every resource's length and hash
12   records against the catalogue (``tables.read_rows``) ``X-RECORDS``
13   merged in one transaction (merging)                  by merging
14   receipt (merging)                                    by merging
==== ==================================================== =====================================

Steps 0-11 happen in :func:`open_verified` before the block is entered. A stream is one sender's
packages of one kind to this receiver: the head is asked by (sender, kind). Enrolments have no
stream, for a reinstalled office starts again with a new key.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, cast

import pyrage

from app.errors import IntegrityError, RefusedError
from app.exchange import container, freshness, inner, limits, manifests
from app.exchange.envelope import Envelope, Kind, from_bytes, namespace
from app.exchange.trust import Identity, Trust
from app.files import disk_fault, name_of
from app.keys import signing
from app.progress import SILENT, Progress


@dataclass(frozen=True)
class Package:
    """A verified package, readable inside the block that opened it.

    ``envelope_sha256`` is what the next package of the stream names as ``prev``; ``signing_key``
    the 32-byte public key it was verified with; ``manifest`` the parsed manifest, whose ``extra``
    holds what the sender added; ``file_name`` what the file was called here.
    """

    envelope: Envelope
    envelope_sha256: str
    signing_key: bytes
    manifest: dict[str, Any]
    archive: zipfile.ZipFile
    file_name: str

    @property
    def names(self) -> tuple[str, ...]:
        """The resources' names, in the order they were written."""
        return tuple(str(one["path"]) for one in self.manifest["resources"])

    def resource(self, name: str) -> Iterator[bytes]:
        """The lines of a resource, without line ends. Raises ``X-RESOURCE`` on an unknown name."""
        if name not in self.names:
            raise manifests.bad_resource(name)
        return inner.read_lines(self.archive, name)

    def content(self, name: str) -> bytes:
        """A resource whole: for small ones and for files. Raises ``X-RESOURCE``."""
        if name not in self.names:
            raise manifests.bad_resource(name)
        return b"".join(inner.read_chunks(self.archive, name))


@dataclass(frozen=True)
class Unverified:
    """What a package says about itself. NOTHING here is proven; screens must say so."""

    envelope: Envelope
    envelope_sha256: str
    warning: str = "未经验证：以下内容由数据包自称，不能作为依据"


@contextmanager
def open_verified(
    path: Path, *, expect_kind: str, me: Identity, trust: Trust, progress: Progress = SILENT
) -> Iterator[Package]:
    """Verify the package at ``path`` and give it to the block.

    Raises the codes of the module's table as IntegrityError or RefusedError, or ``ENV-*``.
    Works on a private copy: the original may be pulled out or changed meanwhile.
    """
    with ExitStack() as stack:
        copy, size = _private_copy(path, stack, progress)
        opened = container.open_container(copy, size)
        envelope = from_bytes(opened.envelope)
        _check_training(envelope, me)
        key = _signer(envelope, opened, trust)
        _check_addressed(envelope, key, Kind(expect_kind), me)
        _check_payload(copy, opened, envelope)
        envelope_sha256 = hashlib.sha256(opened.envelope).hexdigest()
        freshness.check(envelope, envelope_sha256, trust)
        progress.step(1, 3, "解密")
        plain, plain_size = _decrypt(copy, opened, me, stack)
        progress.step(2, 3, "核对内容")
        archive = stack.enter_context(inner.open_archive(plain, plain_size))
        manifest = manifests.read(archive, envelope)
        manifests.check_resources(archive, manifest)
        if envelope.kind is Kind.ENROLMENT:
            _check_enrolment(manifest, key)
        progress.step(3, 3, "验证通过")
        yield Package(envelope, envelope_sha256, key, manifest, archive, name_of(path))


def show(path: Path) -> Unverified:
    """Read only the envelope, verifying nothing but its shape (steps 0 to 3)."""
    with ExitStack() as stack:
        copy, size = _private_copy(path, stack, SILENT)
        opened = container.open_container(copy, size)
        digest = hashlib.sha256(opened.envelope).hexdigest()
        return Unverified(from_bytes(opened.envelope), digest)


def _spool(stack: ExitStack) -> BinaryIO:
    """A file without a name: in memory, on disk when large, gone when the process ends."""
    return cast(BinaryIO, stack.enter_context(SpooledTemporaryFile(limits.IN_MEMORY_BYTES)))


def _private_copy(path: Path, stack: ExitStack, progress: Progress) -> tuple[BinaryIO, int]:
    copy, size = _spool(stack), 0
    try:
        with path.open("rb") as source:
            while piece := source.read(limits.CHUNK_BYTES):
                size += len(piece)
                if size > limits.PACKAGE_BYTES:
                    raise RefusedError(
                        "X-TOO-LARGE", "数据包超过512 MiB，未读取。", "请确认选对了文件。"
                    )
                copy.write(piece)
                progress.step(size, 0, "读取")
    except OSError as error:
        raise disk_fault(error, path) from error
    return copy, size


def _check_training(envelope: Envelope, me: Identity) -> None:
    """Invented data never reach real ones, whatever keys somebody has copied."""
    if envelope.training and not me.training:
        raise RefusedError(
            "X-TRAINING", "这是培训用的数据包，内容是虚构的，没有导入。", "请选择正式的数据包。"
        )
    if me.training and not envelope.training:
        raise RefusedError(
            "X-TRAINING", "培训模式不能导入正式的数据包。", "请退出培训模式，登录本单位的工作区。"
        )


def _signer(envelope: Envelope, opened: container.Opened, trust: Trust) -> bytes:
    if envelope.kind is Kind.ENROLMENT:
        key = signing.sshsig_key(opened.signature)
    else:
        key = trust.key_of(envelope.sender, envelope.directory_version)
        if key is None:
            raise IntegrityError(
                "X-SENDER",
                f"机构名册中没有有效的发送机构“{envelope.sender}”。",
                "请确认该机构已备案且未停用，并已导入最新的机构名册。",
            )
    if key is None or not signing.sshsig_verify(
        key, namespace(envelope.kind), opened.envelope, opened.signature
    ):
        raise IntegrityError(
            "X-SIGNATURE",
            "数据包的签名无效。",
            "文件被改动，或不是由该机构现行密钥签发；请勿使用，并电话联系该机构核实。",
        )
    return key


def _check_addressed(envelope: Envelope, key: bytes, expected: Kind, me: Identity) -> None:
    if envelope.sender_key != hashlib.sha256(key).hexdigest():
        raise IntegrityError(
            "X-KEY", "数据包所称的密钥与签名密钥不符。", "请让发送方用现行密钥重新导出。"
        )
    if not me.recipient_hashes() & set(envelope.recipients):
        raise RefusedError(
            "X-RECIPIENT", "该数据包不是发给本机构的。", "请确认拿到的是发给本机构的文件。"
        )
    if envelope.kind is not expected:
        raise RefusedError(
            "X-KIND",
            f"这里需要“{KIND_TITLES[expected]}”，该文件是“{KIND_TITLES[envelope.kind]}”。",
            "请选择正确的文件，或到对应的功能中导入。",
        )


KIND_TITLES = {
    Kind.ENROLMENT: "用户备案包",
    Kind.DIRECTORY: "机构名册包",
    Kind.REGISTER: "企业名录包",
    Kind.SUBMISSION: "报送包",
    Kind.RECEIPT: "回执",
    Kind.RESULT: "结果包",
    Kind.TAKEOVER: "承继数据包",
    Kind.OBJECTION: "异议包",
    Kind.FEEDBACK: "用信反馈包",
}


def _check_payload(copy: BinaryIO, opened: container.Opened, envelope: Envelope) -> None:
    digest, left = hashlib.sha256(), opened.payload_bytes
    copy.seek(opened.payload_at)
    while left and (piece := copy.read(min(left, limits.CHUNK_BYTES))):
        digest.update(piece)
        left -= len(piece)
    measured = (opened.payload_bytes, digest.hexdigest())
    if measured != (envelope.payload_bytes, envelope.payload_sha256):
        raise IntegrityError(
            "X-PAYLOAD", "数据包内容与签名的摘要不符。", "内容被替换或损坏；请让发送方重新导出。"
        )


class _Window:
    """The payload's part of the container, as a file to read."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._left = size
        stream.seek(start)

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._stream.read(wanted)
        self._left -= len(piece)
        return piece


class _Capped:
    """Counts what the cipher writes and stops it at the cap."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = 0
        self.error: OSError | None = None

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        if self.size > limits.PLAIN_BYTES:
            raise ValueError("over the cap")
        try:
            return self._stream.write(piece)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Nothing is held back."""


def _decrypt(
    copy: BinaryIO, opened: container.Opened, me: Identity, stack: ExitStack
) -> tuple[BinaryIO, int]:
    plain = _spool(stack)
    sink = _Capped(plain)
    window = _Window(copy, opened.payload_at, opened.payload_bytes)
    identities = [pyrage.x25519.Identity.from_str(one) for one in me.identities]
    try:
        pyrage.decrypt_io(window, sink, identities)
    except Exception as error:
        failed: Exception | None = error
    else:
        failed = None
    # The cipher drops the error of its last, buffered write, so the sink is asked in any case.
    if sink.error is not None:
        raise disk_fault(sink.error, Path("临时文件")) from sink.error
    if sink.size > limits.PLAIN_BYTES:
        raise inner.over_limit("展开后的大小") from failed
    if failed is not None:
        raise IntegrityError(
            "X-DECRYPT", "数据包无法解密。", "请确认本机构密钥未更换；否则请让发送方重新导出。"
        ) from failed
    return plain, sink.size


def _check_enrolment(manifest: dict[str, Any], key: bytes) -> None:
    claimed = manifest["extra"].get("signing_key")
    recipient = manifest["extra"].get("recipient")
    if claimed != key.hex() or not isinstance(recipient, str):
        raise IntegrityError(
            "X-KEY", "备案包内的公钥与签名密钥不符。", "请让该机构重新生成备案包。"
        )
    signing.check_recipient(recipient)
