"""An enterprise objects to a record: marked at once, answered in writing within 20 days.

征信业管理条例 Art. 25: the mark 存在异议 is put at once; the answer is due 20 days after filing. A
wrong record is corrected, a right one loses its mark, and where it cannot be found out the check
and the objection stay on file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection import states
from app.collection.changeset import Changeset, Stored, image_columns
from app.collection.ids import new_id
from app.collection.records import RecordResult, change, four_eyes, the_record
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import objection

ANSWER_DAYS = 20

CORRECTED = "更正"
UPHELD = "维持"
WITHDRAWN = "撤回"
UNPROVEN = "未能核实"
RESULTS = (CORRECTED, UPHELD, WITHDRAWN, UNPROVEN)
"""What an answer may say: of the record, that it is corrected, right, withdrawn, or unproven."""

PAPER = "汇总端"
"""The origin of an objection that was handed in at the coordinator."""


def due_day(filed: date) -> date:
    """The last day for the written answer."""
    return filed + timedelta(days=ANSWER_DAYS)


def file_objection(store: Store, dataset: str, rec_id: str, *, filed: date, statement: str) -> str:
    """Register an objection to a reviewed record, which becomes 异议中; returns its number.

    Raises ``R-ROLE``, ``U-RECORD``, ``R-STATE`` for a record that nobody has reviewed yet,
    ``R-WITHDRAWN`` and ``R-REPAIRED`` for one that no longer counts, ``R-DATE`` for a day in the
    future, ``R-REASON`` without a statement.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    check_filing(filed, statement)
    with store.write() as conn:
        stored = the_record(store, conn, dataset, rec_id)
        was = _values(store, dataset, stored)
        refuse_unfit(was["row_status"])
        objection_id = new_id()
        paper = {
            "objection_id": objection_id,
            "dataset": dataset,
            "rec_id": rec_id,
            "uscc": was["uscc"],
            "filed_date": filed.isoformat(),
            "statement": statement.strip(),
        }
        _open(store, conn, stored, paper, "objection.file")
    return objection_id


def open_received(store: Store, conn: sa.Connection, paper: Mapping[str, str]) -> bool:
    """Open the coordinator's objection here under its number; False when it is open already.

    ``paper`` holds objection_id, dataset, rec_id, uscc, filed_date and statement; the clock runs
    from the paper's day. A record that is being worked on, or gone, keeps its state. Raises
    ``U-RECORD``, and ``P-OWNER`` when the record is not that enterprise's.
    """
    same = sa.select(objection.c.rec_id).where(objection.c.objection_id == paper["objection_id"])
    if conn.scalar(same) is not None:
        return False
    stored = the_record(store, conn, paper["dataset"], paper["rec_id"])
    was = _values(store, paper["dataset"], stored)
    if (was["agency_code"], was["uscc"]) != (store.agency, paper["uscc"]):
        raise RefusedError(
            "P-OWNER", "异议所指的记录与本单位的不符。", "请与汇总端核对；没有变动。"
        )
    _open(store, conn, stored, {**paper, "origin": PAPER}, "objection.receive")
    return True


def answer_objection(
    store: Store, objection_id: str, *, result: str, closed: date, answer: str
) -> None:
    """Close an objection with its written answer; ``result`` is one of :data:`RESULTS`.

    A correction or withdrawal is made and reviewed first, by the ways of records; here it is only
    named. The mark goes with the last open objection: a corrected record becomes 已更正, any other
    what it was. Raises ``R-ROLE``, ``U-RESULT``, ``U-OBJECTION``, ``R-ANSWERED``, ``R-OWNER``,
    ``R-REASON``, ``R-DATE``, ``R-FOUR-EYES`` for the record's enterer, ``R-RESULT`` where the
    record does not bear the result out.
    """
    store.require(Role.REVIEWER)
    if result not in RESULTS:
        raise UsageError("U-RESULT", f"答复结果不能是“{result}”。", f"可填：{'、'.join(RESULTS)}")
    if not answer.strip():
        raise RefusedError("R-REASON", "答复不能为空。", "请写明核查结果。")
    with store.write() as conn:
        row = _to_answer(store, conn, objection_id, closed)
        stored = the_record(store, conn, row.dataset, row.rec_id)
        was = _values(store, row.dataset, stored)
        if was["entered_by"] == store.operator:
            raise four_eyes()
        _bear_out(row, was, result)
        this = objection.c.objection_id == objection_id
        said = {
            "closed_date": closed.isoformat(),
            "answer": answer.strip(),
            "result": result,
            "answered_by": store.operator,
        }
        conn.execute(objection.update().where(this).values(**said))
        state = _state_after(conn, row, was["row_status"], result)
        _write_state(store, conn, row.dataset, stored, state, "objection.close", objection_id, said)


