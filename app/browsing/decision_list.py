"""工作组认定 as a list: what waits for its second signature first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app.browsing.register_search import RegisterSearch
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.rating.decisions import KINDS, REVOKED, VALID, WAITING, state_of
from app.store.office_store import Store
from app.store.tables import decision, register

_half = decision.c.signer_2 == ""
_gone = sa.func.coalesce(decision.c.revoked_date, "") != ""
_STATES = {WAITING: sa.and_(_half, ~_gone), VALID: sa.and_(~_half, ~_gone), REVOKED: _gone}


class DecisionList:
    """The source of the list; a key is a decision's number."""

    columns: Sequence[Column] = (
        Column("state", "状态", STATE, 10, sortable=False),
        Column("kind", "认定", width=14),
        Column("name", "企业名称", width=26),
        Column("uscc", "统一社会信用代码", CODE, 18),
        Column("decision_date", "认定日期", width=14),
        Column("reason", "依据和文号", width=32, sortable=False),
        Column("signer_1", "提出人", width=10),
        Column("signer_2", "确认人", width=10),
        Column("revoked_date", "撤回日期", width=14),
    )
    choices: Sequence[Choice] = (
        Choice("state", "状态", tuple((one, one) for one in _STATES)),
        Choice("kind", "认定", tuple(KINDS.items())),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store, self._search = store, search

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit; without an order the waiting first, then the newest."""
        query = _named(decision.c.decision_id)
        if state := wanted.get("state"):
            query = query.where(_STATES[state])
        for key in ("kind", "uscc"):
            if wanted.get(key):
                query = query.where(decision.c[key] == wanted[key])
        if text := wanted.get(SEARCH, "").strip():
            query = query.where(self._search().among(decision.c.uscc, text))
        if order is None:
            query = query.order_by(~_STATES[WAITING], decision.c.decision_date.desc())
        else:
            column = register.c.name if order.key == "name" else decision.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(decision.c.decision_id).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        query = _named(decision, register.c.name).where(decision.c.decision_id.in_(ids))
        with self._store.read() as conn:
            return {row.decision_id: _row(row) for row in conn.execute(query)}


def decision_words(store: Store, decision_id: str) -> str:
    """A decision in one line, for whoever is about to sign it; empty when it is gone."""
    query = _named(decision, register.c.name).where(decision.c.decision_id == decision_id)
    with store.read() as conn:
        row = conn.execute(query).first()
    if row is None:
        return ""
    return (
        f"{row.name or row.uscc}：{KINDS.get(row.kind, row.kind)}，"
        f"{words.day_words(row.decision_date)}，{row.reason}（{row.signer_1} 提出）"
    )


def _named(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(decision)
        .outerjoin(register, register.c.uscc == decision.c.uscc)
    )


def _row(row: Any) -> Row:
    return (
        state_of(row),
        KINDS.get(row.kind, row.kind),
        row.name or row.uscc,
        row.uscc,
        words.day_words(row.decision_date),
        row.reason,
        row.signer_1,
        row.signer_2,
        words.day_words(row.revoked_date or ""),
    )
