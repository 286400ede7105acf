"""All decisions about unknown codes and contradictions, the newest first, as one list."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.disputes.verdicts import unsettle
from app.errors import UsageError
from app.merging.rulings import undo as undo_ruling
from app.store.dispute_tables import pool_ruling, verdict
from app.store.office_store import Store

RULING, VERDICT = "p", "v"
"""First letter of a decision's number: about an unknown code, about a contradiction."""
_DIGITS = 18
"""A longer number is none that the store could have given."""


def undo(store: Store, *numbers: str) -> int:
    """Take back the decisions of these numbers (``p3``, ``v12``); returns how many rows moved.

    Those of one kind are taken back all or none. Raises ``D-NUMBER`` for what is none, else as
    :func:`app.merging.rulings.undo` and :func:`app.disputes.verdicts.unsettle`.
    """
    of_kind: dict[str, list[int]] = {RULING: [], VERDICT: []}
    for number in numbers:
        letter, digits = number[:1], number[1:]
        if letter not in of_kind or not digits.isdecimal() or len(digits) > _DIGITS:
            told = f"没有编号为 {number} 的决定。"
            raise UsageError("D-NUMBER", told, "编号见决定记录。")
        of_kind[letter].append(int(digits))
    if of_kind[VERDICT]:
        unsettle(store, *of_kind[VERDICT])
    return undo_ruling(store, *of_kind[RULING]) if of_kind[RULING] else 0


@dataclass(frozen=True)
class Decision:
    """One decision. ``about`` is the pair of a contradiction, or the agency of a code.

    ``act`` is shared by what was decided in one go; ``undone_at`` is empty while it is in force;
    times are timestamps.
    """

    number: str
    act: str
    about: str
    uscc: str
    choice: str
    target: str
    left: tuple[str, str]
    right: tuple[str, str]
    part: str
    reason: str
    operator: str
    at: str
    undone_by: str
    undone_at: str


def decisions(conn: sa.Connection) -> list[Decision]:
    """Every decision, the newest first."""
    made = [
        Decision(
            f"{RULING}{row.id}", row.act, row.agency_code, row.uscc, row.choice, row.target or "",
            ("", ""), ("", ""), "", row.reason, row.operator, row.at,
            row.undone_by or "", row.undone_at or "",
        )
        for row in conn.execute(sa.select(pool_ruling))
    ]  # fmt: skip
    made += [
        Decision(
            f"{VERDICT}{row.id}", row.act, row.pair, row.uscc, row.choice, "",
            (row.left_agency, row.left_value), (row.right_agency, row.right_value), row.part,
            row.reason, row.operator, row.at, row.undone_by or "", row.undone_at or "",
        )
        for row in conn.execute(sa.select(verdict))
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.at, int(one.number[1:]), one.number), reverse=True)


def last_in_force(store: Store) -> list[str]:
    """The numbers of what this operator decided last in one go and that stands, newest first."""
    with store.read() as conn:
        mine = [
            one for one in decisions(conn) if not one.undone_at and one.operator == store.operator
        ]
    return [one.number for one in mine if one.act == mine[0].act]
