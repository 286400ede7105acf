"""Changes to the records of one data set: gathered, written, and told to the audit log as one.

Every way in which this room alters a record goes through here, so that no change can miss its
audit entry or the row's link to it. Rows are tuples in the order of :func:`image_columns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.progress import SILENT, Progress
from app.store import audit
from app.store.details import NOT_RECORDED
from app.store.office_store import Store

Row = tuple[Any, ...]

_EVERY = 1_000
"""So many new rows are written between two reports of progress."""


@cache
def image_columns(table: sa.Table) -> tuple[str, ...]:
    """The columns of a record that its audit image holds, in table order."""
    return tuple(column.name for column in table.columns if column.name not in NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it stands: its image and the audit entry that wrote it."""

    image: Row
    audit_seq: int


@dataclass
class Changeset:
    """What will happen to records of one table."""

    dataset: str
    table: sa.Table
    created: list[Row] = field(default_factory=list)
    before: list[Stored] = field(default_factory=list)
    after: list[Row] = field(default_factory=list)
    removed: list[Stored] = field(default_factory=list)

    def change(self, was: Stored, becomes: Row) -> None:
        """The record ``was`` shall be ``becomes``; both name the same rec_id."""
        self.before.append(was)
        self.after.append(becomes)

    def set(self, was: Stored, values: Mapping[str, Any]) -> None:
        """The record ``was`` shall have these values in the named columns."""
        columns = image_columns(self.table)
        becomes = tuple(values.get(name, old) for name, old in zip(columns, was.image, strict=True))
        self.change(was, becomes)

    def write(
        self,
        store: Store,
        conn: sa.Connection,
        action: str,
        subject: str,
        summary: Mapping[str, object],
        progress: Progress = SILENT,
    ) -> int:
        """Write the rows and one audit entry in the open transaction; returns its number."""
        seq = audit.next_seq(conn)
        columns = image_columns(self.table)
        if self.created:
            store.bulk_insert(
                conn,
                self.table,
                (*columns, "audit_seq"),
                self._new_rows(seq, progress),
            )
        place = columns.index("rec_id")
        if self.after:
            settings = ", ".join(f'"{name}" = ?' for name in columns)
            _many(
                conn,
                f'UPDATE "{self.table.name}" SET {settings}, audit_seq = ? WHERE rec_id = ?',
                ((*row, seq, row[place]) for row in self.after),
            )
        if self.removed:
            _many(
                conn,
                f'DELETE FROM "{self.table.name}" WHERE rec_id = ?',
                ((was.image[place],) for was in self.removed),
            )
        done = audit.append(conn, store, action, subject, summary, self._detail())
        if done != seq:
            raise RuntimeError("audit entries of one transaction must be appended in order")
        return seq

    def _new_rows(self, seq: int, progress: Progress) -> Iterator[Row]:
        for place, row in enumerate(self.created):
            if place % _EVERY == 0:
                progress.step(place, len(self.created), "保存")
            yield (*row, seq)

    def _detail(self) -> list[Any]:
        columns = list(image_columns(self.table))
        detail: list[Any] = []
        if self.created:
            detail.append({"dataset": self.dataset, "columns": columns, "rows": self.created})
        if self.after:
            detail.append(
                {
                    "dataset": self.dataset,
                    "columns": columns,
                    "rows": self.after,
                    "before": [was.image for was in self.before],
                    "before_seq": [was.audit_seq for was in self.before],
                }
            )
        for was in self.removed:
            image: dict[str, Any] = dict(zip(columns, was.image, strict=True))
            image["audit_seq"] = was.audit_seq
            detail.append([self.dataset, image["rec_id"], image, None])
        return detail


def _many(conn: sa.Connection, statement: str, rows: Iterable[Row]) -> None:
    driver = conn.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.executemany(statement, rows)


def read_stored(
    conn: sa.Connection, table: sa.Table, where: str = "1", parameters: Row = ()
) -> Iterable[Stored]:
    """Records with their images, in order of arrival; ``where`` is SQL over the table's columns."""
    columns = ", ".join(f'"{name}"' for name in image_columns(table))
    cursor = conn.exec_driver_sql(
        f'SELECT {columns}, audit_seq FROM "{table.name}" WHERE {where} ORDER BY id', parameters
    )
    for row in cursor:
        yield Stored(tuple(row[:-1]), row[-1])


def read_by_ids(conn: sa.Connection, table: sa.Table, rec_ids: Iterable[str]) -> list[Stored]:
    """The records with these ids, in the order of the ids; unknown ids are left out."""
    wanted = list(dict.fromkeys(rec_ids))
    place = image_columns(table).index("rec_id")
    found: dict[str, Stored] = {}
    for start in range(0, len(wanted), 500):
        part = tuple(wanted[start : start + 500])
        marks = ", ".join("?" * len(part))
        for stored in read_stored(conn, table, f"rec_id IN ({marks})", part):
            found[stored.image[place]] = stored
    return [found[rec_id] for rec_id in wanted if rec_id in found]
