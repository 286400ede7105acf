"""One enterprise's credit file as a screen shows it: values with where they came from, events.

Made of :func:`app.outcomes.credit_file.read_credit_file` alone for what agencies gave, so that
nothing is seen here before the purpose stands in the log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app import clock
from app.browsing.credit_file_notes import DISPUTE, Note, notes_about
from app.browsing.record_words import signed
from app.catalogue.model import DataSet
from app.outcomes import words
from app.outcomes.credit_file import CreditFile, FileRecord, Section, Shown, read_credit_file
from app.outcomes.timeline import Event
from app.store.office_store import Store

Pairs = tuple[tuple[str, str], ...]
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_LABEL_PARTS = 3


class Tone(StrEnum):
    """What an event is to the enterprise's credit; told by a mark's shape, colour comes besides."""

    PLAIN = "一般事项"
    ADVERSE = "处罚、失信、违约"
    HONOUR = "表彰、移出"
    GRADE = "信用评级"
    PAPER = "异议、认定"
    NOTICE = "告知"
    """Of the county's procedure, not of the enterprise: in the list, not in the picture."""


_TONES = {
    Tone.ADVERSE: (
        "行政处罚", "列入名单", "转为非正常户", "涉税处罚", "公安处罚", "公积金处罚", "用电违约",
        "用水违约", "劳动保障处罚", "劳动争议裁决", "环境处罚", "突发环境事件", "自然资源处罚",
        "法院立案", "执行立案", "列入失信被执行人", "破产案件受理", "逃废债认定",
    ),
    Tone.HONOUR: ("移出名单", "荣誉表彰", "环境奖励", "移出失信被执行人"),
    Tone.GRADE: ("信用评级",),
    Tone.NOTICE: ("告知书送达",),
    Tone.PAPER: ("提出异议", "异议答复", "工作组认定", "认定撤销"),
}  # fmt: skip
_TONE_OF = {what: tone for tone, whats in _TONES.items() for what in whats}


@dataclass(frozen=True)
class Happening:
    """One event; ``day`` is ISO, ``kind`` the agency's, ``source`` the number of what tells it."""

    day: str
    what: str
    detail: str
    agency: str
    kind: str
    source: str
    tone: Tone


@dataclass(frozen=True)
class Told:
    """One value in words, and from where: who entered it, or what it was computed of."""

    title: str
    text: str
    origin: str


@dataclass(frozen=True)
class Record:
    """One record: what it is called, how it came here, and its values."""

    rec_id: str
    dataset: str
    label: str
    as_of: str
    status: str
    arrived: str
    objected: str
    values: tuple[Told, ...]
    way: Pairs


@dataclass(frozen=True)
class Part:
    """The records of one data set that one agency gave, the newest first."""

    agency: str
    title: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class FilePage:
    """Everything about one enterprise. ``parts`` in the order of agencies.

    ``grades`` are (day, grade, outcome, score) newest first; ``left_out`` tells what no longer
    counts, for operators with the 管理 right.
    """

    uscc: str
    name: str
    reason: str
    facts: Pairs
    grades: tuple[tuple[str, str, str, str], ...]
    events: tuple[Happening, ...]
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    left_out: str


def read_file_page(store: Store, uscc: str, reason: str) -> FilePage:
    """Read it, after the purpose was noted. Raises as :func:`read_credit_file`."""
    found = read_credit_file(store, uscc, reason=reason)
    return FilePage(
        uscc,
        found.name,
        reason,
        tuple((one.title, one.text) for one in found.register),
        tuple(
            (words.day_words(one.as_of), one.grade, one.outcome, one.score)
            for one in reversed(found.grades)
        ),
        tuple(_happening(store, event) for event in found.events),
        tuple(_part(store, section) for section in found.sections),
        (
            *(Note(DISPUTE, "", said, "", "", "") for said in found.contradictions),
            *notes_about(store, uscc, _record_ids(found)),
        ),
        "；".join(f"{count} 条{state}" for state, count in found.left_out.items()),
    )


def _record_ids(found: CreditFile) -> Sequence[str]:
    return [record.rec_id for section in found.sections for record in section.records]


def _happening(store: Store, event: Event) -> Happening:
    agency = store.catalogue.agencies.get(event.agency)
    tone = _TONE_OF.get(event.what, Tone.PLAIN)
    name, kind = (agency.short, agency.kind) if agency else (event.agency, "")
    return Happening(event.day, event.what, event.detail, name, kind, event.source, tone)


def _part(store: Store, section: Section) -> Part:
    data_set = store.catalogue.data_sets[section.dataset]
    records = tuple(_record(data_set, one) for one in reversed(section.records))
    return Part(section.agency_title, section.title, records)


def _record(data_set: DataSet, one: FileRecord) -> Record:
    arrived = clock.moment_words(one.arrived_at) if one.arrived_at else ""
    way = (
        ("数据日期", words.day_words(one.as_of)),
        ("状态", one.status),
        ("录入", signed(one.entered_by, one.entered_at)),
        ("审核", signed(one.reviewed_by, one.reviewed_at)),
        ("凭证", one.source_doc),
        ("数据包", one.package_id),
        ("并入", arrived),
        ("记录编号", one.rec_id),
        *(("存在异议", f"{said.filed_date} {said.statement}") for said in one.objections),
    )
    return Record(
        one.rec_id,
        data_set.code,
        record_label(data_set, one),
        words.day_words(one.as_of),
        one.status,
        arrived,
        "存在异议" if one.objections else "",
        tuple(_told(data_set, value, one) for value in one.values),
        tuple((title, text) for title, text in way if text),
    )


def record_label(data_set: DataSet, one: FileRecord) -> str:
    """What tells a record from the others: its natural key, else its first values."""
    own = [name for name in data_set.key if name != "uscc"]
    shown = {value.name: value.text for value in one.values}
    named = [shown[name] for name in own if name in shown]
    return "　".join(named or [value.text for value in one.values[:_LABEL_PARTS]])


def _told(data_set: DataSet, value: Shown, one: FileRecord) -> Told:
    declared = data_set.by_name[value.name]
    if not declared.derived:
        reviewed = f"，{one.reviewed_by} 审核" if one.reviewed_by else ""
        return Told(value.title, value.text, f"{one.entered_by} 录入{reviewed}")
    inputs = [
        data_set.by_name[name].title
        for name in dict.fromkeys(_NAME.findall(declared.derived))
        if name in data_set.by_name
    ]
    return Told(value.title, value.text, f"由{'、'.join(inputs)}计算")
