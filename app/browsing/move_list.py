"""谁变动: the enterprises that another scheme or other weights would move, each with its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from app.listing import CODE, NUMBER, SEARCH, STATE, TEXT, Choice, Column, Filter, Key, Order, Row
from app.rating.comparison import Comparison, direction
from app.rating.sheets import two_decimals
from app.rating.what_if import Move

UP, DOWN, OTHER = "上升", "下降", "结论变动"
DIRECTIONS: Final = {1: UP, -1: DOWN, 0: OTHER}
_CAUSES = 3
"""So many causes are told of each; the rest is in the score sheet."""

_SORTED: dict[str, Callable[[Move], Any]] = {
    "direction": lambda one: -direction(one),
    "name": lambda one: one.before.enterprise.name,
    "uscc": lambda one: one.before.enterprise.uscc,
    "grades": lambda one: (_rank(one, 0), _rank(one, 1)),
    "before": lambda one: one.before.score or 0,
    "after": lambda one: one.after.score or 0,
    "change": lambda one: (one.after.score or 0) - (one.before.score or 0),
    "outcomes": lambda one: (one.before.verdict.outcome, one.after.verdict.outcome),
}


READY = 64
"""So many rows are worked out with the list: causes cost more than a window can wait for."""


class MoveList:
    """The source of the list; :meth:`show` says of which comparison."""

    columns: Sequence[Column] = (
        Column("direction", "变动", STATE, 9),
        Column("name", "企业", TEXT, 22),
        Column("grades", "等级", TEXT, 10),
        Column("before", "原得分", NUMBER, 6),
        Column("after", "新得分", NUMBER, 6),
        Column("change", "增减", NUMBER, 6),
        Column("why", "原因（对得分的影响）", TEXT, 44, sortable=False),
        Column("outcomes", "结论", TEXT, 18),
        Column("uscc", "统一社会信用代码", CODE, 18),
    )
    choices: Sequence[Choice] = (
        Choice("direction", "变动", tuple((word, word) for word in DIRECTIONS.values())),
    )

    def __init__(self) -> None:
        self._shown: Comparison | None = None
        self._moves: dict[Key, Move] = {}
        self._ready: dict[Key, Row] = {}

    def show(self, shown: Comparison | None) -> None:
        """List the moves of this comparison from now on."""
        self._shown = shown

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The credit codes of those that fit; those that fall first, then those that rise."""
        moves = self._shown.moves if self._shown else ()
        self._moves = {one.before.enterprise.uscc: one for one in moves}
        text, way = wanted.get(SEARCH, ""), wanted.get("direction", "")
        fit = [
            one
            for one in moves
            if text in f"{one.before.enterprise.name} {one.before.enterprise.uscc}"
            and way in ("", DIRECTIONS[direction(one)])
        ]
        if order is not None:
            fit.sort(key=_SORTED[order.key], reverse=order.descending)
        else:
            fit.sort(key=lambda one: (direction(one) or 2, _rank(one, 0)))
        keys = [one.before.enterprise.uscc for one in fit[:limit]]
        self._ready = self._made(keys[:READY])
        return keys

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these enterprises; those that nobody has scrolled to are worked out now."""
        ready = self._ready
        return {key: ready[key] for key in ids if key in ready} | self._made(
            [key for key in ids if key not in ready]
        )

    def _made(self, keys: Sequence[Key]) -> dict[Key, Row]:
        shown, moves = self._shown, self._moves
        if shown is None or not keys:
            return {}
        titles = {one.id: one.title for one in shown.before.scheme.indicators}
        titles |= {one.id: one.title for one in shown.after.scheme.indicators}
        return {key: _row(moves[key], titles) for key in keys if key in moves}


def _row(move: Move, titles: dict[str, str]) -> Row:
    old, new = move.before, move.after
    change = "" if old.score is None or new.score is None else signed(new.score - old.score)
    return (
        DIRECTIONS[direction(move)],
        old.enterprise.name,
        _arrow(old.verdict.final_grade, new.verdict.final_grade),
        *("" if one.score is None else two_decimals(one.score) for one in (old, new)),
        change,
        _why(move, titles),
        _arrow(old.verdict.outcome, new.verdict.outcome),
        old.enterprise.uscc,
    )


def _why(move: Move, titles: dict[str, str]) -> str:
    """The causes that weigh most; what besides the score moves an enterprise is told as such."""
    parts = sorted(
        ((name, part) for name, part in move.causes.items() if part),
        key=lambda one: (-abs(one[1]), one[0]),
    )
    told = "，".join(f"{titles[name]}{signed(part)}" for name, part in parts[:_CAUSES])
    more = f"，另{len(parts) - _CAUSES}项" if len(parts) > _CAUSES else ""
    return f"{told}{more}" or "等级界限、封顶、否决或覆盖率"


def signed(hundredths: int) -> str:
    """45 → ``+0.45``, -120 → ``-1.20``."""
    return f"{'+' if hundredths >= 0 else ''}{two_decimals(hundredths)}"


def _arrow(old: str, new: str) -> str:
    return old if old == new else f"{old} → {new}"


def _rank(move: Move, side: int) -> int:
    """The place of the final grade before (0) or after (1); what is no grade comes last."""
    result = (move.before, move.after)[side]
    ranks = move.ratings[side].scheme.rank
    return ranks.get(result.verdict.final_grade, len(ranks))
