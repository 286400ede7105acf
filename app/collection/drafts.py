"""Half-typed rows, kept in the office's own encrypted database until they are saved or given up.

A draft is nobody's record: it belongs to the operator who types it, is shown to nobody else and
goes into no package, backup apart. It has no audit entry. The log tells who said what about an
enterprise, and an unfinished word says nothing yet; an entry for every pause in typing would
bury the acts. Once the row is saved, that act has its entry like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from app import clock
from app.keys.roles import Role
from app.store.draft_tables import draft as table
from app.store.office_store import Store

NEW: Final = "new"
"""Stands for the record id of a row that is not yet stored; one per operator and data set."""


@dataclass(frozen=True)
class Draft:
    """What was typed into one row: ``texts`` by field name, over the record as the audit entry

    ``audit_seq`` left it (0: a new one).
    ``at`` is a UTC time stamp.
    """

    rec_id: str
    audit_seq: int
    texts: dict[str, str]
    at: str


def keep(
    store: Store, dataset: str, rec_id: str, texts: Mapping[str, str], audit_seq: int = 0
) -> None:
    """Keep what stands typed in a row now; nothing typed leaves nothing. Raises ``R-ROLE``."""
    store.require(Role.ENTRY)
    store.table(dataset)
    with store.write() as conn:
        drop(store, conn, dataset, rec_id)
        if texts:
            conn.execute(
                sa.insert(table).values(
                    operator=store.operator,
                    dataset=dataset,
                    rec_id=rec_id,
                    audit_seq=audit_seq,
                    cells=json.dumps(dict(texts), ensure_ascii=False),
                    at=clock.timestamp(),
                )
            )


def recall(store: Store, dataset: str) -> dict[str, Draft]:
    """The signed-in operator's drafts in a data set by record id, the oldest first."""
    wanted = sa.select(table).where(table.c.operator == store.operator, table.c.dataset == dataset)
    with store.read() as conn:
        return {
            row.rec_id: Draft(row.rec_id, row.audit_seq, json.loads(row.cells), row.at)
            for row in conn.execute(wanted.order_by(table.c.at, table.c.rec_id))
        }


def counts(store: Store) -> dict[str, int]:
    """How many drafts the signed-in operator has, by data set; none are left out."""
    query = sa.select(table.c.dataset, sa.func.count()).where(table.c.operator == store.operator)
    with store.read() as conn:
        return {row[0]: row[1] for row in conn.execute(query.group_by(table.c.dataset))}


def discard(store: Store, dataset: str, rec_id: str) -> None:
    """Give up what was typed into a row; the record behind it stays as it is."""
    with store.write() as conn:
        drop(store, conn, dataset, rec_id)


def drop(store: Store, conn: sa.Connection, dataset: str, rec_id: str) -> None:
    """Take the draft away inside the transaction of the act that made it a record."""
    conn.execute(
        sa.delete(table).where(
            table.c.operator == store.operator,
            table.c.dataset == dataset,
            table.c.rec_id == rec_id,
        )
    )


def drop_of(conn: sa.Connection, dataset: str, rec_ids: Iterable[str]) -> None:
    """Take away everybody's drafts of records that are taken back themselves."""
    gone = sa.func.json_each(json.dumps(list(rec_ids))).table_valued("value")
    conn.execute(
        sa.delete(table).where(table.c.dataset == dataset, table.c.rec_id.in_(sa.select(gone)))
    )
