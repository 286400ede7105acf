"""Rows about codes that the register does not know (待匹配库): kept as they came, or let in.

What an officer decided about a code of one agency (:mod:`app.merging.rulings`) holds for the
agency's later packages too. The pool keeps every such row under its own code, also when it went
in under an enterprise: that is where it came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from app.exchange.verifying import Package
from app.merging.contents import need, read_json
from app.merging.landing import Stored
from app.merging.submission import NAMES
from app.store.dispute_tables import pool_ruling
from app.store.tables import pool, register
from app.store.transitions import SLICE

WAITING, KNOWN_NOW, WENT_IN, ELSEWHERE, CORRECTED = (
    "待匹配", "名录已有，待重报", "已并入", "不属本县", "已更正重报",
)  # fmt: skip
OPEN: Final = (WAITING, KNOWN_NOW)
"""States of rows that still wait for somebody."""
SAME, AWAY, WAIT = "same", "elsewhere", "wait"


@dataclass(frozen=True)
class Ruling:
    """The decision in force about a code of one agency."""

    id: int
    choice: str
    target: str


def in_force(conn: sa.Connection, agencies: Iterable[str]) -> dict[tuple[str, str], Ruling]:
    """(agency, code) → the newest decision that was not undone."""
    query = (
        sa.select(pool_ruling)
        .where(pool_ruling.c.agency_code.in_(list(agencies)), pool_ruling.c.undone_at.is_(None))
        .order_by(pool_ruling.c.id)
    )
    return {
        (row.agency_code, row.uscc): Ruling(row.id, row.choice, row.target or "")
        for row in conn.execute(query)
    }


@dataclass
class Strangers:
    """The rows of one data set in one package whose code is unknown.

    ``mine``: the sender and the agencies in whose place it stands. ``let_in`` counts rows that
    went in under a decision of earlier.
    """

    conn: sa.Connection
    package: Package
    dataset: str
    mine: frozenset[str]
    known: set[str]
    let_in: int = 0
    _kept: list[dict[str, Any]] = field(default_factory=list)
    _rulings: dict[str, Ruling] | None = None
    _names: Mapping[str, str] = field(default_factory=dict)

    def take(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """Keep one row; returns its state in the pool, and the enterprise that it goes in under."""
        if self._rulings is None:  # most packages know nobody unknown
            found = in_force(self.conn, self.mine)
            own = self.package.envelope.sender  # its own decision before its predecessor's
            ordered = sorted(found, key=lambda case: case[0] == own)
            self._rulings = {case[1]: found[case] for case in ordered}
            self._names = names_given(self.package)
        ruling = self._rulings.get(row["uscc"], Ruling(0, WAIT, ""))
        state, target = WAITING, ""
        if ruling.choice == AWAY:
            state = ELSEWHERE
        elif ruling.choice == SAME and ruling.target in self.known:
            state, target = WENT_IN, ruling.target
            self.let_in += 1
        self._kept.append(
            {
                "dataset": self.dataset,
                "rec_id": row["rec_id"],
                "agency_code": self.package.envelope.sender,
                "uscc": row["uscc"],
                "package_id": self.package.envelope.package_id,
                "row": json.dumps(row, ensure_ascii=False),
                "reason": "企业名录中没有该主体",
                "state": state,
                "name": self._names.get(row["uscc"]),
                "ruling_id": None if state == WAITING else ruling.id,
            }
        )
        return state, target

    def ids(self) -> list[str]:
        """The records of the rows that were taken so far."""
        return [row["rec_id"] for row in self._kept]

    def keep(self, standing: Stored) -> None:
        """Put the rows into the pool, each in place of the same record's row of earlier.

        ``standing``: the records of that number that are in the table now.
        """
        earlier = kept_rows(self.conn, self.dataset, self.ids())
        for row in self._kept:
            was = earlier.get(row["rec_id"])
            row["stood"] = None
            if row["state"] == WENT_IN:
                over = standing.get(row["rec_id"])
                again = was is not None and was.state == WENT_IN
                row["stood"] = was.stood if again and was is not None else as_json(over)
        forget(self.conn, self.dataset, self.ids())
        if self._kept:
            self.conn.execute(pool.insert(), self._kept)


def as_json(record: Mapping[str, Any] | None) -> str | None:
    """A record as the pool keeps it."""
    return None if record is None else json.dumps(dict(record), ensure_ascii=False)


def names_given(package: Package) -> dict[str, str]:
    """What the sender calls the enterprises that it sends, by code. Raises ``X-CONTENT``."""
    if NAMES not in package.names:
        return {}
    given = read_json(package, NAMES)
    need("企业名称", isinstance(given, dict) and all(type(v) is str for v in given.values()))
    return dict(given)


def kept_rows(conn: sa.Connection, dataset: str, rec_ids: Sequence[str]) -> dict[str, sa.Row[Any]]:
    """The pool's rows of these records of one data set."""
    found: dict[str, sa.Row[Any]] = {}
    for start in range(0, len(rec_ids), SLICE):
        part = rec_ids[start : start + SLICE]
        query = sa.select(pool).where(pool.c.dataset == dataset, pool.c.rec_id.in_(part))
        found.update({row.rec_id: row for row in conn.execute(query)})
    return found


def forget(conn: sa.Connection, dataset: str, rec_ids: Sequence[str]) -> None:
    """Take these records' rows out of the pool."""
    statement = "DELETE FROM pool WHERE dataset = ? AND rec_id = ?"
    if rec_ids:
        conn.exec_driver_sql(statement, [(dataset, rec_id) for rec_id in rec_ids])


def settle_corrected(conn: sa.Connection, dataset: str, came: set[str]) -> None:
    """Records that came under a code of the register wait no longer, whatever was decided."""
    query = sa.select(pool.c.rec_id).where(pool.c.dataset == dataset, pool.c.state != CORRECTED)
    mended = [(CORRECTED, dataset, one) for one in conn.scalars(query) if one in came]
    if mended:
        statement = "UPDATE pool SET state = ?, ruling_id = NULL WHERE dataset = ? AND rec_id = ?"
        conn.exec_driver_sql(statement, mended)


def settle_known(conn: sa.Connection) -> None:
    """Mark waiting rows whose enterprise the renewed register now knows."""
    conn.execute(
        pool.update()
        .where(pool.c.state == WAITING, pool.c.uscc.in_(sa.select(register.c.uscc)))
        .values(state=KNOWN_NOW)
    )
