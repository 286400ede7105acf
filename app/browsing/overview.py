"""总览: where every agency stands in the round, what is due when, and what waits for an officer.

Nothing here reads the facts: counts come from what merging noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from app import clock
from app.browsing.next_step import STALE_BACKUP
from app.browsing.standing import last_backup, urgency
from app.browsing.workbench import PRESSING_DAYS
from app.inbox.quarantine import HELD
from app.merging import campaigns
from app.merging.campaigns import REGISTER_SET, Campaign
from app.outcomes import dishonesty, objections, words
from app.outcomes.collection_progress import COMPLETE, PART, Standing, progress
from app.outcomes.quality import WAITING
from app.store.office_store import Store
from app.store.quarantine_tables import quarantine
from app.store.tables import decision, pool, register

BEGUN_NOT: Final = "未开始"
SOME: Final = "部分"
WHOLE: Final = "齐全"
LATE: Final = "逾期"
DONE: Final = "done"


@dataclass(frozen=True)
class Cell:
    """An agency's data set: the word of its state, and all its numbers."""

    agency: str
    dataset: str
    title: str
    state: str
    rows: int
    enterprises: int
    last: str
    due: str
    late_days: int
    reported: bool

    @property
    def short(self) -> str:
        """What stands in the picture beside the title."""
        if self.state != LATE:
            return self.state
        return f"{LATE}{self.late_days}天{'，部分' if self.reported else ''}"


@dataclass(frozen=True)
class Line:
    """One agency and its data sets, in the order of the catalogue."""

    agency: str
    name: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def late(self) -> int:
        """Data sets that are late."""
        return sum(cell.state == LATE for cell in self.cells)

    @property
    def most_days(self) -> int:
        """The longest delay."""
        return max((cell.late_days for cell in self.cells), default=0)

    @property
    def whole(self) -> int:
        """Data sets that are declared complete."""
        return sum(cell.state == WHOLE for cell in self.cells)


@dataclass(frozen=True)
class Deadline:
    """A last day: what is due, the day in words, and how pressing: done, or as :func:`urgency`."""

    what: str
    day: str
    state: str
    left: str


@dataclass(frozen=True)
class Waiting:
    """So many of something that an officer must see to, and where."""

    words: str
    count: int
    screen: str
    wanted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Overview:
    """Everything that the screen shows first; without a round no ``campaign`` and no ``lines``."""

    campaign: Campaign | None
    deadlines: tuple[Deadline, ...]
    lines: tuple[Line, ...]
    registered: int
    waiting: tuple[Waiting, ...]

    @property
    def late(self) -> tuple[str, ...]:
        """The agencies that are late."""
        return tuple(line.agency for line in self.lines if line.late)


def read_overview(store: Store, backups: Path | None = None) -> Overview:
    """Read it for today; ``backups`` is where the office keeps them besides its own folder."""
    today = clock.today()
    with store.read() as conn:
        known = campaigns.current(conn)
        registered = conn.scalar(sa.select(sa.func.count()).select_from(register)) or 0
    waits = tuple(one for one in _waiting(store, today, backups) if one.count)
    if known is None:
        first = Waiting("开始一个采集批次", 1, "campaigns")
        return Overview(None, (), (), registered, (first, *waits))
    campaign, standings = progress(store, today)
    lines = tuple(
        _line(store, agency, tuple(sets))
        for agency, sets in groupby(standings, key=lambda one: one.agency)
    )
    return Overview(campaign, _deadlines(campaign, standings, today), lines, registered, waits)


def _line(store: Store, agency: str, sets: tuple[Standing, ...]) -> Line:
    known = store.catalogue.agencies[agency]
    return Line(agency, known.short, known.title, tuple(_cell(store, one) for one in sets))


def _cell(store: Store, one: Standing) -> Cell:
    state = {COMPLETE: WHOLE, PART: SOME}.get(one.state, BEGUN_NOT)
    return Cell(
        one.agency,
        one.dataset,
        store.catalogue.data_sets[one.dataset].title,
        LATE if one.late_days else state,
        one.rows,
        one.enterprises,
        words.iso(clock.china_day(one.last_package)) if one.last_package else "",
        words.day_words(one.due),
        one.late_days,
        one.state == PART,
    )


def _deadlines(
    campaign: Campaign, standings: Sequence[Standing], today: date
) -> tuple[Deadline, ...]:
    first = [one for one in standings if one.dataset == REGISTER_SET]
    rest = [one for one in standings if one.dataset != REGISTER_SET]
    return (
        _deadline("企业名录", campaign.due(REGISTER_SET), first, today),
        _deadline("其余数据", campaign.due(""), rest, today),
    )


def _deadline(what: str, day: date, asked: Sequence[Standing], today: date) -> Deadline:
    lacking = sum(one.state != COMPLETE for one in asked)
    if not lacking:
        return Deadline(what, words.iso(day), DONE, "已全部齐全")
    state, left = urgency((day - today).days)
    return Deadline(what, words.iso(day), state, f"{left}，还差 {lacking} 项")


def _waiting(store: Store, today: date, backups: Path | None) -> tuple[Waiting, ...]:
    """What cheap questions tell; each screen knows more about its own."""
    days = [one.days_left for one in objections.due(store, today)]
    backed_up = last_backup(store, backups)
    stale = backed_up is None or (today - backed_up).days > STALE_BACKUP
    with store.read() as conn:
        unsigned = conn.scalar(
            sa.select(sa.func.count()).where(
                decision.c.signer_2 == "", decision.c.revoked_date.is_(None)
            )
        )
        unknown = conn.scalar(
            sa.select(sa.func.count()).select_from(pool).where(pool.c.state == WAITING)
        )
        held = conn.scalar(
            sa.select(sa.func.count()).select_from(quarantine).where(quarantine.c.state == HELD)
        )
    return (
        Waiting("数据包在隔离中", held or 0, "inbox", {"tab": "quarantine"}),
        Waiting("异议已逾期", sum(left < 0 for left in days), "objections", {"state": "open"}),
        Waiting(
            f"异议 {PRESSING_DAYS} 天内到期",
            sum(0 <= left <= PRESSING_DAYS for left in days),
            "objections",
            {"state": "pressing"},
        ),
        Waiting("评级认定待第二人确认", unsigned or 0, "ratings", {"tab": "decisions"}),
        Waiting("失信列入待第二人确认", len(dishonesty.pending(store)), "dishonesty"),
        Waiting("记录等待匹配企业", unknown or 0, "disputes", {"tab": "codes"}),
        Waiting("需要备份", int(stale), "backups"),
    )
