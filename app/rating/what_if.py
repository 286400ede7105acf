"""What if: two ratings of the same enterprises compared; who moves, and which indicators cause it.

A change of weights or bands needs no new measures: score the held ones under the other scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.rating.scoring import Rating, Result


@dataclass(frozen=True, slots=True)
class Move:
    """An enterprise whose final grade or outcome changes; ``causes`` as in :func:`causes`."""

    before: Result
    after: Result
    causes: dict[str, int]


def moves(before: Rating, after: Rating) -> Iterator[Move]:
    """Everyone in both ratings who gets another final grade or outcome."""
    for was in before.results:
        now = after.by_uscc.get(was.enterprise.uscc)
        if now is None or was.verdict is now.verdict:
            continue
        old, new = was.verdict, now.verdict
        if (old.final_grade, old.outcome) != (new.final_grade, new.outcome):
            yield Move(was, now, causes(before, after, was.enterprise.uscc))


def causes(before: Rating, after: Rating, uscc: str) -> dict[str, int]:
    """Indicator id to its part of the score difference, in hundredths; they sum exactly to it.

    With weight w, percent p (0 and 0 when unknown) and the old score S, an indicator's part is
    ``(w'(p' - S) - w(p - S)) / W'``: only what changed has a part, and a weight matters by how far
    its percent lies from the old score. Rounded by largest remainder, ties by id. Empty when
    either side has no score.
    """
    old, new = before.by_uscc[uscc], after.by_uscc[uscc]
    if old.score is None or new.score is None:
        return {}
    was = {line.id: line for line in before.lines(uscc) if line.counts}
    now = {line.id: line for line in after.lines(uscc) if line.counts}
    weight = sum(line.weight for line in was.values())
    points = sum(line.hundredths for line in was.values())
    below = weight * sum(line.weight for line in now.values())
    parts: dict[str, tuple[int, int]] = {}
    for name in sorted(was.keys() | now.keys()):
        one, other = was.get(name), now.get(name)
        gained = (other.hundredths if other else 0) - (one.hundredths if one else 0)
        heavier = (other.weight if other else 0) - (one.weight if one else 0)
        part = 100 * (gained * weight - points * heavier)
        if gained or heavier:
            parts[name] = divmod(part, below)
    rest = new.score - old.score - sum(whole for whole, _ in parts.values())
    ordered = sorted(parts, key=lambda name: (-parts[name][1], name))
    return {name: parts[name][0] + (ordered.index(name) < rest) for name in sorted(parts)}
