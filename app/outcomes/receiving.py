"""Packages that arrive at an office without being merged: told apart by kind, and taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.collection.analysis import UNMATCHED
from app.collection.applying import WAITING
from app.collection.held import rematch
from app.errors import UsageError
from app.exchange.envelope import Kind
from app.exchange.verifying import show
from app.keys.roles import Role
from app.merging.directory import receive_directory
from app.merging.objection_packages import receive_objections
from app.merging.receipts import Received, receive_receipt
from app.merging.registers import receive_register
from app.merging.takeover import Taken, receive_takeover
from app.outcomes.feedback import FeedbackTaken, receive_feedback
from app.outcomes.results import receive_result
from app.store.office_store import Store
from app.store.tables import held_row

_RECEIVERS: dict[Kind, Callable[[Store, Path], int | Received | Taken | FeedbackTaken]] = {
    Kind.DIRECTORY: receive_directory,
    Kind.REGISTER: receive_register,
    Kind.RECEIPT: receive_receipt,
    Kind.RESULT: receive_result,
    Kind.FEEDBACK: receive_feedback,
    Kind.TAKEOVER: receive_takeover,
    Kind.OBJECTION: receive_objections,
}


@dataclass(frozen=True)
class Arrival:
    """What a package was and what was taken from it; ``matched`` rows that waited for the

    register are now in the store.
    """

    kind: Kind
    taken: int | Received | Taken | FeedbackTaken
    matched: int = 0

    @property
    def words(self) -> str:
        """The same in a sentence."""
        told = _told(self.kind, self.taken)
        return f"{told}原先未匹配的 {self.matched} 行已自动入库。" if self.matched else told


def receive(store: Store, path: Path) -> Arrival:
    """Verify a package from the coordinator, or a bank's feedback, and take it in.

    Raises ``U-KIND`` for one that is merged instead, ``X-*``, ``P-*`` and whatever the taking in
    of its kind raises; nothing is changed then.
    """
    kind = show(path).envelope.kind
    receiver = _RECEIVERS.get(kind)
    if receiver is None:
        raise UsageError(
            "U-KIND", f"机构端不接收{kind.value}包。", "报送包和备案包请交汇总端办理。"
        )
    taken = receiver(store, path)
    return Arrival(kind, taken, _rematched(store) if kind is Kind.REGISTER else 0)


def _rematched(store: Store) -> int:
    """Settle what a new register makes certain, where whoever received it may enter rows."""
    if Role.ENTRY not in store.roles:
        return 0
    waiting = sa.select(held_row.c.dataset).where(
        held_row.c.outcome == UNMATCHED, held_row.c.state == WAITING
    )
    with store.read() as conn:
        data_sets = list(conn.scalars(waiting.distinct()))
    return sum(rematch(store, dataset) for dataset in data_sets)


def _told(kind: Kind, taken: Any) -> str:
    if isinstance(taken, Received):
        back = f"退回 {taken.returned} 条，已转为“待更正”。" if taken.returned else "没有退回。"
        return f"已接收回执：并入 {taken.accepted} 条，{back}"
    if isinstance(taken, Taken):
        count = sum(taken.accepted.values())
        return f"已接收承继数据：记录 {count} 条，企业 {taken.enterprises} 家。"
    if isinstance(taken, FeedbackTaken):
        return f"已接收用信情况：新增 {taken.new} 条。"
    words = {
        Kind.DIRECTORY: f"已接收机构名册，第 {taken} 版。",
        Kind.REGISTER: f"已接收企业名录，共 {taken} 家。",
        Kind.RESULT: f"已接收评级结果，涉及企业 {taken} 家。",
        Kind.OBJECTION: f"已接收异议 {taken} 件，请在“异议与更正”中办理。",
    }
    return words[kind]
