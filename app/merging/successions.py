"""The coordinator decides that one agency has merged into another, and from which day.

The decision travels in the signed directory; nobody else can say who stands in whose place.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.merging.streams import IN_FORCE
from app.store import audit
from app.store.office_store import Store
from app.store.succession_tables import succession
from app.store.successions import refuse_merged, successors
from app.store.tables import enrolment

MERGED = "已并入"


def merge_agency(
    store: Store, predecessor: str, successor: str, *, effective: date, reason: str
) -> None:
    """Decide that ``predecessor`` merges into ``successor`` from the day ``effective``.

    A decision that is not in force yet may be replaced. Raises ``R-ROLE``, ``P-AGENCY``,
    ``R-REASON``, ``M-SUCCESSOR`` for a pair that cannot be, ``M-MERGED`` when the predecessor or
    the successor has gone into another already.
    """
    store.require(Role.REVIEWER)
    _check_pair(store, predecessor, successor)
    if not reason.strip():
        raise RefusedError("R-REASON", "机构合并需要写明依据。", "请写明批准文件。")
    values = {
        "predecessor": predecessor,
        "successor": successor,
        "effective": effective.isoformat(),
        "reason": reason.strip(),
        "decided_by": store.operator,
        "at": clock.timestamp(),
    }
    with store.write() as conn:
        refuse_merged(conn, store.catalogue, predecessor, clock.today())
        refuse_merged(conn, store.catalogue, successor, max(effective, clock.today()))
        _refuse_late_heir(conn, predecessor, effective)
        conn.execute(sa.delete(succession).where(succession.c.predecessor == predecessor))
        conn.execute(succession.insert().values(**values))
        audit.append(conn, store, "agency.merge", predecessor, values)
        settle(conn)


def settle(conn: sa.Connection) -> None:
    """Mark the enrolment of every agency whose merger is in force."""
    for agency in successors(conn, clock.today()):
        conn.execute(
            enrolment.update()
            .where(enrolment.c.agency_code == agency, enrolment.c.status == IN_FORCE)
            .values(status=MERGED, revoked_at=clock.timestamp())
        )


def decided(conn: sa.Connection) -> list[dict[str, Any]]:
    """All decisions as rows, by predecessor, as the directory tells them."""
    query = sa.select(succession).order_by(succession.c.predecessor)
    return [dict(row._mapping) for row in conn.execute(query)]


def _check_pair(store: Store, predecessor: str, successor: str) -> None:
    agencies = store.catalogue.agencies
    for code in (predecessor, successor):
        if code not in agencies or code == store.catalogue.coordinator:
            raise UsageError("P-AGENCY", f"机构代码 {code} 不在机构目录中。", "请核对后重试。")
    kinds = [store.catalogue.kinds[agencies[code].kind] for code in (predecessor, successor)]
    # a consent given to a bank is no consent to an authority
    apart = kinds[0] != kinds[1] and any(kind.consent_required for kind in kinds)
    if predecessor == successor or apart:
        raise RefusedError(
            "M-SUCCESSOR", f"{predecessor} 不能并入 {successor}。", "请核对机构代码；没有变动。"
        )


def _refuse_late_heir(conn: sa.Connection, predecessor: str, effective: date) -> None:
    """Nobody can merge, on a later day, into an agency that will be gone by then."""
    later = conn.scalar(
        sa.select(succession.c.predecessor).where(
            succession.c.successor == predecessor,
            succession.c.effective > effective.isoformat(),
        )
    )
    if later is not None:
        raise RefusedError(
            "M-SUCCESSOR",
            f"{later} 将在此日之后并入 {predecessor}，日期互相矛盾。",
            "请先核对两项合并的生效日期；没有变动。",
        )
