"""Who is asked whether a sender is known and what has already arrived from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.keys import signing


class Trust(Protocol):
    """The receiver's knowledge; it alone decides, never the package."""

    def key_of(self, agency: str, directory_version: int) -> bytes | None:
        """The 32-byte public key of an active agency in that directory version, or None.

        May raise an :class:`app.errors.AppError` of its own, which passes through.
        """

    def seen(self, package_id: str) -> bool:
        """Whether this package has been accepted before."""

    def head(self, sender: str, kind: str) -> tuple[int, str] | None:
        """Sequence number and envelope SHA-256 of the last accepted package of that stream."""


@dataclass(frozen=True)
class SelfSigned:
    """The trust to open an enrolment with: nobody is known yet.

    Verification then proves that the sender holds the private key in its form, and no more; the
    coordinator compares the fingerprint typed from the stamped paper afterwards.
    """

    was_seen: Callable[[str], bool] = lambda _: False

    def key_of(self, agency: str, directory_version: int) -> bytes | None:
        """Nobody: an enrolment's key is taken from the enrolment itself."""
        del agency, directory_version
        return None

    def seen(self, package_id: str) -> bool:
        """As ``was_seen`` says."""
        return self.was_seen(package_id)

    def head(self, sender: str, kind: str) -> tuple[int, str] | None:
        """None: a new key starts a new stream."""
        del sender, kind
        return None


@dataclass(frozen=True)
class Identity:
    """The receiver's age identities (``AGE-SECRET-KEY-1…``): working and older ones.

    ``training``: a training office, which takes training packages and nothing else.
    """

    identities: tuple[str, ...]
    training: bool = False

    def recipient_hashes(self) -> frozenset[str]:
        """SHA-256 (hex) of each identity's recipient text. Raises ``K-KEY``."""
        return frozenset(
            hashlib.sha256(signing.recipient_of(one).encode()).hexdigest()
            for one in self.identities
        )
