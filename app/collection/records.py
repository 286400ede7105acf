"""One record by hand: add, change, withdraw. The same checks as for a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet
from app.collection import applying, drafts, states
from app.collection.analysis import FAULTY, SAME, UNMATCHED, Block, Plan, analyse
from app.collection.changeset import Changeset, Stored, image_columns, read_by_ids
from app.collection.findings import ERROR, Finding, finding
from app.collection.ids import new_id
from app.collection.importing import owned
from app.collection.mapping import fields_of
from app.collection.register import is_source, register_from_records
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import finding as finding_table

_NOBODY = ("W-UNMATCHED", "W-AMBIGUOUS")
_CHOOSE = "请输入名称、拼音首字母或代码，从列出的企业中选定。"


@dataclass(frozen=True)
class RecordResult:
    """What became of typed values. ``outcome`` as for a row of an import; ``rec_id`` None: not

    stored, ``findings`` say why (or, for ``same``, nothing had changed).
    """

    rec_id: str | None
    outcome: str
    findings: list[Finding]
    status: str = ""


def check(
    store: Store, dataset: str, values: Mapping[str, str], rec_id: str | None = None
) -> list[Finding]:
    """What the checks would say, for a form while it is filled in. Raises ``U-DATASET``, and

    ``U-RECORD`` for an unknown ``rec_id``, the record that the values would change.
    """
    data_set = owned(store, dataset)
    with store.read() as conn:
        block = _block(data_set, values, rec_id or "")
        if rec_id:
            was = _columns_of(store, the_record(store, conn, dataset, rec_id), dataset)
            block = _same_enterprise(block, values, was)
        return _said(analyse(store, conn, data_set, block))


def add(
    store: Store,
    dataset: str,
    values: Mapping[str, str],
    *,
    source_doc: str | None = None,
    as_of: date | None = None,
    drafted: bool = False,
) -> RecordResult:
    """Add a record from texts by field name, ``uscc`` or ``ent_name`` naming the enterprise.

    ``drafted``: the texts were kept as the draft of a new row, which goes in the same moment.

    A field left out or empty that is required makes the record a draft. Errors, an unknown
    enterprise and an already stored natural key (``E-KEY-TAKEN``) refuse it. Raises ``R-ROLE``,
    ``R-OWNER``, ``U-DATASET``, ``U-FIELD``.
    """
    store.require(Role.ENTRY)
    data_set = owned(store, dataset)
    with store.write() as conn:
        plan = analyse(store, conn, data_set, _block(data_set, values, ""))
        if 0 in plan.stored and plan.outcomes[0] not in (FAULTY, UNMATCHED):
            return RecordResult(None, FAULTY, [*_said(plan), finding("E-KEY-TAKEN")])
        kept = _keep(store, conn, data_set, plan, "add", source_doc, as_of)
        if drafted and kept.rec_id is not None:
            drafts.drop(store, conn, dataset, drafts.NEW)
        return kept


def change(
    store: Store,
    dataset: str,
    rec_id: str,
    values: Mapping[str, str],
    *,
    reason: str = "",
    as_of: date | None = None,
    objection_id: str = "",
    audit_seq: int | None = None,
) -> RecordResult:
    """Change the named fields of a record; an empty text empties the field.

    The record goes back to 已录入 (or 草稿) with its revision counted up. One that is 异议中 is
    changed only under ``objection_id`` (:func:`app.collection.objections.correct`).
    ``audit_seq`` is that of the record that the values were typed over: the operator's draft of it
    goes in the same moment, and ``R-CHANGED`` is raised when anything was done to it since.
    Raises as :func:`add`, and ``U-RECORD`` for an unknown id.
    """
    store.require(Role.ENTRY)
    data_set = owned(store, dataset)
    with store.write() as conn:
        stored = the_record(store, conn, dataset, rec_id)
        was = _columns_of(store, stored, dataset)
        if audit_seq not in (None, stored.audit_seq):
            raise _changed_meanwhile(was)
        block = _same_enterprise(_block(data_set, values, rec_id), values, was)
        block = replace(block, correcting=bool(objection_id))
        plan = analyse(store, conn, data_set, block)
        why = {"reason": reason.strip(), "objection": objection_id}
        kept = _keep(store, conn, data_set, plan, "change", was["source_doc"], as_of, why)
        if audit_seq is not None and (kept.rec_id is not None or kept.outcome == SAME):
            drafts.drop(store, conn, dataset, rec_id)
        return kept


def withdraw(store: Store, dataset: str, rec_id: str, reason: str) -> None:
    """Withdraw a record; it stays on file as 已撤回 and the coordinator is told.

    One that passed review needs a reviewer who did not enter it. Raises ``R-ROLE``,
    ``R-FOUR-EYES``, ``R-REASON``, ``R-STATE``, ``U-RECORD``.
    """
    if not reason.strip():
        raise RefusedError("R-REASON", "撤回记录需要填写理由。", "请写明理由后再试。")
    with store.write() as conn:
        stored = the_record(store, conn, dataset, rec_id)
        table = store.table(dataset)
        was = _columns_of(store, stored, dataset)
        if was["row_status"] == states.WITHDRAWN:
            raise RefusedError("R-STATE", "这条记录已经撤回。", "不用再做。")
        reviewed = was["row_status"] in states.COUNTED or was["package_id"] is not None
        store.require(Role.REVIEWER if reviewed else Role.ENTRY)
        if reviewed and was["entered_by"] == store.operator:
            raise four_eyes()
        changes = Changeset(dataset, table)
        values = {"row_status": states.WITHDRAWN, "rev_no": was["rev_no"] + 1}
        if reviewed:
            values |= {"reviewed_by": store.operator, "reviewed_at": clock.timestamp()}
        changes.set(stored, values)
        changes.write(
            store, conn, "withdraw", rec_id, {"dataset": dataset, "reason": reason.strip()}
        )
        if is_source(store, dataset):
            register_from_records(store, conn)


def the_record(store: Store, conn: sa.Connection, dataset: str, rec_id: str) -> Stored:
    """One record of this office. Raises ``U-RECORD``."""
    found = read_by_ids(conn, store.table(dataset), [rec_id])
    if not found:
        raise UsageError("U-RECORD", f"没有这条记录：{rec_id}", "请刷新列表后再试。")
    return found[0]


def read(store: Store, dataset: str, rec_id: str) -> tuple[dict[str, Any], list[Finding]]:
    """A record's columns in stored form, and its current remarks. Raises ``U-RECORD``."""
    with store.read() as conn:
        stored = the_record(store, conn, dataset, rec_id)
        values = _columns_of(store, stored, dataset)
        values["audit_seq"] = stored.audit_seq
        rows = conn.execute(
            sa.select(finding_table).where(
                finding_table.c.rec_id == rec_id, finding_table.c.replaced_by.is_(None)
            )
        )
        said = [
            Finding(r.code, r.level, 0, "", r.field, r.value, r.message, r.advice) for r in rows
        ]
    return values, said


