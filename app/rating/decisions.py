"""Decisions of the working group (V8: false material): two different signers, in writing."""

from __future__ import annotations

import uuid
from datetime import date

from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import decision


def propose(store: Store, kind: str, uscc: str, *, decided: date, reason: str) -> str:
    """Write down a decision under the first signature; without force until confirmed.

    ``reason`` names the written finding and its number. Raises ``R-ROLE``, ``R-REASON``.
    """
    store.require(Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "认定须写明依据和文号。", "请填写后再试。")
    decision_id = uuid.uuid4().hex
    with store.write() as conn:
        conn.execute(
            decision.insert().values(
                decision_id=decision_id,
                kind=kind,
                uscc=uscc,
                decision_date=decided.isoformat(),
                signer_1=store.operator,
                signer_2="",
                reason=reason.strip(),
            )
        )
        audit.append(conn, store, "decision.propose", decision_id, {"kind": kind, "uscc": uscc})
    return decision_id


def confirm(store: Store, decision_id: str) -> None:
    """The second signature. Raises ``R-ROLE``, ``R-TWO-SIGNERS``, ``U-DECISION``."""
    store.require(Role.REVIEWER)
    with store.write() as conn:
        row = conn.execute(decision.select().where(decision.c.decision_id == decision_id)).first()
        if row is None or row.signer_2:
            raise UsageError("U-DECISION", "没有这件待确认的认定。", "请刷新列表后再试。")
        if row.signer_1 == store.operator:
            raise RefusedError(
                "R-TWO-SIGNERS", "认定须由两名不同的人员签署。", "请另一名成员登录后确认。"
            )
        conn.execute(
            decision.update()
            .where(decision.c.decision_id == decision_id)
            .values(signer_2=store.operator)
        )
        audit.append(conn, store, "decision.confirm", decision_id, {})
