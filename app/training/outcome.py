"""What a run of the demo leaves, for its account and for the comparison at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.merging.merge import Merged
from app.rating.runs import Run
from app.training.campaign import Part
from app.training.county import County


@dataclass
class Demo:
    """What a run of the demo left: parts per agency, merges, the rating, differences found."""

    folder: Path
    county: County
    parts: dict[str, Part] = field(default_factory=dict)
    merges: dict[str, Merged] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    rating: Run | None = None
    facts: dict[str, int] = field(default_factory=dict)
    arrived: set[tuple[str, str, str]] = field(default_factory=set)
    differences: list[str] = field(default_factory=list)
