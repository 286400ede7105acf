"""Passwords: how they are compared, which are refused, and what guessing one costs."""

from __future__ import annotations

import os
import time
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.errors import RefusedError

MIB = 1024
MIN_LENGTH = 10
_BLOCKED = frozenset(
    {
        "1234567890",
        "0123456789",
        "0987654321",
        "9876543210",
        "qwertyuiop",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "password123",
        "password1234",
        "passw0rd123",
        "admin12345",
        "admin123456",
        "administrator",
        "abcdefghij",
        "abc1234567",
        "woaini1314",
        "woaini520520",
        "iloveyou1314",
        "a123456789",
        "aa12345678",
        "5201314520",
    }
)


@dataclass(frozen=True)
class KdfCost:
    """What one guess at a password costs: Argon2id with ``m`` KiB, ``t`` passes, ``p`` lanes."""

    m: int
    t: int
    p: int = 4

    def within_bounds(self) -> bool:
        """Neither so cheap that guessing pays nor so dear that a forged file hangs the PC."""
        return 64 * MIB <= self.m <= 2048 * MIB and 2 <= self.t <= 10 and 1 <= self.p <= 8


TRAINING_COST = KdfCost(64 * MIB, 2, 4)
"""The least that is allowed: for the training county and for tests."""


def normalised(password: str) -> bytes:
    """The bytes that are hashed: NFKC, so that every input method gives the same."""
    return unicodedata.normalize("NFKC", password).encode("utf-8")


def check_new(password: str, operator: str) -> None:
    """Refuse a weak new password. Raises ``K-WEAK``: too short, too common, or the own name."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < MIN_LENGTH:
        raise RefusedError(
            "K-WEAK", f"口令太短（至少{MIN_LENGTH}个字符）。", "可以用几个不相干的词连成一句。"
        )
    if text.lower() in _BLOCKED or len(set(text)) < 4 or text.lower() == operator.lower():
        raise RefusedError("K-WEAK", "这个口令太常见，容易被猜中。", "请换一个别人想不到的口令。")


def strength(password: str, operator: str) -> tuple[bool, str]:
    """Whether a new password would be taken, and in words how strong it is or why it is not.

    Length counts most; kinds are letters of two cases, digits, and everything else
    (GB/T 22239-2019 7.1.4.1 a).
    """
    try:
        check_new(password, operator)
    except RefusedError as error:
        return False, error.words
    text = unicodedata.normalize("NFKC", password)
    tests = (str.islower, str.isupper, str.isdigit)
    kinds = sum(any(test(sign) for sign in text) for test in tests)
    kinds += any(not any(test(sign) for test in tests) for sign in text)
    points = sum(1 if sign.isascii() else 2 for sign in text) + 3 * (kinds - 1)
    if points >= 20:
        return True, "强。"
    if points >= 15:
        return True, "中：可以用；再长几个字更好。"
    return True, "弱：可以用，但最好加长，或加上数字和符号。"


def derive(password: str, salt: bytes, cost: KdfCost) -> bytes:
    """The 32-byte key that a password opens a slot with (RFC 9106, Argon2id version 0x13)."""
    return Argon2id(
        salt=salt, length=32, iterations=cost.t, lanes=cost.p, memory_cost=cost.m
    ).derive(normalised(password))


def calibrated_cost(target_seconds: float = 0.5) -> KdfCost:
    """The cost that takes ``target_seconds`` here, within a quarter of the memory."""
    probe = KdfCost(64 * MIB, 3, 4)
    started = time.perf_counter()
    derive("calibration", bytes(16), probe)
    spent = max(time.perf_counter() - started, 0.001)
    blocks = int(target_seconds / spent)
    affordable = max(_memory_kib() // 4 // (64 * MIB), 1)
    return KdfCost(64 * MIB * max(1, min(blocks, affordable, 16)), 3, 4)


def _memory_kib() -> int:
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
    return 2 * 1024 * MIB
