"""The grades a bank holds: every run is kept, the newest that still holds is the one shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.errors import UsageError
from app.outcomes.objections import marked
from app.store.office_store import Store
from app.store.tables import grade, inbox, register


@dataclass(frozen=True)
class Held:
    """One grade of one enterprise; it holds from ``as_of`` to ``valid_until``, both included."""

    uscc: str
    name: str
    run_id: str
    as_of: date
    valid_until: date
    final_grade: str
    outcome: str
    objected: bool = False
    """存在异议: an objection to a record behind it is not answered yet (Art. 25)."""

    def holds(self, on: date) -> bool:
        """Whether the grade may be relied on that day."""
        return self.as_of <= on <= self.valid_until


def valid_until(as_of: date) -> date:
    """The last day of a grade's twelve months (评级有效期12个月): the same date a year on."""
    try:
        return as_of.replace(year=as_of.year + 1)
    except ValueError:  # 29 February
        return as_of.replace(year=as_of.year + 1, day=28)


def earliest_holding(on: date) -> date:
    """The earliest as-of day of a grade that still holds on ``on``."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:  # 29 February: what is of the 28th ended on the 28th
        return on.replace(year=on.year - 1, month=3, day=1)


def history(store: Store, uscc: str) -> list[Held]:
    """Every grade this bank was sent of an enterprise, newest first."""
    with store.read() as conn:
        return held(conn, uscc)


def grades(store: Store, on: date) -> list[Held]:
    """The newest grade that holds on ``on``, per enterprise, in order of credit code."""
    newest: dict[str, Held] = {}
    with store.read() as conn:
        for one in held(conn):
            if one.holds(on):
                newest.setdefault(one.uscc, one)
    return [newest[uscc] for uscc in sorted(newest)]


def sheet(store: Store, uscc: str, on: date) -> dict[str, Any]:
    """The score sheet behind the grade that holds on ``on``. Raises ``U-GRADE`` without one."""
    with store.read() as conn:
        found = in_hand(conn, uscc, on)
        if found is None:
            raise UsageError(
                "U-GRADE", "没有这家企业在该日有效的评级结果。", "请核对信用代码和日期。"
            )
        query = sa.select(grade.c.sheet).where(grade.c.uscc == uscc, grade.c.run_id == found.run_id)
        content: dict[str, Any] = json.loads(conn.scalars(query).one())
    return content


def in_hand(conn: sa.Connection, uscc: str, on: date) -> Held | None:
    """The newest grade of an enterprise that holds on ``on``."""
    return next((one for one in held(conn, uscc) if one.holds(on)), None)


def held(conn: sa.Connection, uscc: str | None = None) -> list[Held]:
    """All grades sent, newest first: by as-of day, then by the order of the packages."""
    query = (
        sa.select(grade, register.c.name, inbox.c.seq)
        .outerjoin(register, register.c.uscc == grade.c.uscc)
        .outerjoin(inbox, inbox.c.package_id == grade.c.package_id)
        .order_by(grade.c.as_of.desc(), inbox.c.seq.desc(), grade.c.run_id, grade.c.uscc)
    )
    if uscc is not None:
        query = query.where(grade.c.uscc == uscc)
    under_objection = marked(conn)
    found = []
    for row in conn.execute(query):
        as_of = date.fromisoformat(row.as_of)
        found.append(
            Held(
                row.uscc,
                row.name or json.loads(row.sheet)["name"],
                row.run_id,
                as_of,
                valid_until(as_of),
                row.final_grade,
                row.outcome,
                row.uscc in under_objection,
            )
        )
    return found
