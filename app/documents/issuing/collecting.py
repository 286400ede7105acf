"""催报函 to agencies that are late, and 采集进度通报 to the county government."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from app import clock
from app.documents.batch import Piece
from app.documents.issuing.addressees import agencies, government
from app.documents.issuing.drafts import Draft, letter_pieces
from app.documents.issuing.selection import Selection
from app.documents.letters.bar_attachment import Bar, BarAttachment
from app.documents.letters.table_attachment import TableAttachment
from app.documents.office_writing import chinese_date
from app.documents.typeset.table import Column
from app.errors import UsageError
from app.merging.campaigns import Campaign
from app.outcomes.collection_progress import COMPLETE, NOTHING, PART, Standing, progress
from app.outcomes.words import day_words
from app.store.office_store import Store

REPLY_DAYS = 7
"""Days that a late agency is given by a reminder."""
_NAMED = 5
"""Late agencies named in the letter itself; the table names them all."""
_COLUMNS = (
    Column("place", "序号", 0.08, "centre"),
    Column("name", "采集单位", 0.34),
    Column("whole", "应报\n项数", 0.08, "right"),
    Column("complete", "报齐", 0.08, "right"),
    Column("part", "部分", 0.08, "right"),
    Column("nothing", "未报", 0.08, "right"),
    Column("late", "逾期\n项数", 0.08, "right"),
    Column("days", "最长逾\n期日数", 0.09, "right"),
    Column("rows", "记录数", 0.09, "right"),
)


@dataclass(frozen=True)
class _Agency:
    """One agency's standings in a round."""

    name: str
    short: str
    sets: tuple[Standing, ...]

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.sets)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.sets)

    @property
    def late(self) -> tuple[Standing, ...]:
        return tuple(one for one in self.sets if one.late_days)

    @property
    def most_days(self) -> int:
        return max((one.late_days for one in self.late), default=0)


def reminders(store: Store, chosen: Selection) -> list[Piece]:
    """A letter to every agency that is late today in the round ``chosen.about``.

    Printed twice on one day it is one letter. Raises ``C-CAMPAIGN``, ``D-*``, ``R-ROLE``.
    """
    day = clock.today()
    campaign, found = _standings(store, chosen.about, day)
    known, drafts = agencies(store), []
    for code, one in found.items():
        if not one.late:
            continue
        values = {
            **_round(campaign, day),
            "late": "；".join(_late_words(store, one.late)),
            "last": _last_words(one.sets),
            "reply_by": chinese_date(day + timedelta(days=REPLY_DAYS)),
        }
        drafts.append(Draft(known[code], f"{campaign.campaign_id} {day}", values))
    return letter_pieces(store, "reminder", drafts, chosen)


def progress_report(store: Store, chosen: Selection) -> list[Piece]:
    """The round ``chosen.about`` as it stands today, with a table and a chart of all agencies.

    Raises ``C-CAMPAIGN``, ``D-*``, ``R-ROLE``.
    """
    day, to = clock.today(), government(store)
    campaign, found = _standings(store, chosen.about, day)
    every = list(found.values())
    values = {
        **_round(campaign, day),
        **{name: f"{count:,}" for name, count in _counts(every).items()},
        "register_due": day_words(campaign.register_due),
        "rest_due": day_words(campaign.rest_due),
        "percent": f"{_counts(every)['complete'] / (_counts(every)['whole'] or 1):.1%}",
        "late": _all_late_words(every),
    }
    note = "报齐：单位已申报本期间完整；部分：本批次已有报送；记录数含以往报送且仍保存的记录。"
    table = TableAttachment("各单位采集进度表", _COLUMNS, tuple(_table_rows(every)), note)
    bars = tuple(
        Bar(one.short, (one.count(COMPLETE), one.count(PART), one.count(NOTHING))) for one in every
    )
    chart = BarAttachment("各单位采集进度图", ("报齐", "部分报送", "未报"), bars)
    subject = f"{campaign.campaign_id} {day}"
    drafts = [Draft(to, subject, values, attachments=(table, chart))]
    return letter_pieces(store, "progress_report", drafts, chosen, slips=False)


def _standings(store: Store, about: str, day: date) -> tuple[Campaign, dict[str, _Agency]]:
    """The round and, by code, every agency that has something to report in it."""
    campaign, standings = progress(store, day)
    if campaign.campaign_id != about:
        raise UsageError(
            "C-CAMPAIGN",
            f"{about} 不是现在的采集批次，现在是 {campaign.campaign_id}。",
            "请改用现在的批次编号。",
        )
    known = store.catalogue.agencies
    return campaign, {
        code: _Agency(known[code].title, known[code].short, tuple(sets))
        for code, sets in groupby(standings, key=lambda one: one.agency)
    }


def _round(campaign: Campaign, day: date) -> dict[str, str]:
    first, last = day_words(campaign.period_from), day_words(campaign.period_to)
    return {
        "campaign": campaign.title,
        "period": f"{first}至{last}",
        "day": chinese_date(day),
    }


def _counts(every: Sequence[_Agency]) -> dict[str, int]:
    return {
        "agencies": len(every),
        "whole": sum(len(one.sets) for one in every),
        "complete": sum(one.count(COMPLETE) for one in every),
        "part": sum(one.count(PART) for one in every),
        "nothing": sum(one.count(NOTHING) for one in every),
        "rows": sum(one.rows for one in every),
    }


def _late_words(store: Store, late: Iterable[Standing]) -> Iterable[str]:
    """Data sets of one state and one last day in one phrase, the longest delay first."""

    def key(one: Standing) -> tuple[int, str, str]:
        return -one.late_days, one.due, one.state

    said = {PART: "只报送了一部分", NOTHING: "未报送"}
    for (days, due, state), group in groupby(sorted(late, key=key), key=key):
        names = "".join(f"《{store.catalogue.data_sets[one.dataset].title}》" for one in group)
        yield f"{names}{said[state]}，应于{day_words(due)}前报齐，已逾期{-days}日"


def _last_words(sets: Iterable[Standing]) -> str:
    last = max((one.last_package for one in sets), default="")
    if not last:
        return "本批次至今没有收到你单位的报送"
    return f"最近一次收到你单位报送是在{chinese_date(clock.china_day(last))}"


def _all_late_words(every: Iterable[_Agency]) -> str:
    late = [one for one in every if one.late]
    if not late:
        return "没有逾期的单位"
    late.sort(key=lambda one: (-one.most_days, -len(one.late)))
    named = "；".join(
        f"{one.short}{len(one.late)}项，最长逾期{one.most_days}日" for one in late[:_NAMED]
    )
    count, others = sum(len(one.late) for one in late), len(late) > _NAMED
    told = f"，其中逾期最长的是：{named}；其余见附件1" if others else f"：{named}"
    return f"逾期未报齐的有{len(late)}家单位{count}项{told}"


def _table_rows(every: Sequence[_Agency]) -> Iterable[Mapping[str, str]]:
    for place, one in enumerate(every, 1):
        counts = {**_counts([one]), "place": place, "late": len(one.late), "days": one.most_days}
        yield {**{name: f"{count:,}" for name, count in counts.items()}, "name": one.name}
    late = sum(len(one.late) for one in every)
    days = max((one.most_days for one in every), default=0)
    whole = {**_counts(every), "late": late, "days": days}
    yield {**{name: f"{count:,}" for name, count in whole.items()}, "place": "", "name": "合计"}
