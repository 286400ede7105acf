"""The encrypted connection: opening order, pragmas, transactions, and what its errors mean.

The key is a raw 32-byte key, so opening takes under a millisecond; the password work is done
in :mod:`app.keys.slots`. Journal mode is WAL because losing a rollback journal tears a
transaction silently, losing a WAL does not, and the anchor finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from app.errors import AppError, Cancelled, EnvironmentFault, IntegrityError

APPLICATION_ID = 0x58434344
PLAIN_HEADER = b"SQLite format 3\x00"

CACHE = 65536
"""KiB of decrypted pages that a connection keeps."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",
    "temp_store=MEMORY",
    f"cache_size=-{CACHE}",
)

# The driver passes None by way of its adapters; without one each costs more than a whole row
dbapi2.register_adapter(type(None), {None: None}.get)


def connect(path: Path, key: bytes, *, mode: str = "rw") -> Any:
    """A raw driver connection to the database at ``path`` with its key set and tried.

    ``mode`` is ``rw`` (must exist), ``ro`` or ``rwc`` (only for creating). Raises the driver's
    DatabaseError; callers put it into words with :func:`in_words`.
    """
    if len(key) != 32:
        raise ValueError("a raw key has 32 bytes")
    uri = f"file:{quote(str(path))}?mode={mode}"
    connection = dbapi2.connect(
        uri, uri=True, isolation_level=None, timeout=5, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if mode != "ro":
            for pragma in _PRAGMAS:
                connection.execute("PRAGMA " + pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def make_engine(path: Path, key: bytes) -> sa.Engine:
    """The pool over ``path``: one writer at a time, readers beside it."""
    engine = sa.create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key),
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=6,
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Put the driver's errors inside the block into words; see :func:`in_words`."""
    try:
        yield
    except (sa.exc.DBAPIError, dbapi2.Error) as error:
        known = in_words(error, path)
        if known is None:
            raise
        raise known from error


def in_words(error: Exception, path: Path) -> AppError | Cancelled | None:
    """What a driver error means for the user, or None when it is a bug of ours."""
    driver = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    name = str(getattr(driver, "sqlite_errorname", ""))
    if name.startswith("SQLITE_FULL"):
        return EnvironmentFault(
            "ENV-DISK",
            "磁盘空间不足，这一步没有保存。",
            "此前确认过的数据都在；请清理磁盘后重做这一步。",
        )
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return EnvironmentFault(
            "ENV-IO",
            f"读写数据库文件失败：{path.name}（{name}）。",
            "此前确认过的数据都在；请检查磁盘、权限和杀毒软件后重试。",
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged(path, name)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return EnvironmentFault("S-LOCKED", "数据库正被占用。", "请关闭另一个窗口后重试。")
    if name == "SQLITE_INTERRUPT":
        return Cancelled()
    return None


def damaged(path: Path, why: str) -> IntegrityError:
    """The database cannot be believed."""
    return IntegrityError(
        "S-DAMAGED",
        f"数据库文件 {path.name} 已损坏（{why}）。",
        "请不要继续使用；保留原文件，并从最近的备份恢复。",
    )
