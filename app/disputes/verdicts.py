"""What an officer says to a contradiction, and taking it back.

A decision never touches an agency's record: the agency owns it, and only its own correction
changes what counts. The decision says which value the coordinator takes to be right when it
writes to somebody, or whom it asks; a rating goes on reading the records as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.ids import new_id
from app.disputes.pairs import load_pairs
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.merging.rulings import check_reason
from app.store import audit
from app.store.dispute_tables import contradiction, verdict
from app.store.office_store import Store
from app.store.tables import register

LEFT, RIGHT, BOTH, ASK = "left", "right", "both", "ask"
CHOICES = (LEFT, RIGHT, BOTH, ASK)
_NAMED = (
    "key", "pair", "uscc", "part", "left_agency", "right_agency", "left_value", "right_value",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """The decision in force about a contradiction; ``at`` is a timestamp."""

    id: int
    choice: str
    reason: str
    operator: str
    at: str


@dataclass(frozen=True)
class Dispute:
    """A contradiction as it stands. ``name`` is the register's, empty for one it does not know."""

    key: str
    pair: str
    uscc: str
    name: str
    part: str
    left_agency: str
    right_agency: str
    left_rec: str
    right_rec: str
    left_rows: int
    right_rows: int
    left_value: str
    right_value: str
    verdict: Verdict | None


def settle(store: Store, keys: Sequence[str], choice: str, *, reason: str) -> tuple[int, ...]:
    """Decide contradictions, all the same way; returns the numbers of the decisions.

    ``choice`` is ``left`` or ``right`` (held right), ``both`` (at different times) or ``ask``.
    Raises ``R-ROLE``, ``R-REASON``, ``U-CHOICE``, ``D-NO-CASE`` for one that is not found (any
    more), ``D-DECIDED`` for one that is decided.
    """
    store.require(Role.REVIEWER)
    if choice not in CHOICES:
        raise UsageError("U-CHOICE", f"没有这种处理：{choice}", "请选左、右、均属实或请核实。")
    check_reason(reason)
    act = new_id()
    with store.write() as conn:
        return tuple(_settle(conn, store, act, key, choice, reason.strip()) for key in keys)


def _settle(conn: sa.Connection, store: Store, act: str, key: str, choice: str, reason: str) -> int:
    found = conn.execute(sa.select(contradiction).where(contradiction.c.key == key)).first()
    if found is None:
        raise UsageError("D-NO-CASE", "这处冲突已不存在。", "数据可能已更正，请重新核对冲突。")
    standing = sa.select(verdict.c.id).where(verdict.c.key == key, verdict.c.undone_at.is_(None))
    if conn.scalar(standing) is not None:
        raise RefusedError("D-DECIDED", "这处冲突已有决定。", "要改变它，请先撤销原决定。")
    said = {
        **{name: found._mapping[name] for name in _NAMED},
        "choice": choice,
        "reason": reason,
        "operator": store.operator,
        "at": clock.timestamp(),
    }
    done = conn.execute(verdict.insert().values(**said, act=act))
    number = int(done.inserted_primary_key[0])  # type: ignore[index]
    told = {name: said[name] for name in said if name not in ("key", "operator", "at", "uscc")}
    told["pair"] = _title(store, found.pair)
    audit.append(conn, store, f"dispute.{choice}", found.uscc, {**told, "verdict": number})
    return number


def _title(store: Store, pair: str) -> str:
    """What the log calls a comparison, also when it is declared no more."""
    known = load_pairs(store.catalogue).get(pair)
    return known.title if known else pair


def unsettle(store: Store, *numbers: int) -> None:
    """Take decisions back, all or none: the contradictions stand open again, if they still are.

    Raises ``R-ROLE``, ``D-NO-VERDICT``.
    """
    store.require(Role.REVIEWER)
    with store.write() as conn:
        for number in numbers:
            _unsettle(conn, store, number)


def _unsettle(conn: sa.Connection, store: Store, number: int) -> None:
    found = conn.execute(sa.select(verdict).where(verdict.c.id == number)).first()
    if found is None or found.undone_at is not None:
        raise UsageError("D-NO-VERDICT", "没有这项决定，或已经撤销。", "请刷新列表后再试。")
    undone = {"undone_by": store.operator, "undone_at": clock.timestamp()}
    conn.execute(verdict.update().where(verdict.c.id == number).values(**undone))
    told = {"verdict": number, "pair": _title(store, found.pair), "choice": found.choice}
    audit.append(conn, store, "dispute.undo", found.uscc, told)


def disputes(conn: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Dispute]:
    """The contradictions that fit, each with the decision in force; see :data:`STANDING`."""
    query = sa.select(
        *contradiction.columns,
        register.c.name,
        verdict.c.id.label("number"),
        verdict.c.choice,
        verdict.c.reason,
        verdict.c.operator,
        verdict.c.at,
    ).select_from(STANDING)
    return [_dispute(row) for row in conn.execute(query.where(*conditions))]


STANDING = contradiction.outerjoin(
    verdict, (verdict.c.key == contradiction.c.key) & verdict.c.undone_at.is_(None)
).outerjoin(register, register.c.uscc == contradiction.c.uscc)
"""Contradictions beside the decision in force and the enterprise's entry in the register."""


def _dispute(row: Any) -> Dispute:
    held = row._mapping
    decided = None
    if held["number"] is not None:
        names = ("choice", "reason", "operator", "at")
        decided = Verdict(held["number"], *(held[name] for name in names))
    named = {column.name: held[column.name] for column in contradiction.columns}
    return Dispute(**named, name=held["name"] or "", verdict=decided)


def standing_of(conn: sa.Connection, uscc: str) -> list[Dispute]:
    """What stands contradicted about one enterprise, decided or not: the note in its file."""
    return disputes(conn, contradiction.c.uscc == uscc)