def possible_results(store: Store, objection_id: str) -> tuple[str, ...]:
    """What the answer may say as the record stands now; none while a change waits for review.

    Raises ``U-OBJECTION``, ``R-ANSWERED``, ``R-OWNER``, ``U-RECORD``.
    """
    with store.read() as conn:
        row = _waiting(store, conn, objection_id)
        was = _values(store, row.dataset, the_record(store, conn, row.dataset, row.rec_id))
    return tuple(result for result in RESULTS if not _contradiction(row, was, result))


def correct(
    store: Store, objection_id: str, values: Mapping[str, str], *, as_of: date | None = None
) -> RecordResult:
    """Change the record of an open objection, which nothing else may; a reviewer approves it.

    Old and new values stand in the audit log under the objection's number. Raises as
    :func:`app.collection.records.change`, ``U-OBJECTION``, ``R-ANSWERED``, ``R-OWNER``.
    """
    with store.read() as conn:
        row = _waiting(store, conn, objection_id)
    return change(
        store, row.dataset, row.rec_id, values, reason=row.statement, as_of=as_of,
        objection_id=objection_id,
    )  # fmt: skip


def check_filing(filed: date, statement: str) -> None:
    """Raise ``R-DATE`` for a day in the future, ``R-REASON`` without a statement."""
    if filed > clock.today():
        raise RefusedError("R-DATE", "异议日期不能晚于今天。", "请核对异议申请书上的日期。")
    if not statement.strip():
        raise RefusedError("R-REASON", "异议内容不能为空。", "请照异议申请书填写。")


def refuse_unfit(state: str) -> None:
    """Raise unless a record in this state can be objected to."""
    if state == states.WITHDRAWN:
        raise RefusedError(
            "R-WITHDRAWN", "这条记录已经撤回，不再使用，不必登记异议。", "请告知企业记录已撤回。"
        )
    if state == states.REPAIRED:
        raise RefusedError(
            "R-REPAIRED", "这条记录已经信用修复，不能登记异议。", "请告知企业记录已修复。"
        )
    if state not in states.COUNTED:
        raise RefusedError(
            "R-STATE", "这条记录还没有审核，不能登记异议。", "未审核的记录可以直接更正。"
        )


def open_on(conn: sa.Connection, dataset: str, rec_id: str) -> list[sa.Row[Any]]:
    """The open objections to one record, oldest first."""
    query = sa.select(objection).where(
        objection.c.dataset == dataset,
        objection.c.rec_id == rec_id,
        objection.c.closed_date.is_(None),
    )
    return list(conn.execute(query.order_by(objection.c.filed_date, objection.c.objection_id)))


def open_records(conn: sa.Connection, dataset: str) -> frozenset[str]:
    """The records of a data set with an open objection: a change does not take the mark away."""
    query = sa.select(objection.c.rec_id).where(
        objection.c.dataset == dataset, objection.c.closed_date.is_(None)
    )
    return frozenset(conn.scalars(query))


