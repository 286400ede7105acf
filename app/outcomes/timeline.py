"""What happened to an enterprise, day by day, each event with the record that tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from app.catalogue.model import FieldType
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import decision, notice, objection

EVENTS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "SC01": (("est_date", "成立登记", ()),),
    "SC04": (("change_date", "变更登记", ("item", "after")),),
    "SC05": (("issue", "取得许可资质", ("lic_name",)),),
    "SC06": (("decision_date", "行政处罚", ("case_name", "kinds", "fine")),),
    "SC07": (
        ("in_date", "列入名单", ("list_type", "reason")),
        ("out_date", "移出名单", ("list_type",)),
    ),
    "SC09": (("reg_date", "出质或抵押登记", ("kind", "amount")),),
    "SC11": (("date", "荣誉表彰", ("title", "level")),),
    "SW01": (("reg_date", "税务登记", ()), ("abnormal_date", "转为非正常户", ())),
    "SW05": (("decision_date", "涉税处罚", ("case_type", "fine")),),
    "GA02": (("decision_date", "公安处罚", ("case_name", "fine")),),
    "GJ03": (("decision_date", "公积金处罚", ("arrears", "fine")),),
    "GD03": (("date", "用电违约", ("kind", "penalty")),),
    "GS03": (("date", "用水违约", ("kind", "amount")),),
    "RS04": (("decision_date", "劳动保障处罚", ("case_name", "fine")),),
    "RS05": (("award_date", "劳动争议裁决", ("result", "amount")),),
    "ST04": (("decision_date", "环境处罚", ("case_name", "fine")),),
    "ST05": (("date", "环境奖励", ("title",)),),
    "ST06": (("date", "突发环境事件", ("level", "summary")),),
    "ZR05": (("decision_date", "自然资源处罚", ("violation", "fine")),),
    "FY01": (
        ("file_date", "法院立案", ("role", "cause", "case_no")),
        ("close_date", "法院结案", ("close_mode", "case_no")),
    ),
    "FY02": (("file_date", "执行立案", ("case_no", "target")),),
    "FY03": (
        ("in_date", "列入失信被执行人", ("conduct", "case_no")),
        ("out_date", "移出失信被执行人", ("case_no",)),
    ),
    "FY04": (("accept_date", "破产案件受理", ("kind", "case_no")),),
    "YH00": (("signed_date", "签署征信授权书", ("no",)), ("revoked_date", "撤回授权", ("no",))),
    "YH01": (("from", "授信", ("limit",)),),
    "YH02": (("issue_date", "贷款发放", ("amount", "guarantee")),),
    "YH09": (("judgment_date", "逃废债认定", ("kind", "court_doc_no")),),
}
"""Data set → (date field, what happened, fields that say more)."""


@dataclass(frozen=True)
class Event:
    """One day's event; ``source`` is a record, run, notice or decision number."""

    day: str
    what: str
    detail: str
    agency: str
    source: str


class _Grade(Protocol):
    """What the timeline needs of a grade."""

    @property
    def run_id(self) -> str: ...
    @property
    def as_of(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def outcome(self) -> str: ...


def timeline(
    store: Store,
    conn: sa.Connection,
    uscc: str,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    grades: Iterable[_Grade],
) -> list[Event]:
    """All events of one enterprise, oldest first, from its counted rows and this office's acts."""
    found = [event for code in EVENTS for event in _of_records(store, code, rows.get(code, ()))]
    coordinator = store.catalogue.coordinator
    for one in grades:
        told = f"{one.grade} {one.outcome}".strip()
        found.append(Event(one.as_of, "信用评级", told, coordinator, one.run_id))
    found += _of_acts(conn, uscc, coordinator)
    return sorted(found, key=lambda event: (event.day, event.what, event.source))


def _of_records(store: Store, code: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[Event]:
    fields = store.catalogue.data_sets[code].by_name
    for row in rows:
        for name, what, more in EVENTS[code]:
            if row[name]:
                parts = [
                    words.shown(store.catalogue, fields[one], row[one])
                    for one in more
                    if fields[one].type is not FieldType.DATE
                ]
                detail = "，".join(part for part in parts if part)
                yield Event(row[name], what, detail, row["agency_code"], row["rec_id"])


def _of_acts(conn: sa.Connection, uscc: str, coordinator: str) -> Iterable[Event]:
    for row in conn.execute(sa.select(objection).where(objection.c.uscc == uscc)):
        number = row.objection_id
        yield Event(row.filed_date, "提出异议", row.statement, row.agency_code, number)
        if row.closed_date:
            yield Event(row.closed_date, "异议答复", row.answer or "", row.agency_code, number)
    for row in conn.execute(sa.select(notice).where(notice.c.uscc == uscc)):
        if row.delivered_date:
            yield Event(
                row.delivered_date, "告知书送达", row.status, row.agency_code, row.notice_id
            )
    for row in conn.execute(sa.select(decision).where(decision.c.uscc == uscc)):
        if row.signer_2:
            yield Event(row.decision_date, "工作组认定", row.reason, coordinator, row.decision_id)
            if row.revoked_date:
                yield Event(row.revoked_date, "认定撤销", "", coordinator, row.decision_id)
