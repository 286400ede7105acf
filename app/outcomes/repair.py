"""信用修复: an enterprise asks, the agency that holds the record decides, the record leaves use.

《信用修复管理办法》 (NDRC Order 36, in force 2026-04-01): from the day of repair a record is no
longer published, shared or used. It stays in the store and the audit log as 已修复, and the next
package tells the coordinator.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.functions import add_months
from app.catalogue.model import DataSet
from app.collection import states
from app.collection.changeset import Changeset, Stored, image_columns
from app.collection.ids import new_id
from app.collection.importing import owned
from app.collection.records import four_eyes, the_record
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store.conduct_tables import repair
from app.store.office_store import Store
from app.store.tables import register

ACCEPTED, GRANTED, DENIED = "已受理", states.REPAIRED, "不予"
MINIMUM_MONTHS = {"轻微": 0, "一般": 3, "严重": 12}
"""Shortest publication by severity, before which nothing is repaired (Order 36)."""
_SHAPE = ("severity", "decision_date", "publish_from", "repair_status", "repair_date")


@dataclass(frozen=True)
class Application:
    """One application; dates are ISO, ``state`` is 已受理, 已修复 or 不予."""

    repair_id: str
    dataset: str
    rec_id: str
    uscc: str
    applied_date: str
    applied_by: str
    state: str
    decided_date: str | None
    decided_by: str | None
    reason: str | None


@dataclass(frozen=True)
class Confirmation:
    """What a 信用修复确认 says; dates are ISO, ``fine`` and ``confiscated`` in 分, 0 for none."""

    repair_id: str
    agency: str
    uscc: str
    name: str
    dataset_title: str
    case_name: str
    decision_no: str
    authority: str
    decision_date: str
    severity: str
    applied_date: str
    repair_date: str
    fine: int
    confiscated: int


def repairable(data_set: DataSet) -> bool:
    """Whether records of this data set can be repaired: those shaped like a penalty."""
    return all(name in data_set.by_name for name in _SHAPE)


def first_day(values: dict[str, Any]) -> date:
    """The first day on which a record's minimum publication is over; ``values`` in stored form.

    Counted from ``publish_from``, else ``decision_date``. Raises ``R-REPAIR-SEVERITY`` without a
    severity, ``R-REPAIR-BASIS`` without both dates.
    """
    severity = values["severity"]
    if severity not in MINIMUM_MONTHS:
        raise RefusedError(
            "R-REPAIR-SEVERITY",
            "这条记录没有失信程度（轻微、一般、严重），不能办理信用修复。",
            "请先按处罚决定补填失信程度并审核；数据没有变动。",
        )
    start = values["publish_from"] or values["decision_date"]
    if not start:
        raise RefusedError(
            "R-REPAIR-BASIS",
            "这条记录没有公示起始日，也没有决定日期，算不出最短公示期。",
            "请先补填日期并审核；数据没有变动。",
        )
    return date.fromisoformat(add_months(start, MINIMUM_MONTHS[severity]))


def apply(store: Store, dataset: str, rec_id: str, *, applied: date) -> str:
    """Register an application of ``applied`` (the paper's date); returns its number.

    Raises ``R-ROLE``, ``R-OWNER``, ``U-DATASET``, ``U-RECORD``, ``R-REPAIR-SET`` for records that
    are no penalties, ``R-STATE``, ``R-DATE``, ``R-REPAIR-DONE``, ``R-REPAIR-TWICE`` while another
    is undecided, ``R-REPAIR-SEVERITY``, ``R-REPAIR-BASIS``, and ``R-REPAIR-EARLY`` naming the
    first possible day.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    data_set = owned(store, dataset)
    _not_future(applied, "申请日期")
    with store.write() as conn:
        stored, was = _in_use(store, conn, data_set, rec_id)
        _long_enough(was, applied)
        pending = sa.select(repair.c.repair_id).where(
            repair.c.rec_id == rec_id, repair.c.state == ACCEPTED
        )
        if conn.scalar(pending):
            raise RefusedError(
                "R-REPAIR-TWICE", "这条记录的修复申请已经受理，还没有决定。", "请先办结这件申请。"
            )
        repair_id = new_id()
        conn.execute(
            repair.insert().values(
                repair_id=repair_id,
                dataset=dataset,
                rec_id=rec_id,
                uscc=was["uscc"],
                applied_date=applied.isoformat(),
                applied_by=store.operator,
                state=ACCEPTED,
            )
        )
        changes = Changeset(dataset, store.table(dataset))
        changes.set(stored, {"repair_status": ACCEPTED, "rev_no": was["rev_no"] + 1})
        summary = {"rec_id": rec_id, "applied": applied.isoformat()}
        changes.write(store, conn, "repair.apply", repair_id, summary)
    return repair_id


def grant(store: Store, repair_id: str, *, decided: date) -> Confirmation:
    """Repair the record with effect from ``decided``; returns the confirmation for the paper.

    Raises ``R-ROLE``, ``U-REPAIR`` for one that is not undecided, ``R-FOUR-EYES`` for who
    registered it, and what :func:`apply` raises about the record and the day.
    """
    _decide(store, repair_id, GRANTED, decided, "")
    return confirmation(store, repair_id)


def deny(store: Store, repair_id: str, *, decided: date, reason: str) -> None:
    """Refuse the repair with a reason; the record stays in use. Raises as :func:`grant`, and

    ``R-REASON`` without a reason.
    """
    if not reason.strip():
        raise RefusedError("R-REASON", "不予修复须写明理由。", "请填写后再试；数据没有变动。")
    _decide(store, repair_id, DENIED, decided, reason.strip())


def applications(store: Store, state: str = "") -> list[Application]:
    """All applications, or those in one state, in order of application."""
    query = sa.select(repair).order_by(repair.c.applied_date, repair.c.repair_id)
    if state:
        query = query.where(repair.c.state == state)
    with store.read() as conn:
        return [Application(**row._mapping) for row in conn.execute(query)]


def confirmation(store: Store, repair_id: str) -> Confirmation:
    """The content of the 信用修复确认 of a granted application. Raises ``U-REPAIR``."""
    with store.read() as conn:
        row = conn.execute(sa.select(repair).where(repair.c.repair_id == repair_id)).first()
        if row is None or row.state != GRANTED:
            raise UsageError("U-REPAIR", "没有这件准予修复的申请。", "请核对申请编号。")
        table = store.table(row.dataset)
        was = _values(table, the_record(store, conn, row.dataset, row.rec_id))
        name = conn.scalar(sa.select(register.c.name).where(register.c.uscc == row.uscc))
    agency = store.catalogue.agencies.get(store.agency)
    return Confirmation(
        repair_id=repair_id,
        agency=agency.title if agency else store.agency,
        uscc=row.uscc,
        name=name or "",
        dataset_title=store.catalogue.data_sets[row.dataset].title,
        case_name=was.get("case_name") or "",
        decision_no=was.get("decision_no") or "",
        authority=was.get("authority") or "",
        decision_date=was["decision_date"] or "",
        severity=was["severity"] or "",
        applied_date=row.applied_date,
        repair_date=row.decided_date,
        fine=was.get("fine") or 0,
        confiscated=was.get("confiscated") or 0,
    )


def to_dict(one: Application | Confirmation) -> dict[str, Any]:
    """As JSON."""
    return asdict(one)


def _decide(store: Store, repair_id: str, state: str, decided: date, reason: str) -> None:
    store.require(Role.REVIEWER)
    _not_future(decided, "决定日期")
    with store.write() as conn:
        row = conn.execute(sa.select(repair).where(repair.c.repair_id == repair_id)).first()
        if row is None or row.state != ACCEPTED:
            raise UsageError("U-REPAIR", "没有这件待决定的修复申请。", "请刷新列表后再试。")
        if row.applied_by == store.operator:
            raise four_eyes()
        if decided.isoformat() < row.applied_date:
            raise RefusedError("R-DATE", "决定日期早于申请日期。", "请核对两个日期；没有变动。")
        data_set = store.catalogue.data_sets[row.dataset]
        stored, was = _in_use(store, conn, data_set, row.rec_id)
        values: dict[str, Any] = {"repair_status": state, "rev_no": was["rev_no"] + 1}
        if state == GRANTED:
            _long_enough(was, date.fromisoformat(row.applied_date))
            values |= {"row_status": states.REPAIRED, "repair_date": decided.isoformat()}
        conn.execute(
            repair.update()
            .where(repair.c.repair_id == repair_id)
            .values(
                state=state,
                decided_date=decided.isoformat(),
                decided_by=store.operator,
                reason=reason or None,
            )
        )
        changes = Changeset(row.dataset, store.table(row.dataset))
        changes.set(stored, values)
        summary = {"rec_id": row.rec_id, "state": state, "decided": decided.isoformat()}
        if reason:
            summary["reason"] = reason
        changes.write(store, conn, "repair.decide", repair_id, summary)


def _in_use(
    store: Store, conn: sa.Connection, data_set: DataSet, rec_id: str
) -> tuple[Stored, dict[str, Any]]:
    """A record of this agency that can still be repaired, with its values."""
    if not repairable(data_set):
        raise RefusedError(
            "R-REPAIR-SET", f"“{data_set.title}”不是处罚类信息，不办理信用修复。", "请核对数据集。"
        )
    table = store.table(data_set.code)
    stored = the_record(store, conn, data_set.code, rec_id)
    was = _values(table, stored)
    if was["agency_code"] != store.agency:
        raise RefusedError("R-OWNER", "这条记录不由本单位保管。", "请由报送单位办理信用修复。")
    if was["row_status"] == states.REPAIRED or was["repair_status"] == GRANTED:
        raise RefusedError("R-REPAIR-DONE", "这条记录已经修复。", "不用再办；数据没有变动。")
    outranked = conn.scalar(sa.select(table.c.superseded).where(table.c.rec_id == rec_id))
    if was["row_status"] not in states.COUNTED or outranked:
        why = "已被更新的记录取代" if outranked else f"处于“{was['row_status']}”状态"
        raise RefusedError(
            "R-STATE", f"这条记录{why}，不能办理信用修复。", "只有审核通过并在使用的记录可以修复。"
        )
    return stored, was


def _values(table: sa.Table, stored: Stored) -> dict[str, Any]:
    return dict(zip(image_columns(table), stored.image, strict=True))


def _long_enough(values: dict[str, Any], applied: date) -> None:
    first = first_day(values)
    if values["decision_date"] and applied.isoformat() < values["decision_date"]:
        raise RefusedError("R-DATE", "申请日期早于处罚决定日期。", "请核对两个日期；没有变动。")
    if applied < first:
        raise RefusedError(
            "R-REPAIR-EARLY",
            f"“{values['severity']}”失信信息的最短公示期未满，最早可于{first.isoformat()}申请修复。",
            "请告知企业届时再申请；数据没有变动。",
        )


def _not_future(day: date, what: str) -> None:
    if day > clock.today():
        raise RefusedError("R-DATE", f"{what}不能晚于今天。", "请核对日期；数据没有变动。")
