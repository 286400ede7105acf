"""Declarations that a data set is complete for a period: "no row" then means "nothing bad".

Only a person declares; a file without rows never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.collection.importing import owned
from app.errors import RefusedError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import coverage as table


@dataclass(frozen=True)
class Coverage:
    """One declaration; the period's days are ISO dates, both inclusive."""

    dataset: str
    period_from: str
    period_to: str
    declared_by: str
    declared_at: str


def declare(store: Store, dataset: str, period_from: date, period_to: date) -> None:
    """Declare ``dataset`` complete from ``period_from`` to ``period_to``, both inclusive.

    Declaring the same again changes nothing. Raises ``R-ROLE``, ``R-OWNER``, ``R-PERIOD`` when the
    period is upside down or not over yet.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    owned(store, dataset)
    if period_from > period_to:
        raise RefusedError("R-PERIOD", "起始日期晚于截止日期。", "请核对期间。")
    if period_to > clock.today():
        raise RefusedError("R-PERIOD", "不能对尚未过去的期间作完整性声明。", "请改为已结束的期间。")
    values = {
        "agency_code": store.agency,
        "dataset": dataset,
        "period_from": period_from.isoformat(),
        "period_to": period_to.isoformat(),
    }
    with store.write() as conn:
        same = [table.c[name] == value for name, value in values.items()]
        if conn.execute(sa.select(table).where(*same)).first() is not None:
            return
        conn.execute(
            sa.insert(table).values(
                **values, declared_by=store.operator, declared_at=clock.timestamp()
            )
        )
        audit.append(conn, store, "declare", dataset, values)


def retract(store: Store, dataset: str, period_from: date, period_to: date) -> bool:
    """Take a declaration back; False when there was none. Raises ``R-ROLE``."""
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        gone = conn.execute(
            sa.delete(table).where(
                table.c.agency_code == store.agency,
                table.c.dataset == dataset,
                table.c.period_from == period_from.isoformat(),
                table.c.period_to == period_to.isoformat(),
            )
        ).rowcount
        if gone:
            summary = {"from": period_from.isoformat(), "to": period_to.isoformat()}
            audit.append(conn, store, "retract", dataset, summary)
    return bool(gone)


def declared(store: Store) -> list[Coverage]:
    """This office's declarations, by data set and period."""
    query = sa.select(
        table.c.dataset,
        table.c.period_from,
        table.c.period_to,
        table.c.declared_by,
        table.c.declared_at,
    ).where(table.c.agency_code == store.agency)
    with store.read() as conn:
        return [
            Coverage(*row)
            for row in conn.execute(query.order_by(table.c.dataset, table.c.period_from))
        ]
