"""An office's two key pairs: Ed25519 to sign, an age identity (X25519) to be written to.

Signatures are SSHSIG, so that ``ssh-keygen -Y verify`` on any Windows, Linux or macOS machine can
check a package without this product. The fingerprint is what a leader reads from the stamped form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import struct

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import RefusedError

_ALGORITHM = b"ssh-ed25519"
_MAGIC = b"SSHSIG"
_HASH = b"sha512"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
_END = b"-----END SSH SIGNATURE-----\n"
_LINE = 70
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
FINGERPRINT_GROUPS = 8


def new_signing_key() -> bytes:
    """A fresh Ed25519 private key: 32 raw bytes."""
    return secrets.token_bytes(_KEY_BYTES)


def public_of(signing_key: bytes) -> bytes:
    """The 32 raw bytes of the public key of a 32-byte private key. Raises ``K-KEY``."""
    return _private(signing_key).public_key().public_bytes_raw()


def new_sealing_identity() -> str:
    """A fresh age identity, ``AGE-SECRET-KEY-1…``."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The ``age1…`` recipient of an age identity. Raises ``K-KEY``."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError as error:
        raise _bad_key() from error


def check_recipient(recipient: str) -> str:
    """Return ``recipient`` when it is an age X25519 recipient. Raises ``K-KEY``."""
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise _bad_key() from error
    return recipient


def fingerprint(public: bytes, recipient: str, agency_code: str) -> str:
    """Eight groups of five digits that bind both public keys to one agency (132 bits).

    ``public`` is 32 raw bytes, ``recipient`` the ``age1…`` text. Printed on the enrolment form and
    typed by the coordinator; a person compares it, so it holds digits only.
    """
    content = b"xyb-agency-key/1\0" + public + recipient.encode() + agency_code.encode()
    whole = f"{int.from_bytes(hashlib.sha256(content).digest(), 'big') % 10**40:040d}"
    return " ".join(whole[at : at + 5] for at in range(0, 5 * FINGERPRINT_GROUPS, 5))


def fingerprint_digits(typed: str) -> str:
    """The digits of what a person typed or scanned, full-width ones too; nothing else counts."""
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())


def fingerprints_agree(typed: str, expected: str) -> bool:
    """Whether what a person typed or scanned is ``expected``; only digits count."""
    return secrets.compare_digest(fingerprint_digits(typed), expected.replace(" ", ""))


def differing_groups(typed: str, expected: str) -> list[int]:
    """Which of the eight groups (1–8) are not as typed; a group that is not whole differs too."""
    digits = fingerprint_digits(typed)
    said = [digits[at : at + 5] for at in range(0, 5 * FINGERPRINT_GROUPS, 5)]
    pairs = zip(said, expected.split(), strict=True)
    return [place for place, (mine, theirs) in enumerate(pairs, 1) if mine != theirs]


def ssh_public_line(public: bytes, comment: str = "") -> str:
    """``ssh-ed25519 AAAA… comment`` of a 32-byte public key, for an allowed_signers file."""
    line = f"{_ALGORITHM.decode()} {base64.b64encode(_key_blob(public)).decode()}"
    return f"{line} {comment}" if comment else line


def sshsig_sign(signing_key: bytes, namespace: str, message: bytes) -> bytes:
    """The armoured SSHSIG of ``message`` by a 32-byte private key. Raises ``K-KEY``."""
    private = _private(signing_key)
    signature = private.sign(_signed_content(namespace, message))
    return _armoured(private.public_key().public_bytes_raw(), namespace, signature)


def sshsig_verify(public: bytes, namespace: str, message: bytes, armoured: bytes) -> bool:
    """Whether ``armoured`` is a signature of ``message`` by ``public`` for exactly ``namespace``.

    Only the one canonical spelling of a signature is accepted: it is rebuilt and compared.
    """
    blob = _unarmoured(armoured)
    if blob is None or len(blob) < _SIGNATURE_BYTES:
        return False
    signature = blob[-_SIGNATURE_BYTES:]
    if _armoured(public, namespace, signature) != armoured:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            signature, _signed_content(namespace, message)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def sshsig_key(armoured: bytes) -> bytes | None:
    """The 32-byte public key that a signature says it is by, or None; it proves nothing itself.

    Only an enrolment, which nobody can know beforehand, is verified with this key.
    """
    start = _MAGIC + struct.pack(">II", 1, len(_key_blob(bytes(_KEY_BYTES))))
    start += _string(_ALGORITHM) + struct.pack(">I", _KEY_BYTES)
    blob = _unarmoured(armoured)
    if blob is None or not blob.startswith(start) or len(blob) < len(start) + _KEY_BYTES:
        return None
    return blob[len(start) : len(start) + _KEY_BYTES]


def _bad_key() -> RefusedError:
    return RefusedError("K-KEY", "密钥格式不正确。", "请重新导出或重新扫描密钥。")


def _private(signing_key: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(signing_key)
    except ValueError as error:
        raise _bad_key() from error


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _key_blob(public: bytes) -> bytes:
    return _string(_ALGORITHM) + _string(public)


def _signed_content(namespace: str, message: bytes) -> bytes:
    digest = hashlib.sha512(message).digest()
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(_HASH) + _string(digest)


def _armoured(public: bytes, namespace: str, signature: bytes) -> bytes:
    blob = _MAGIC + struct.pack(">I", 1) + _string(_key_blob(public))
    blob += _string(namespace.encode()) + _string(b"") + _string(_HASH)
    blob += _string(_string(_ALGORITHM) + _string(signature))
    text = base64.b64encode(blob)
    lines = [text[at : at + _LINE] + b"\n" for at in range(0, len(text), _LINE)]
    return _BEGIN + b"".join(lines) + _END


def _unarmoured(armoured: bytes) -> bytes | None:
    if not armoured.startswith(_BEGIN) or not armoured.endswith(_END):
        return None
    try:
        text = armoured[len(_BEGIN) : -len(_END)].replace(b"\n", b"")
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
