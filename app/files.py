"""Files written so that a crash or a full disk never leaves half of one behind."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import AppError, EnvironmentFault


@contextmanager
def written_aside(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path``; on success sync it and rename it over ``path``.

    On any error the temporary file is removed and ``path`` is as before.
    Raises ``ENV-DISK`` when the disk is full or fails.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_fault(error, path) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system has a way to."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def disk_fault(error: OSError, path: Path) -> AppError:
    """Put an OSError about ``path`` into the user's words."""
    if error.errno == errno.ENOSPC:
        return EnvironmentFault(
            "ENV-DISK",
            f"磁盘空间不足，未能写入 {path.name}。",
            "原有文件没有变动；请清理磁盘后重试。",
        )
    if isinstance(error, FileNotFoundError):
        return EnvironmentFault("ENV-MISSING", f"找不到文件：{path}", "请检查路径后重试。")
    if isinstance(error, PermissionError):
        return EnvironmentFault(
            "ENV-PERMISSION", f"没有权限读写：{path}", "请关闭占用该文件的程序，或换一个位置。"
        )
    return EnvironmentFault(
        "ENV-IO", f"读写失败：{path}（{error.strerror}）", "请检查磁盘或U盘后重试。"
    )


def name_of(path: Path) -> str:
    """What a file is called, as text that can be stored and sent to somebody.

    A stick written under another encoding has names that are no text: a sign stands for what
    cannot be read in them.
    """
    return path.name.encode("utf-8", "replace").decode("utf-8")


def sha256_of(path: Path) -> str:
    """Lower-case hex SHA-256 of a file's content. Raises ``ENV-*`` when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise disk_fault(error, path) from error
