"""An open office: its database, its operator, and the one way to read and to write.

``read()`` and ``write()`` are the only doors to a transaction. Writers queue, one at a time;
readers run beside the writer and see what was committed before they began. A ``read()`` inside
a ``write()`` would not see the writer's own changes: use the writer's connection instead.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.errors import EnvironmentFault, RefusedError, UsageError
from app.keys.roles import Role
from app.keys.slot_file import DATABASE
from app.keys.slots import Unlocked
from app.store import anchor, audit, engine
from app.store.lock import OfficeLock
from app.store.tables import record_table

DATABASE_KEY = "sqlcipher/1"
"""What the database key is derived for."""


class Store:
    """What an open office is to the rooms above; made by :func:`app.store.opening.open_store`."""

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        unlocked: Unlocked,
        known: dict[str, str],
        lock: OfficeLock,
    ) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self.operator = unlocked.operator
        self.roles = unlocked.roles
        self.signing_key = unlocked.signing_key
        self.agency = known["agency"]
        self.edition = known["edition"]
        self.sealing_key = known["sealing_key"]
        self.db_id = known["db_id"]
        self.training = known.get("training") == "yes"
        self.anchor_key = bytes.fromhex(known["anchor_key"])
        self.counter = int(known["counter"])
        self.notices: list[str] = []
        self._lock = lock
        self._master_key = unlocked.master_key
        self._engine: sa.Engine | None = None
        self._writer = threading.Lock()
        self._writing: int | None = None

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / DATABASE

    @property
    def master_key(self) -> bytes:
        """The key that all other keys of this office come from; for the key slots only."""
        return self._master_key

    def connect_with(self, master_key: bytes, key: bytes) -> None:
        """Use this database key from now on: at opening, and after the key was changed."""
        self.disconnect()
        self._master_key = master_key
        self._engine = engine.make_engine(self.path, key)

    def disconnect(self) -> None:
        """Close every connection; the office stays locked for this program."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def table(self, dataset: str) -> sa.Table:
        """The record table of a data set. Raises ``U-DATASET`` for an unknown code."""
        try:
            return record_table(self.catalogue.data_sets[dataset])
        except KeyError as error:
            raise UsageError(
                "U-DATASET", f"没有这个数据集：{dataset}", "请用数据集代码，例如 GD02。"
            ) from error

    def require(self, role: Role, *more: Role) -> None:
        """Raise ``R-ROLE`` unless the operator has ``role`` or one of ``more``."""
        wanted = (role, *more)
        if self.roles.isdisjoint(wanted):
            words = "或".join(entry.label for entry in wanted)
            raise RefusedError(
                "R-ROLE", f"操作员“{self.operator}”没有“{words}”权限。", "请由有权限的操作员办理。"
            )

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one unchanging state. Raises ``S-DAMAGED``, ``ENV-*``."""
        with engine.told(self.path), self._pool().connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """The one writing transaction: committed at the end of the block, else rolled back.

        Once the block is left without an exception, the changes are on the disk and witnessed
        by the anchor. Raises ``S-DAMAGED``, ``ENV-DISK``, ``ENV-IO``; RuntimeError when nested.
        """
        if self._writing == threading.get_ident():
            raise RuntimeError("write() inside write(): pass the connection on instead")
        with self._writer:
            self._writing = threading.get_ident()
            try:
                witnessed = None
                with engine.told(self.path), self._pool().connect() as plain:
                    conn = plain.execution_options(writes=True)
                    with conn.begin():
                        before = _changes(conn)
                        yield conn
                        if _changes(conn) != before:
                            witnessed = self._count(conn)
                if witnessed is not None:
                    self.counter = witnessed.counter
                    self._witness(witnessed)
            finally:
                self._writing = None

    @contextmanager
    def plain(self) -> Iterator[Any]:
        """The bare driver connection outside any transaction, for VACUUM and the like."""
        with self._pool().connect() as conn:
            yield conn.connection.driver_connection

    def bulk_insert(
        self,
        conn: sa.Connection,
        table: sa.Table,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
    ) -> None:
        """Insert many rows, each in the order of ``columns``, on the driver's own cursor."""
        names = ", ".join(f'"{table.c[name].name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
        driver = conn.connection.driver_connection
        if driver is None:
            raise RuntimeError("the connection is closed")
        driver.executemany(statement, rows)

    def close(self) -> None:
        """Write everything down into the one database file and let go of the office."""
        if self._engine is None:
            self._lock.release(clean=False)
            return
        clean = False
        try:
            with engine.told(self.path), self._engine.connect() as conn:
                driver = conn.connection.driver_connection
                if driver is not None:
                    busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                    clean = busy is not None and busy[0] == 0
        finally:
            self.disconnect()
            self.signing_key = None
            self._master_key = b""
            self._lock.release(clean=clean)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pool(self) -> sa.Engine:
        if self._engine is None:
            raise RuntimeError("the office is closed")
        return self._engine

    def _witness(self, witnessed: anchor.Anchor) -> None:
        """Write the anchor. Failing is no failure of the commit, which is already on the disk;

        a witness that lags behind is made good by the next commit.
        """
        try:
            anchor.write(self.folder, self.anchor_key, witnessed)
        except EnvironmentFault as error:
            self.notices.append(str(error))

    def _count(self, conn: sa.Connection) -> anchor.Anchor:
        """Count this transaction inside itself, so that a lost one is missed later."""
        count = self.counter + 1
        conn.exec_driver_sql("UPDATE meta SET value = ? WHERE key = 'counter'", (str(count),))
        last = audit.head(conn)
        return anchor.Anchor(self.db_id, count, last.seq, last.hash)


def _changes(conn: sa.Connection) -> int:
    """How many rows the driver's connection has changed since it was opened."""
    return int(getattr(conn.connection.driver_connection, "total_changes", 0))
