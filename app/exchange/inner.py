"""The inside of a package: a ZIP of a manifest and resources, made and read as a stream.

Plain text never touches a disk here: it is compressed straight into the cipher, and comes back
into memory or, when large, into a file that has no name and vanishes with the process.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from app.errors import IntegrityError
from app.exchange import limits

MANIFEST_NAME = "datapackage.json"
RESOURCE_NAME = re.compile(
    r"data/[a-z0-9_]{1,40}\.jsonl?|files/(?P<sha256>[0-9a-f]{64})\.[a-z0-9]{1,8}"
)
_END_BYTES = 22
_DATE = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6


@dataclass(frozen=True)
class Resource:
    """One member: ``name`` is ``data/<x>.jsonl``, ``data/<x>.json`` or ``files/<sha256>.<ext>``.

    ``chunks`` are bytes of any size; when they carry an integer ``rows`` (as
    :class:`app.exchange.tables.Rows` does) it is counted in the manifest.
    """

    name: str
    chunks: Iterable[bytes]


class Pull:
    """Turns an iterator of bytes into something to ``read(n)`` from, remembering its error.

    The cipher runs in Rust and reports a Python error as its own; the first one is kept here.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, empty at the end."""
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        taken = self._rest[:size] if size >= 0 else self._rest
        self._rest = self._rest[len(taken) :]
        return bytes(taken)


class _Outlet:
    """What ``zipfile`` writes to; drained after every piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def drain(self) -> bytes:
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content


def packed(
    resources: Iterable[Resource], finish: Any, described: list[dict[str, Any]]
) -> Iterator[bytes]:
    """The bytes of the inner ZIP, resources first, then the manifest that ``finish()`` returns.

    Each resource is appended to ``described`` as {path, bytes, hash, rows} when it is through.
    """
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:  # type: ignore[call-overload]
        for resource in resources:
            digest, size = hashlib.sha256(), 0
            with archive.open(_entry(resource.name), "w") as member:
                for chunk in resource.chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    member.write(chunk)
                    if piece := outlet.drain():
                        yield piece
            described.append(
                {
                    "bytes": size,
                    "hash": "sha256:" + digest.hexdigest(),
                    "path": resource.name,
                    "rows": int(getattr(resource.chunks, "rows", 0)),
                }
            )
        with archive.open(_entry(MANIFEST_NAME), "w") as member:
            member.write(finish())
    yield outlet.drain()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def open_archive(stream: BinaryIO, size: int) -> zipfile.ZipFile:
    """Open the inner ZIP after checking caps and names. Raises ``X-INNER`` and ``X-LIMIT``."""
    stream.seek(max(0, size - _END_BYTES))
    end = stream.read()
    directory_bytes = int.from_bytes(end[12:16], "little")
    if len(end) != _END_BYTES or not end.startswith(b"PK\5\6"):
        raise bad_inner("目录")
    if directory_bytes > limits.DIRECTORY_BYTES:
        raise over_limit("文件数量")
    try:
        archive = zipfile.ZipFile(stream)
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise bad_inner("目录") from error
    if len(entries) > limits.MEMBERS:
        raise over_limit("文件数量")
    if sum(entry.file_size for entry in entries) > limits.PLAIN_BYTES:
        raise over_limit("展开后的大小")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or MANIFEST_NAME not in names:
        raise bad_inner("文件名")
    for entry in entries:
        _check_entry(entry)
    return archive


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if name != entry.filename or (name != MANIFEST_NAME and not RESOURCE_NAME.fullmatch(name)):
        raise bad_inner("文件名")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise bad_inner("压缩方式")
    if entry.flag_bits & 0x1 or (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
        raise bad_inner("文件类型")


def read_manifest(archive: zipfile.ZipFile) -> bytes:
    """The bytes of the manifest. Raises ``X-INNER`` and ``X-LIMIT``."""
    if archive.getinfo(MANIFEST_NAME).file_size > limits.MANIFEST_BYTES:
        raise over_limit("清单大小")
    return b"".join(read_chunks(archive, MANIFEST_NAME))


def read_chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member's content in pieces, never more than its declared size. Raises ``X-INNER``."""
    try:
        with archive.open(name) as member:
            while chunk := member.read(limits.CHUNK_BYTES):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise bad_inner(name) from error


def read_lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member's lines without their ends. Raises ``X-INNER``; ``X-LIMIT`` on a huge line."""
    try:
        with archive.open(name) as member:
            yield from _lines(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise bad_inner(name) from error


def _lines(member: IO[bytes]) -> Iterator[bytes]:
    while line := member.readline(limits.LINE_BYTES + 1):
        if len(line) > limits.LINE_BYTES:
            raise over_limit("单行长度")
        yield line.rstrip(b"\n")


def bad_inner(what: str) -> IntegrityError:
    """The refusal of step 10: the inner archive is not one that we would write."""
    return IntegrityError(
        "X-INNER", f"数据包内部结构不合规（{what}）。", "没有导入任何内容；请让发送方重新导出。"
    )


def over_limit(what: str) -> IntegrityError:
    """The refusal of content beyond a cap."""
    return IntegrityError(
        "X-LIMIT", f"数据包内容超出上限（{what}）。", "没有导入任何内容；请联系发送方核实。"
    )