def _open(
    store: Store, conn: sa.Connection, stored: Stored, paper: Mapping[str, str], action: str
) -> None:
    """Keep an objection and mark its record, which counts as a new revision to be sent."""
    dataset = paper["dataset"]
    was = _values(store, dataset, stored)
    state = was["row_status"]
    marks = state in states.COUNTED and state != states.OBJECTED
    before = state if marks else None
    if state == states.OBJECTED:
        before = next((one.state_before for one in open_on(conn, dataset, paper["rec_id"])), None)
    conn.execute(
        objection.insert().values(
            **paper,
            agency_code=store.agency,
            state_before=before,
            rev_filed=was["rev_no"] + (1 if marks else 0),
        )
    )
    due = due_day(date.fromisoformat(paper["filed_date"])).isoformat()
    summary = {"rec_id": paper["rec_id"], "due": due}
    becomes = states.OBJECTED if marks else state
    _write_state(store, conn, dataset, stored, becomes, action, paper["objection_id"], summary)


def _to_answer(store: Store, conn: sa.Connection, objection_id: str, closed: date) -> sa.Row[Any]:
    row = _waiting(store, conn, objection_id)
    if not row.filed_date <= closed.isoformat() <= clock.today().isoformat():
        raise RefusedError(
            "R-DATE", "答复日期早于异议日期或晚于今天。", "请核对异议答复书上的日期。"
        )
    return row


def _waiting(store: Store, conn: sa.Connection, objection_id: str) -> sa.Row[Any]:
    row = conn.execute(sa.select(objection).where(objection.c.objection_id == objection_id)).first()
    if row is None:
        raise RefusedError("U-OBJECTION", "没有这件异议。", "请刷新列表后再试。")
    if row.closed_date is not None:
        raise RefusedError(
            "R-ANSWERED", f"这件异议已于{row.closed_date}答复。", "不能再次答复；没有变动。"
        )
    if row.agency_code != store.agency:
        raise RefusedError(
            "R-OWNER", f"这件异议由{row.agency_code}核查答复。", "请把异议包送交该单位。"
        )
    return row


def _bear_out(row: sa.Row[Any], was: Mapping[str, Any], result: str) -> None:
    """The record must show what the answer says of it."""
    problem = _contradiction(row, was, result)
    if problem:
        raise RefusedError(
            "R-RESULT",
            f"{problem}，不能答复“{result}”。",
            "请先办好记录的更正、审核或撤回，再登记答复；没有变动。",
        )


def _contradiction(row: sa.Row[Any], was: Mapping[str, Any], result: str) -> str:
    """Why the record does not bear ``result`` out; empty when it does."""
    state = was["row_status"]
    if (state == states.WITHDRAWN) != (result == WITHDRAWN):
        return "记录已撤回" if state == states.WITHDRAWN else "记录尚未撤回"
    if state not in (*states.COUNTED, states.REPAIRED, states.WITHDRAWN):
        return "改动后的记录尚未审核"
    if result == CORRECTED and row.rev_filed is not None and was["rev_no"] <= row.rev_filed:
        return "记录尚未更正"
    return ""


def _state_after(conn: sa.Connection, row: sa.Row[Any], state: str, result: str) -> str:
    """What a record becomes by an answer; the mark stays while another objection is open."""
    others = [one.objection_id for one in open_on(conn, row.dataset, row.rec_id)]
    if result == CORRECTED and state in states.COUNTED:
        if not others:
            return states.CORRECTED
        rest = objection.c.objection_id.in_(others)
        conn.execute(objection.update().where(rest).values(state_before=states.CORRECTED))
        return states.OBJECTED
    if state == states.OBJECTED and not others:
        return str(row.state_before or states.APPROVED)
    return state


def _write_state(
    store: Store,
    conn: sa.Connection,
    dataset: str,
    stored: Stored,
    state: str,
    action: str,
    objection_id: str,
    summary: Mapping[str, object],
) -> None:
    was = _values(store, dataset, stored)
    if was["row_status"] == state:
        audit.append(conn, store, action, objection_id, summary)
        return
    changes = Changeset(dataset, store.table(dataset))
    changes.set(stored, {"row_status": state, "rev_no": was["rev_no"] + 1})
    changes.write(store, conn, action, objection_id, summary)


def _values(store: Store, dataset: str, stored: Stored) -> dict[str, Any]:
    return dict(zip(image_columns(store.table(dataset)), stored.image, strict=True))
