"""Decisions of the working group: two different signers, in writing.

V8 finds false material (rating-rules D5); UP and DOWN move a grade one step, after caps (O10). A
decision has force from its day on, for the runs that are made after its second signature.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import decision, register

UP, DOWN, FALSE = "UP", "DOWN", "V8"
KINDS = {UP: "上调一级", DOWN: "下调一级", FALSE: "提供虚假材料"}
WAITING, VALID, REVOKED = "待确认", "已生效", "已撤回"


def propose(store: Store, kind: str, uscc: str, *, decided: date, reason: str) -> str:
    """Write down a decision under the first signature; without force until confirmed.

    ``reason`` names the written finding and its number. Raises ``R-ROLE``, ``R-REASON``,
    ``U-DECISION-KIND``, ``R-DECISION-DATE`` for a day to come, ``R-REGISTER``, ``R-DECISION-TWICE``
    where one of the same kind waits for its second signature.
    """
    store.require(Role.REVIEWER)
    if kind not in KINDS:
        raise UsageError("U-DECISION-KIND", f"没有这种认定：{kind}", f"可选：{'、'.join(KINDS)}。")
    if not reason.strip():
        raise RefusedError("R-REASON", "认定须写明依据和文号。", "请填写后再试。")
    if decided > clock.today():
        raise RefusedError("R-DECISION-DATE", "认定日期晚于今天。", "请填写会议当日的日期。")
    decision_id = uuid.uuid4().hex
    with store.write() as conn:
        _refuse_unfit(conn, kind, uscc)
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
        row = _the_decision(conn, decision_id)
        if row.signer_2:
            raise _unknown()
        if row.signer_1 == store.operator:
            raise RefusedError(
                "R-TWO-SIGNERS", "认定须由两名不同的人员签署。", "请另一名成员登录后确认。"
            )
        _set(conn, decision_id, signer_2=store.operator)
        audit.append(conn, store, "decision.confirm", decision_id, {})


def revoke(store: Store, decision_id: str, reason: str) -> None:
    """Take a decision back from today on; runs made before stay as they are.

    Raises ``R-ROLE``, ``R-REASON``, ``U-DECISION`` where there is none or it was taken back.
    """
    store.require(Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "撤回认定须写明理由。", "请填写后再试；没有变动。")
    with store.write() as conn:
        _the_decision(conn, decision_id)
        _set(conn, decision_id, revoked_date=clock.today().isoformat())
        audit.append(conn, store, "decision.revoke", decision_id, {"reason": reason.strip()})


def waiting(conn: sa.Connection) -> frozenset[str]:
    """The enterprises about which a decision waits for its second signature."""
    table = decision.c
    query = sa.select(table.uscc).where(table.signer_2 == "", table.revoked_date.is_(None))
    return frozenset(conn.scalars(query))


def state_of(row: Any) -> str:
    """待确认, 已生效 or 已撤回."""
    if row.revoked_date:
        return REVOKED
    return VALID if row.signer_2 else WAITING


def _refuse_unfit(conn: sa.Connection, kind: str, uscc: str) -> None:
    table = decision.c
    if conn.scalar(sa.select(register.c.uscc).where(register.c.uscc == uscc)) is None:
        raise RefusedError("R-REGISTER", f"企业名录中没有 {uscc}。", "请核对代码；没有变动。")
    same = sa.select(table.decision_id).where(
        table.uscc == uscc, table.kind == kind, table.signer_2 == "", table.revoked_date.is_(None)
    )
    if conn.scalar(same.limit(1)) is not None:
        raise RefusedError(
            "R-DECISION-TWICE", "这家企业已有一件同样的认定待确认。", "请先确认或撤回那一件。"
        )


def _the_decision(conn: sa.Connection, decision_id: str) -> Any:
    row = conn.execute(decision.select().where(decision.c.decision_id == decision_id)).first()
    if row is None or row.revoked_date:
        raise _unknown()
    return row


def _set(conn: sa.Connection, decision_id: str, **values: str) -> None:
    mine = decision.c.decision_id == decision_id
    conn.execute(decision.update().where(mine).values(**values))


def _unknown() -> UsageError:
    return UsageError("U-DECISION", "没有这件待办的认定。", "请刷新列表后再试。")
