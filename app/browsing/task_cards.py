"""The tasks of an office as cards: how much waits, and where each part of it is worked off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.browsing.next_step import Counts, Tasks
from app.collection import states


@dataclass(frozen=True)
class Part:
    """One line of a card: its words and number, and the screen with the filter that lists it."""

    words: str
    count: int
    screen: str
    wanted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """One kind of task with what it counts; without parts nothing waits."""

    id: str
    title: str
    unit: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(part.count for part in self.parts)


def cards(found: Tasks, titles: Mapping[str, str]) -> tuple[Card, ...]:
    """All cards in the order of the work; ``titles`` are those of the data sets."""

    def each(counts: Counts, screen: str, word: str = "", **wanted: str) -> Iterator[Part]:
        for code, count in counts.items():
            said = f"{titles.get(code, code)}{word}"
            yield Part(said, count, screen, {"dataset": code, **wanted})

    correcting = (
        *each(found.returned, "entry", "：退回", row_status=states.RETURNED),
        *each(found.drafts, "entry", "：草稿", row_status=states.DRAFT),
        *each(found.faulty, "importing", "：导入有错", reason="faulty"),
        *each(found.unmatched, "importing", "：未匹配", reason="unmatched"),
    )
    telling = (
        Part("告知书未送达", found.to_tell, "notices", {"tab": "telling"}),
        Part("没有有效授权书", found.to_consent, "notices", {"tab": "consents"}),
    )
    return (
        _card(
            "enter", "待录入", "家企业", Part("尚无数据", found.lacking, "register", {"ours": "N"})
        ),
        _card("correct", "待更正", "条", *correcting),
        _card("review", "待审核", "条", *each(found.unreviewed, "review")),
        _card("tell", "待告知", "家企业", *telling),
        _card("submit", "待报送", "条", Part("可以报送", found.ready, "submission")),
    )


def _card(name: str, title: str, unit: str, *parts: Part) -> Card:
    return Card(name, title, unit, tuple(part for part in parts if part.count))
