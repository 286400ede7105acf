"""Grades over time as a small drawing that a black-and-white copier keeps readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.typeset.lines import Style, clean
from app.documents.typeset.page import Paper

CHART_HEIGHT = 140.0
"""Points, margins included."""
MOST_POINTS = 12
_GUTTER, _ABOVE, _BELOW = 44.0, 12.0, 26.0


@dataclass(frozen=True)
class Point:
    """One run: its ISO date and the grade, which need not be on the scale (暂缓, 不予评级)."""

    as_of: str
    grade: str


def draw_grades(
    paper: Paper,
    style: Style,
    x: float,
    y: float,
    width: float,
    points: Sequence[Point],
    scale: Sequence[str],
) -> None:
    """Draw the last :data:`MOST_POINTS` with ``scale`` (best first) upwards.

    A result that is not on the scale (NR, 暂缓, a grade of another scheme) stands on the bottom
    line 「其他」 as a cross with its own word, joined to nothing.
    """
    shown = points[-MOST_POINTS:]
    levels = [*scale, "其他"]
    step = (CHART_HEIGHT - _ABOVE - _BELOW) / max(len(levels) - 1, 1)
    heights = {name: y + _ABOVE + place * step for place, name in enumerate(levels)}
    for name, level in heights.items():
        paper.right(x + _GUTTER - 6, level + 3, style, name)
        paper.shade(x + _GUTTER, level - 0.2, width - _GUTTER, 0.4, 0.7)
    apart = (width - _GUTTER) / len(shown)
    before: tuple[float, float] | None = None
    for number, point in enumerate(shown):
        across = x + _GUTTER + apart * (number + 0.5)
        rated = point.grade in scale
        level = heights[point.grade if rated else levels[-1]]
        if rated and before:
            paper.line(*before, across, level, 1.2)
        if rated:
            paper.shade(across - 3, level - 3, 6, 6, 0.0)
        else:
            paper.line(across - 3, level - 3, across + 3, level + 3, 1.0)
            paper.line(across - 3, level + 3, across + 3, level - 3, 1.0)
            paper.text(across + 5, level - 2, style, clean(point.grade))
        before = (across, level) if rated else None
        paper.centred(across, y + CHART_HEIGHT - 10, style, point.as_of[:7])
