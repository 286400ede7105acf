"""An enterprise objects to a record: marked at once, answered in writing within 20 days.

征信业管理条例 Art. 25: the mark 存在异议 is put at once; the answer is due 20 days after filing.
"""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from app import clock
from app.collection import states
from app.collection.changeset import Changeset, image_columns
from app.collection.ids import new_id
from app.collection.records import the_record
from app.errors import RefusedError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import objection

ANSWER_DAYS = 20


def file_objection(store: Store, dataset: str, rec_id: str, *, filed: date, statement: str) -> str:
    """Register an objection to a reviewed record, which becomes 异议中; returns its number.

    Raises ``R-ROLE``, ``U-RECORD``, ``R-STATE`` for a record that nobody has reviewed yet,
    ``R-DATE`` for a day in the future.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    if filed > clock.today():
        raise RefusedError("R-DATE", "异议日期不能晚于今天。", "请核对异议申请书上的日期。")
    with store.write() as conn:
        stored = the_record(store, conn, dataset, rec_id)
        was = dict(zip(image_columns(store.table(dataset)), stored.image, strict=True))
        if was["row_status"] not in states.COUNTED:
            raise RefusedError(
                "R-STATE", "这条记录还没有审核，不能登记异议。", "未审核的记录可以直接更正。"
            )
        objection_id = new_id()
        conn.execute(
            objection.insert().values(
                objection_id=objection_id,
                agency_code=store.agency,
                dataset=dataset,
                rec_id=rec_id,
                uscc=was["uscc"],
                filed_date=filed.isoformat(),
                statement=statement,
            )
        )
        changes = Changeset(dataset, store.table(dataset))
        changes.set(stored, {"row_status": states.OBJECTED, "rev_no": was["rev_no"] + 1})
        due = (filed + timedelta(days=ANSWER_DAYS)).isoformat()
        changes.write(store, conn, "objection.file", objection_id, {"rec_id": rec_id, "due": due})
    return objection_id


def close_objection(store: Store, objection_id: str, *, closed: date, answer: str) -> None:
    """Close an objection with its written answer; the record counts as 已更正 from then.

    Raises ``R-ROLE``, ``U-OBJECTION``, ``R-REASON`` without an answer.
    """
    store.require(Role.REVIEWER)
    if not answer.strip():
        raise RefusedError("R-REASON", "答复不能为空。", "请写明核查结果。")
    with store.write() as conn:
        query = sa.select(objection).where(objection.c.objection_id == objection_id)
        row = conn.execute(query).first()
        if row is None or row.closed_date is not None:
            raise RefusedError("U-OBJECTION", "没有这件未办结的异议。", "请刷新列表后再试。")
        conn.execute(
            objection.update()
            .where(objection.c.objection_id == objection_id)
            .values(closed_date=closed.isoformat(), answer=answer.strip())
        )
        stored = the_record(store, conn, row.dataset, row.rec_id)
        was = dict(zip(image_columns(store.table(row.dataset)), stored.image, strict=True))
        if was["row_status"] == states.OBJECTED:
            changes = Changeset(row.dataset, store.table(row.dataset))
            changes.set(stored, {"row_status": states.CORRECTED, "rev_no": was["rev_no"] + 1})
            changes.write(store, conn, "objection.close", objection_id, {"answer": answer.strip()})
        else:
            audit.append(conn, store, "objection.close", objection_id, {"answer": answer.strip()})
