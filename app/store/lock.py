"""One program per office: a lock that dies with its process, and a note of who holds it.

The note also tells an unclean stop: a closed office leaves it empty.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import BinaryIO

from app import clock
from app.errors import EnvironmentFault, RefusedError
from app.files import disk_fault

NAME = "lock"
_BYTE = 1 << 20
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs"})


class OfficeLock:
    """Held from opening an office to closing it."""

    def __init__(self, stream: BinaryIO, note: bytes) -> None:
        self._stream = stream
        self._found = note

    @property
    def found_unclean(self) -> bool:
        """Whether the holder before us never closed the office."""
        return bool(self._found.strip())

    def hold(self) -> None:
        """Write who we are; until :meth:`release` the office counts as open."""
        note = {"host": socket.gethostname(), "pid": os.getpid(), "at": clock.timestamp()}
        self._write(json.dumps(note, ensure_ascii=False).encode())

    def release(self, *, clean: bool) -> None:
        """Give the lock back; ``clean`` says that everything was written down properly."""
        if self._stream.closed:
            return
        try:
            self._write(b"" if clean else self._found or b"{}")
        finally:
            _unlock(self._stream)
            self._stream.close()

    def give_up(self) -> None:
        """Give the lock back as it was found, because the office was not opened after all."""
        self.release(clean=not self.found_unclean)

    def _write(self, note: bytes) -> None:
        self._stream.seek(0)
        self._stream.truncate()
        self._stream.write(note)
        self._stream.flush()
        os.fsync(self._stream.fileno())


def acquire(folder: Path) -> OfficeLock:
    """Take the office's lock. Raises ``S-LOCKED`` at once when another program has it."""
    path = folder / NAME
    try:
        path.touch(exist_ok=True)
        stream = path.open("r+b", buffering=0)
    except OSError as error:
        raise disk_fault(error, path) from error
    note = stream.read(4096) or b""
    try:
        _lock(stream)
    except OSError as error:
        stream.close()
        raise EnvironmentFault(
            "S-LOCKED", f"工作区正被使用{_holder(note)}。", "请先关闭那边的程序，再打开。"
        ) from error
    stream.seek(0)
    return OfficeLock(stream, stream.read(4096) or b"")


def _holder(note: bytes) -> str:
    try:
        known = json.loads(note)
        return f"（电脑 {known['host']}，进程 {known['pid']}，{known['at']} 起）"
    except (ValueError, KeyError, TypeError):
        return ""


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: object) -> None:
        handle = stream.fileno()  # type: ignore[attr-defined]
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(stream: object) -> None:
        handle = stream.fileno()  # type: ignore[attr-defined]
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(stream: object) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[attr-defined]

    def _unlock(stream: object) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)  # type: ignore[attr-defined]


def refuse_network_drive(folder: Path) -> None:
    """Raise ``S-NETWORK`` for a network share, where locks and WAL cannot be trusted."""
    if _on_network(folder):
        raise RefusedError(
            "S-NETWORK", f"不能把工作区放在网络共享上：{folder}", "请放在本机硬盘上。"
        )


def _on_network(folder: Path) -> bool:
    text = str(folder)
    if sys.platform == "win32":
        import ctypes

        return text.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == 4
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts:
        parts = line.split(" ")
        point = parts[1].replace("\\040", " ")
        inside = point == "/" or text == point or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind in _NETWORK
