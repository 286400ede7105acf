"""Imported files and pasted blocks: taken in as one, listed, and taken back without a trace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet
from app.collection import applying, drafts, states
from app.collection.analysis import Block, Plan
from app.collection.applying import revive_findings
from app.collection.changeset import Changeset, Stored, image_columns, read_by_ids
from app.collection.ids import new_id
from app.collection.register import is_source, register_from_records
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.store import audit as audit_log
from app.store import details
from app.store.office_store import Store
from app.store.tables import audit, batch, held_row

DONE, UNDONE = "已导入", "已撤销"
MAKING = ("import", "paste", "fill", "match")
"""The acts that write records of a batch."""


@dataclass(frozen=True)
class Batch:
    """One imported file or pasted block; ``counts`` by outcome; ``state`` 已导入 or 已撤销."""

    batch_id: str
    dataset: str
    file_name: str
    file_sha256: str
    operator: str
    at: str
    counts: dict[str, int]
    state: str


@dataclass(frozen=True)
class Origin:
    """Where a block of rows came from: the file's name, or what the clerk did; its SHA-256."""

    name: str
    sha256: str
    action: str = "import"


def take(
    store: Store,
    conn: sa.Connection,
    data_set: DataSet,
    plan: Plan,
    block: Block,
    origin: Origin,
    *,
    others: Block | None = None,
    as_of: date | None = None,
    progress: Progress = SILENT,
) -> str:
    """Put a plan into the store as one batch with one audit entry; returns the batch's id.

    Accepted rows become records, the others are held whole. ``others`` are cells without a field.
    Runs in the caller's write transaction.
    """
    batch_id = new_id()
    conn.execute(
        sa.insert(batch).values(
            batch_id=batch_id,
            dataset=data_set.code,
            file_name=origin.name,
            file_sha256=origin.sha256,
            operator=store.operator,
            at=clock.timestamp(),
            counts=json.dumps({"rows": len(plan.outcomes), **plan.counts()}),
            state=DONE,
        )
    )
    rest = others or Block(block.row_numbers, {})
    applying.hold(store, conn, data_set.code, plan, block, rest, batch_id)
    told = {"file": origin.name, "sha256": origin.sha256, "rows": len(plan.outcomes)}
    told |= {name: count for name, count in plan.counts().items() if count}
    summary = {"dataset": data_set.code, **told}
    placed = applying.apply(
        store,
        conn,
        data_set,
        plan,
        act=batch_id,
        as_of=as_of or clock.today(),
        source_doc=origin.name,
        action=origin.action,
        summary=summary,
        progress=progress,
    )
    if not placed:
        audit_log.append(conn, store, origin.action, batch_id, summary)
    return batch_id


def batches(store: Store, dataset: str | None = None) -> list[Batch]:
    """The imported files, newest first."""
    query = sa.select(batch).order_by(sa.text("rowid DESC"))
    if dataset is not None:
        query = query.where(batch.c.dataset == dataset)
    with store.read() as conn:
        return [_batch(row) for row in conn.execute(query)]


def _batch(row: sa.Row[tuple[str, ...]]) -> Batch:
    values = dict(row._mapping)
    return Batch(**{**values, "counts": json.loads(values["counts"])})


def undo_batch(store: Store, batch_id: str) -> int:
    """Take an import back: its new records go, its changed ones become what they were.

    Returns the number of records touched. Raises ``R-ROLE``; ``U-BATCH`` for an unknown one;
    ``R-UNDO`` when it was undone already or a record of it was reviewed, sent or changed since;
    then nothing is undone.
    """
    store.require(Role.ENTRY)
    with store.write() as conn:
        found = conn.execute(sa.select(batch).where(batch.c.batch_id == batch_id)).first()
        if found is None:
            raise UsageError("U-BATCH", f"没有这个导入批次：{batch_id}", "请在导入记录中选择。")
        if found.state == UNDONE:
            raise RefusedError("R-UNDO", "这个批次已经撤销过了。", "不用再做。")
        changes = _reversed(store, conn, found.dataset, batch_id)
        touched = len(changes.removed) + len(changes.after)
        summary = {"dataset": found.dataset, "file": found.file_name, "records": touched}
        if touched:
            changes.write(store, conn, "undo", batch_id, summary)
        else:
            audit_log.append(conn, store, "undo", batch_id, summary)
        place = image_columns(changes.table).index("rec_id")
        drafts.drop_of(conn, found.dataset, [was.image[place] for was in changes.removed])
        revive_findings(conn, batch_id)
        conn.execute(sa.delete(held_row).where(held_row.c.batch_id == batch_id))
        conn.execute(sa.update(batch).where(batch.c.batch_id == batch_id).values(state=UNDONE))
        if is_source(store, found.dataset):
            register_from_records(store, conn)
    return touched


def _reversed(store: Store, conn: sa.Connection, dataset: str, batch_id: str) -> Changeset:
    """The changes that lead back to before the batch, checked against what stands now."""
    table = store.table(dataset)
    changes = Changeset(dataset, table)
    columns = image_columns(table)
    done = sa.select(audit.c.detail).where(audit.c.subject == batch_id, audit.c.action.in_(MAKING))
    was: dict[str, details.Change] = {}
    became: dict[str, details.Change] = {}
    for (detail,) in conn.execute(done.order_by(audit.c.seq)):
        for change in details.changes(detail, dataset):
            was.setdefault(change.rec_id, change)
            became[change.rec_id] = change
    now = {
        stored.image[columns.index("rec_id")]: stored for stored in read_by_ids(conn, table, was)
    }
    for rec_id, change in was.items():
        stored = now.get(rec_id)
        after = became[rec_id].after or {}
        if stored is None or stored.image != tuple(after.get(name) for name in columns):
            raise _touched(columns, stored)
        if change.before is None:
            changes.removed.append(stored)
        else:
            changes.change(stored, tuple(change.before.get(name) for name in columns))
    return changes


def _touched(columns: tuple[str, ...], stored: Stored | None) -> RefusedError:
    status = stored.image[columns.index("row_status")] if stored else states.WITHDRAWN
    return RefusedError(
        "R-UNDO",
        f"本批有记录在导入之后又改动过或已审核（现为“{status}”），不能整批撤销。",
        "没有撤销任何内容；请逐条修改或撤回。",
    )