def history(store: Store, dataset: str, rec_id: str) -> list[audit.Event]:
    """A record's life, oldest first: who did what when, with the values before and after."""
    with store.read() as conn:
        return audit.history(conn, dataset, rec_id)


def _changed_meanwhile(was: Mapping[str, Any]) -> RefusedError:
    who = was["reviewed_by"] or was["entered_by"]
    when = clock.moment_words(was["reviewed_at"] or was["entered_at"])
    return RefusedError(
        "R-CHANGED",
        f"您填写期间，这条记录已经变动：现为“{was['row_status']}”，{who}，{when}。",
        "没有保存，您填写的内容还在。请对照现在的内容后再决定。",
    )


def four_eyes() -> RefusedError:
    """The refusal where one person would do both parts."""
    return RefusedError("R-FOUR-EYES", "录入人不能审核自己录入的记录。", "请由另一名审核人办理。")


def _said(plan: Plan) -> list[Finding]:
    """The remarks in the words of somebody who types: nothing is held for the matching bench."""
    return [
        replace(said, level=ERROR, advice=_CHOOSE) if said.code in _NOBODY else said
        for said in plan.findings()
    ]


def _block(data_set: DataSet, values: Mapping[str, str], target: str) -> Block:
    known = fields_of(data_set)
    unknown = sorted(values.keys() - known.keys())
    derived = sorted(name for name in values if name in known and known[name].derived)
    if unknown or derived:
        listed = "、".join(unknown or derived)
        raise UsageError("U-FIELD", f"不能填写这些项目：{listed}", "请使用数据集的字段名。")
    # A field left empty by hand is a draft's gap, not a clerk's empty cell: leave it out.
    kept = {
        name: [text]
        for name, text in values.items()
        if text.strip() or (target and not known[name].required)
    }
    return Block([0], kept, targets={0: target} if target else {})


def _columns_of(store: Store, stored: Stored, dataset: str) -> dict[str, Any]:
    return dict(zip(image_columns(store.table(dataset)), stored.image, strict=True))


def _same_enterprise(block: Block, values: Mapping[str, str], was: Mapping[str, Any]) -> Block:
    """A change that names no enterprise leaves the record's own."""
    if {"uscc", "ent_name"} & values.keys():
        return block
    return replace(block, forced={0: str(was["uscc"])})


def _keep(
    store: Store,
    conn: sa.Connection,
    data_set: DataSet,
    plan: Plan,
    action: str,
    source_doc: str | None,
    as_of: date | None,
    why: Mapping[str, str] | None = None,
) -> RecordResult:
    outcome = plan.outcomes[0]
    if outcome in (FAULTY, UNMATCHED, SAME):
        return RecordResult(None, outcome, _said(plan))
    said = {name: text for name, text in (why or {}).items() if text}
    summary = {"dataset": data_set.code, **said}
    act = new_id()
    placed = applying.apply(
        store,
        conn,
        data_set,
        plan,
        act=act,
        in_batch=False,
        as_of=as_of or clock.today(),
        source_doc=source_doc,
        action=action,
        summary=summary,
    )
    status = states.ENTERED if plan.complete[0] else states.DRAFT
    return RecordResult(placed[0], outcome, _said(plan), status)
