"""The outside of a package: a ZIP of three stored members with exactly one spelling.

``zipfile`` is not used: its output differs between releases and its reader forgives. Every byte
that is not content is computed from the content and compared.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import IntegrityError
from app.exchange import limits

NAMES = (b"envelope.json", b"envelope.json.sig", b"payload.age")
_CAPS = (limits.ENVELOPE_BYTES, limits.SIGNATURE_BYTES, limits.PACKAGE_BYTES)
_DATE = 0x21  # 1980-01-01
_VERSION = 10
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Member:
    """Length and CRC-32 of one member's content."""

    size: int
    crc: int


@dataclass(frozen=True)
class Opened:
    """The two small members, and where the payload lies in the stream."""

    envelope: bytes
    signature: bytes
    payload_at: int
    payload_bytes: int


def member_of(content: bytes) -> Member:
    """Length and CRC-32 of ``content``."""
    return Member(len(content), zlib.crc32(content))


def local_header(name: bytes, member: Member) -> bytes:
    """The bytes before a member's content."""
    fields = (_VERSION, 0, 0, 0, _DATE, member.crc, member.size, member.size, len(name), 0)
    return _LOCAL.pack(b"PK\3\4", *fields) + name


def tail(members: tuple[Member, Member, Member]) -> bytes:
    """The bytes after the last member's content: central directory and end record."""
    directory, at = b"", 0
    for name, member in zip(NAMES, members, strict=True):
        directory += _CENTRAL.pack(
            b"PK\1\2", _VERSION, _VERSION, 0, 0, 0, _DATE, member.crc, member.size, member.size,
            len(name), 0, 0, 0, 0, 0, at,
        ) + name  # fmt: skip
        at += _LOCAL.size + len(name) + member.size
    count = len(NAMES)
    return directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, 0)


def open_container(stream: BinaryIO, size: int) -> Opened:
    """Read the container in ``stream`` (``size`` bytes, seekable). Raises ``X-CONTAINER``.

    Reads the payload once, to compare its CRC-32; keeps none of it.
    """
    stream.seek(0)
    members: list[Member] = []
    small: list[bytes] = []
    payload_at = 0
    for name, cap in zip(NAMES, _CAPS, strict=True):
        header = stream.read(_LOCAL.size + len(name))
        if len(header) < _LOCAL.size:
            raise _bad("文件不完整")
        length = int(_LOCAL.unpack_from(header)[7])
        if length > min(cap, size):
            raise _bad("成员过大")
        payload_at = stream.tell()
        if name == NAMES[-1]:
            member = _measure(stream, length)
        else:
            small.append(stream.read(length))
            member = member_of(small[-1])
        if member.size != length or header != local_header(name, member):
            raise _bad(name.decode())
        members.append(member)
    expected = tail((members[0], members[1], members[2]))
    if stream.read(len(expected) + 1) != expected:
        raise _bad("目录")
    return Opened(small[0], small[1], payload_at, members[2].size)


def _measure(stream: BinaryIO, length: int) -> Member:
    crc, left = 0, length
    while left and (chunk := stream.read(min(left, limits.CHUNK_BYTES))):
        crc = zlib.crc32(chunk, crc)
        left -= len(chunk)
    return Member(length - left, crc)


def _bad(what: str) -> IntegrityError:
    return IntegrityError(
        "X-CONTAINER",
        f"这不是完整的信采数据包（{what}）。",
        "文件可能没有拷贝完整或被改动；请重新从U盘拷贝，或让发送方重新导出。",
    )
