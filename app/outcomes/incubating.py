"""辅导措施: what is done for an incubated enterprise, by whom, when, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError
from app.keys.roles import Role
from app.rating.grading import INCUBATED
from app.store import audit
from app.store.list_tables import incubation_step
from app.store.office_store import Store
from app.store.tables import rating_result


def add_step(
    store: Store, uscc: str, day: date, measure: str, responsible: str, result: str = ""
) -> int:
    """Note a measure; returns its number. A later result is a further step, nothing is edited.

    Raises ``R-ROLE``, ``L-STEP`` without words, ``L-INCUBATED`` where no run incubated it.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    if not measure.strip() or not responsible.strip():
        raise RefusedError("L-STEP", "须写明辅导措施和责任人。", "请填写后再试；没有变动。")
    with store.write() as conn:
        table = rating_result.c
        known = sa.select(table.uscc).where(table.uscc == uscc, table.outcome == INCUBATED)
        if conn.scalar(known.limit(1)) is None:
            raise RefusedError("L-INCUBATED", f"{uscc} 未列入过孵化。", "请核对代码；没有变动。")
        number = conn.scalar(
            incubation_step.insert().values(
                uscc=uscc, day=day.isoformat(), measure=measure.strip(),
                responsible=responsible.strip(), result=result.strip(),
                author=store.operator, at=clock.timestamp(),
            ).returning(incubation_step.c.step_id)
        )  # fmt: skip
        audit.append(conn, store, "incubation.step", uscc, {"step": number})
    return int(number or 0)


def steps(conn: sa.Connection, uscc: str) -> list[dict[str, Any]]:
    """An enterprise's measures in order of day."""
    query = sa.select(incubation_step).where(incubation_step.c.uscc == uscc)
    order = (incubation_step.c.day, incubation_step.c.step_id)
    return [dict(row._mapping) for row in conn.execute(query.order_by(*order))]
