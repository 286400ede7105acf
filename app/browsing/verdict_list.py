"""决定记录: what was decided about codes and contradictions, by whom, and what was taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app import clock
from app.disputes.history import VERDICT, Decision, decisions
from app.disputes.pairs import Pair, load_pairs
from app.listing import SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes.dispute_words import (
    CHOICE_WORDS,
    UNDONE_WORD,
    agency_words,
    value_words,
)
from app.store.office_store import Store
from app.store.tables import register
from app.store.transitions import SLICE

IN_FORCE, UNDONE = "standing", "undone"
STANDS_WORD = "有效"
_COLUMNS = (
    Column("state", "状态", STATE, 8, sortable=False),
    Column("at", "时间", width=15, sortable=False),
    Column("operator", "操作员", width=8, sortable=False),
    Column("who", "企业或代码", width=26, sortable=False),
    Column("about", "说的是什么", width=30, sortable=False),
    Column("choice", "决定", width=24, sortable=False),
    Column("reason", "理由", width=30, sortable=False),
    Column("undone", "撤销", width=22, sortable=False),
)


class VerdictList:
    """The source of the list, newest first; keys as :func:`app.disputes.history.undo` takes."""

    columns: Sequence[Column] = _COLUMNS
    choices: Sequence[Choice] = (
        Choice("state", "状态", ((IN_FORCE, STANDS_WORD), (UNDONE, UNDONE_WORD))),
    )

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pairs: Mapping[str, Pair] = load_pairs(store.catalogue)
        self._found: dict[Key, Row] = {}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers of the decisions that fit."""
        with self._store.read() as conn:
            made = decisions(conn)
            codes = sorted({code for one in made for code in (one.uscc, one.target) if code})
            names: dict[str, str] = {}
            for start in range(0, len(codes), SLICE):
                chosen = register.c.uscc.in_(codes[start : start + SLICE])
                query = sa.select(register.c.uscc, register.c.name).where(chosen)
                names |= {row.uscc: row.name for row in conn.execute(query)}
        self._found = {one.number: self._row(one, names) for one in made}
        text, state = wanted.get(SEARCH, "").casefold(), wanted.get("state", "")
        return [
            one.number
            for one in made
            if text in " ".join(self._found[one.number]).casefold()
            and state in ("", UNDONE if one.undone_at else IN_FORCE)
        ][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        return {key: self._found[key] for key in ids if key in self._found}

    def _row(self, one: Decision, names: Mapping[str, str]) -> Row:
        undone = f"{one.undone_by} {clock.moment_words(one.undone_at)}" if one.undone_at else ""
        return (
            UNDONE_WORD if one.undone_at else STANDS_WORD,
            clock.moment_words(one.at),
            one.operator,
            names.get(one.uscc, one.uscc),
            self._about(one),
            self._choice(one, names),
            one.reason,
            undone,
        )

    def _about(self, one: Decision) -> str:
        if not one.number.startswith(VERDICT):
            return f"{agency_words(self._store, one.about)}报送的未知代码"
        pair = self._pairs.get(one.about)
        return pair.title if pair else one.about

    def _choice(self, one: Decision, names: Mapping[str, str]) -> str:
        word = CHOICE_WORDS[one.choice]
        if one.target:
            return f"{word}：{names.get(one.target, one.target)}"
        pair = self._pairs.get(one.about)
        held = {"left": one.left, "right": one.right}.get(one.choice)
        if pair is None or held is None:
            return word
        side = pair.left if one.choice == "left" else pair.right
        return (
            f"以{agency_words(self._store, held[0])}为准：{value_words(self._store, side, held[1])}"
        )
