"""Four eyes: what was entered by one is approved or returned by another.

Errors never got in; drafts block, warnings need a written reason, and the rules that look across
rows (shares add up to 100 %) are checked here, when all rows are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection import states
from app.collection.applying import add_findings
from app.collection.changeset import Changeset, Stored, image_columns, read_by_ids, read_stored
from app.collection.findings import Finding, finding
from app.collection.ids import new_id
from app.collection.judging import ALL, Blocked, Judge, remarks
from app.collection.objections import open_records
from app.collection.register import is_source, register_from_records
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.store.office_store import Store

__all__ = ["ALL", "Approval", "Blocked", "approve", "forecast", "pending", "return_"]


@dataclass(frozen=True)
class Pending:
    """A record waiting for review, with its columns in stored form and its current remarks."""

    rec_id: str
    uscc: str
    status: str
    entered_by: str
    values: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Approval:
    """How many records were approved, and which were not and why."""

    approved: int
    blocked: list[Blocked]


@dataclass(frozen=True)
class Forecast:
    """What :func:`approve` would do once the warnings have reasons: how many records pass, which

    do not and why, and each warning that wants a reason, as code → (message, records).
    """

    passing: int
    blocked: list[Blocked]
    warnings: dict[str, tuple[str, int]]


def pending(
    store: Store,
    dataset: str,
    *,
    batch_id: str | None = None,
    offset: int = 0,
    limit: int = -1,
) -> list[Pending]:
    """Records entered and not yet reviewed, in order of arrival. Raises ``U-DATASET``."""
    table = store.table(dataset)
    columns = image_columns(table)
    where, parameters = _waiting(batch_id)
    with store.read() as conn:
        chosen = read_stored(
            conn,
            table,
            f'id IN (SELECT id FROM "{table.name}" WHERE {where} ORDER BY id LIMIT ? OFFSET ?)',
            (*parameters, limit, offset),
        )
        rows = [dict(zip(columns, stored.image, strict=True)) for stored in chosen]
        said = remarks(conn, dataset)
    return [
        Pending(
            row["rec_id"],
            row["uscc"],
            row["row_status"],
            row["entered_by"],
            row,
            said.get(row["rec_id"], []),
        )
        for row in rows
    ]


def pending_counts(store: Store) -> dict[str, int]:
    """Records waiting for review per data set that has any."""
    counts: dict[str, int] = {}
    where, parameters = _waiting(None)
    with store.read() as conn:
        for code in store.catalogue.data_sets:
            query = f'SELECT count(*) FROM "{store.table(code).name}" WHERE {where}'
            found = conn.exec_driver_sql(query, parameters).scalar_one()
            if found:
                counts[code] = int(found)
    return counts


def forecast(
    store: Store, dataset: str, rec_ids: Sequence[str], progress: Progress = SILENT
) -> Forecast:
    """What approving these records would do, before anybody is asked for reasons or a password.

    Raises ``R-ROLE``, ``R-NOTHING``, ``R-STATE``, ``U-RECORD``, ``U-DATASET``.
    """
    store.require(Role.REVIEWER)
    store.table(dataset)
    with store.read() as conn:
        chosen = _chosen(store, conn, dataset, rec_ids, None)
        judge = Judge(store, conn, store.catalogue.data_sets[dataset], chosen, {ALL: ALL})
        passed, blocked = judge.sorted(progress)
    counts = Counter(said.code for _, _, said in judge.given)
    messages = {said.code: said.message for _, _, said in judge.given}
    warnings = {code: (messages[code], count) for code, count in counts.items()}
    return Forecast(len(passed), blocked, warnings)


def approve(
    store: Store,
    dataset: str,
    rec_ids: Sequence[str] | None = None,
    *,
    batch_id: str | None = None,
    reasons: Mapping[str, str] | None = None,
    progress: Progress = SILENT,
) -> Approval:
    """Approve the named records, those of a batch, or all that wait.

    ``reasons`` maps a record id, a finding's code, or ``*`` to the reviewer's reason for a
    warning. What cannot pass is left as it is and told; when nothing can pass, that is refused
    with the first code (``R-FOUR-EYES``, ``R-INCOMPLETE``, ``R-REASON``, ``R-GROUP``). Raises
    ``R-ROLE``, ``R-NOTHING``, ``R-STATE``, ``U-RECORD``, ``U-DATASET`` too. Cancelled before the
    end, it leaves everything as it was.
    """
    store.require(Role.REVIEWER)
    store.table(dataset)
    data_set = store.catalogue.data_sets[dataset]
    with store.write() as conn:
        chosen = _chosen(store, conn, dataset, rec_ids, batch_id)
        judge = Judge(store, conn, data_set, chosen, reasons or {})
        passed, blocked = judge.sorted(progress)
        if not passed:
            first = blocked[0]
            raise RefusedError(
                first.code, f"{first.message}（{len(blocked)}条均未通过）", "没有审核任何记录。"
            )
        changes = Changeset(dataset, store.table(dataset))
        approved = {
            "row_status": states.APPROVED,
            "reviewed_by": store.operator,
            "reviewed_at": clock.timestamp(),
        }
        progress.step(len(passed), len(chosen), "写入")
        place = image_columns(store.table(dataset)).index("rec_id")
        marked = open_records(conn, dataset)
        for stored in passed:
            objected = {"row_status": states.OBJECTED} if stored.image[place] in marked else {}
            changes.set(stored, approved | objected)
        judge.write_reasons()
        summary = {"dataset": dataset, "records": len(passed), "reasons": dict(reasons or {})}
        changes.write(store, conn, "approve", batch_id or dataset, summary)
        if is_source(store, dataset):
            register_from_records(store, conn)
    return Approval(len(passed), blocked)


def return_(
    store: Store,
    dataset: str,
    rec_ids: Sequence[str] | None = None,
    *,
    batch_id: str | None = None,
    reason: str,
) -> int:
    """Send records back to be corrected; the reason goes with each. Returns how many.

    Also an approved record that was not sent yet may be returned. Raises ``R-ROLE``, ``R-REASON``,
    ``R-NOTHING``, ``R-STATE``, ``U-RECORD``.
    """
    store.require(Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "退回需要填写理由。", "请写明要改什么。")
    with store.write() as conn:
        chosen = _chosen(store, conn, dataset, rec_ids, batch_id, also=(states.APPROVED,))
        table = store.table(dataset)
        changes = Changeset(dataset, table)
        place = image_columns(table).index("rec_id")
        told = []
        for stored in chosen:
            changes.set(
                stored, {"row_status": states.RETURNED, "reviewed_by": None, "reviewed_at": None}
            )
            told.append((stored.image[place], finding("N-RETURNED", reason=reason.strip())))
        add_findings(store, conn, dataset, told, new_id())
        summary = {"dataset": dataset, "records": len(chosen), "reason": reason.strip()}
        changes.write(store, conn, "return", batch_id or dataset, summary)
    return len(chosen)


def _waiting(batch_id: str | None) -> tuple[str, tuple[str, ...]]:
    marks = ", ".join("?" * len(states.REVIEWABLE))
    where = f"row_status IN ({marks})"
    if batch_id is None:
        return where, states.REVIEWABLE
    return f"{where} AND batch_id = ?", (*states.REVIEWABLE, batch_id)


def _chosen(
    store: Store,
    conn: sa.Connection,
    dataset: str,
    rec_ids: Sequence[str] | None,
    batch_id: str | None,
    also: tuple[str, ...] = (),
) -> list[Stored]:
    table = store.table(dataset)
    if rec_ids is None:
        chosen = list(read_stored(conn, table, *_waiting(batch_id)))
    else:
        chosen = read_by_ids(conn, table, rec_ids)
        if len(chosen) != len(set(rec_ids)):
            raise UsageError("U-RECORD", "有记录已经不存在。", "请刷新列表后再试。")
    if not chosen:
        raise RefusedError("R-NOTHING", "没有待审核的记录。", "请先录入或导入。")
    place = image_columns(table).index("row_status")
    for stored in chosen:
        if stored.image[place] not in (*states.REVIEWABLE, *also):
            raise RefusedError(
                "R-STATE",
                f"有记录的状态是“{stored.image[place]}”，不在待审核之列。",
                "请刷新列表。",
            )
    return chosen
