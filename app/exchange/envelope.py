"""The envelope: what is signed, and may be read before anything is decrypted."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.errors import IntegrityError, RefusedError
from app.exchange import canonical, limits

FORMAT = "xyb/1"
TRAINING_FORMAT = "xyb/1-training"
"""The same container for invented data: a training office writes no other, and reads no other."""
SUITE_1 = "1:age-x25519+sshsig-ed25519"
SUITES = (SUITE_1,)
"""Suites this release accepts: a closed list, each one a whole set of algorithms."""
PAYLOAD_NAME = "payload.age"

_HASH = re.compile(r"[0-9a-f]{64}")
_PACKAGE_ID = re.compile(r"[0-9a-f]{32}")
_SENDER = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,12})?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_MAX_NUMBER = 2**53


class Kind(StrEnum):
    """What a package is for; each kind is signed under its own namespace."""

    ENROLMENT = "enrolment"
    DIRECTORY = "directory"
    REGISTER = "register"
    SUBMISSION = "submission"
    RECEIPT = "receipt"
    RESULT = "result"
    TAKEOVER = "takeover"
    OBJECTION = "objection"
    FEEDBACK = "feedback"


@dataclass(frozen=True)
class Envelope:
    """The signed outside of a package.

    Hashes are lower-case hex SHA-256: ``inner_sha256`` of the manifest, ``payload_sha256`` of the
    ciphertext, ``prev`` of the envelope before it in the stream (empty for the first),
    ``recipients`` of the age recipient texts, ``sender_key`` of the raw 32-byte public key.
    ``created`` is for people; nothing is accepted or ordered by it.
    """

    created: str
    format: str
    suite: str
    kind: Kind
    package_id: str
    sender: str
    sender_key: str
    recipients: tuple[str, ...]
    seq: int
    prev: str
    period: str
    directory_version: int
    inner_sha256: str
    payload_bytes: int
    payload_sha256: str

    @property
    def training(self) -> bool:
        """Whether it comes from a training office: what is inside is invented."""
        return self.format == TRAINING_FORMAT


def namespace(kind: Kind) -> str:
    """The SSHSIG namespace of a kind: a receipt's signature is worthless on a submission."""
    return f"xyb-{kind}-v1"


def to_bytes(envelope: Envelope) -> bytes:
    """The canonical bytes of an envelope."""
    content: dict[str, Any] = asdict(envelope)
    content["kind"] = str(envelope.kind)
    content["recipients"] = list(envelope.recipients)
    content["payload"] = {
        "bytes": content.pop("payload_bytes"),
        "path": PAYLOAD_NAME,
        "sha256": content.pop("payload_sha256"),
    }
    return canonical.encode(content)


def from_bytes(data: bytes) -> Envelope:
    """Parse an envelope strictly.

    Raises ``X-ENVELOPE`` on any unknown, missing or odd entry, ``X-FORMAT`` on another container
    format, ``X-SUITE`` on a suite outside the closed list.
    """
    try:
        content = canonical.decode_object(data)
    except IntegrityError as error:
        raise _bad(error.message) from error
    _check_versions(content)
    payload = content.pop("payload", None)
    if not isinstance(payload, dict) or set(payload) != {"bytes", "path", "sha256"}:
        raise _bad("payload")
    if payload["path"] != PAYLOAD_NAME:
        raise _bad("payload.path")
    content["payload_bytes"] = payload["bytes"]
    content["payload_sha256"] = payload["sha256"]
    if set(content) != set(Envelope.__dataclass_fields__):
        raise _bad("keys")
    _check_shapes(content)
    content["kind"] = Kind(content["kind"])
    content["recipients"] = tuple(content["recipients"])
    return Envelope(**content)


def _check_versions(content: dict[str, Any]) -> None:
    if content.get("format") not in (FORMAT, TRAINING_FORMAT):
        raise RefusedError(
            "X-FORMAT", "不支持该数据包的格式版本。", "请升级本程序，或请发送方用相同版本重新导出。"
        )
    if content.get("suite") not in SUITES:
        raise RefusedError(
            "X-SUITE", "不支持该数据包的密码套件。", "请升级本程序；请勿使用被降级的数据包。"
        )


def _check_shapes(content: dict[str, Any]) -> None:
    patterns = {
        "created": _MOMENT,
        "package_id": _PACKAGE_ID,
        "sender": _SENDER,
        "sender_key": _HASH,
        "inner_sha256": _HASH,
        "payload_sha256": _HASH,
    }
    for name, pattern in patterns.items():
        if not isinstance(content[name], str) or not pattern.fullmatch(content[name]):
            raise _bad(name)
    for name, least in (("seq", 1), ("directory_version", 0), ("payload_bytes", 1)):
        if type(content[name]) is not int or not least <= content[name] <= _MAX_NUMBER:
            raise _bad(name)
    if content["kind"] not in list(Kind):
        raise _bad("kind")
    if not isinstance(content["period"], str) or len(content["period"]) > 40:
        raise _bad("period")
    if content["prev"] != "" and not (
        isinstance(content["prev"], str) and _HASH.fullmatch(content["prev"])
    ):
        raise _bad("prev")
    _check_recipients(content["recipients"])


def _check_recipients(recipients: object) -> None:
    if not isinstance(recipients, list) or not 1 <= len(recipients) <= limits.RECIPIENTS:
        raise _bad("recipients")
    if not all(isinstance(one, str) and _HASH.fullmatch(one) for one in recipients):
        raise _bad("recipients")
    if recipients != sorted(set(recipients)):
        raise _bad("recipients")


def _bad(what: str) -> IntegrityError:
    return IntegrityError(
        "X-ENVELOPE", f"数据包信封不合规（{what}）。", "文件已损坏或被改动，请让发送方重新导出。"
    )
