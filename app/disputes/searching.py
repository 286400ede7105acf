"""Looks for contradictions, and says which of them somebody has settled already."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.collection import names
from app.disputes.pairs import TEXT, Pair, load_pairs
from app.disputes.statements import statement
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.store import audit
from app.store.dispute_tables import contradiction
from app.store.office_store import Store
from app.store.tables import audit as log

ACTION = "dispute.search"
_MOVES = ("merge", "pool.same", "pool.undo")
"""Acts after which other contradictions may stand than were found."""
_COLUMNS = (
    "key", "pair", "uscc", "part", "left_agency", "right_agency", "left_rec", "right_rec",
    "left_rows", "right_rows", "left_value", "right_value",
)  # fmt: skip


def search(store: Store, *, progress: Progress = SILENT) -> dict[str, int]:
    """Look for all contradictions anew; returns how many there are per pair.

    Decisions stay: one holds for a contradiction as long as both values are what they were.
    Raises ``R-ROLE``, ``D-PAIRS``, ``Cancelled``; then what was found before stands.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    pairs = list(load_pairs(store.catalogue).values())
    found: list[tuple[Any, ...]] = []
    with store.read() as conn:
        for place, pair in enumerate(pairs):
            progress.step(place, len(pairs), pair.title)
            found.extend(_found(conn, store, pair))
    progress.step(len(pairs), len(pairs), "写入")
    counts = Counter(row[1] for row in found)
    with store.write() as conn:
        conn.execute(sa.delete(contradiction))
        store.bulk_insert(conn, contradiction, _COLUMNS, found)
        told = {pair.title: counts[pair.id] for pair in pairs if counts[pair.id]}
        audit.append(conn, store, ACTION, store.db_id, {"found": len(found), "pairs": told})
    return {pair.id: counts[pair.id] for pair in pairs}


def stale(store: Store) -> bool:
    """Whether records have come or moved since contradictions were last looked for."""
    with store.read() as conn:
        last = conn.scalar(sa.select(sa.func.max(log.c.seq)).where(log.c.action == ACTION)) or 0
        since = sa.select(log.c.seq).where(log.c.seq > last, log.c.action.in_(_MOVES))
        return conn.scalar(since.limit(1)) is not None


def _found(conn: sa.Connection, store: Store, pair: Pair) -> Iterator[tuple[Any, ...]]:
    seen: set[str] = set()
    for row in conn.exec_driver_sql(statement(pair, store.catalogue)):
        uscc, part, left, right, left_rec, right_rec, left_n, right_n, one, other, *also = row
        if pair.compare == TEXT and _agree(str(one), str(other), also):
            continue
        said = (pair.id, uscc, part, left, right, str(one), str(other))
        key = key_of(*said)
        if key not in seen:
            seen.add(key)
            yield (key, *said[:5], left_rec, right_rec, left_n, right_n, *said[5:])


def key_of(*said: str) -> str:
    """The name of a contradiction: a digest of who says what about whom."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _agree(one: str, other: str, also: list[str]) -> bool:
    """Whether two spellings are one name, or one of them is a former name of the other."""
    if names.same(one, other):
        return True
    left = {names.normal(name) for name in (one, *names.split_former(also[0]))}
    right = {names.normal(name) for name in (other, *names.split_former(also[1]))}
    return not left.isdisjoint(right)
