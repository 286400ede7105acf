"""Rows that an import kept back: corrected, matched by hand, or put aside with a reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet
from app.collection import applying
from app.collection.analysis import FAULTY, OUTCOMES, UNMATCHED, Block, Plan, analyse
from app.collection.applying import WAITING, block_of
from app.collection.findings import Finding, from_json, to_json
from app.collection.mapping import fields_of
from app.collection.matching import NAME_LOOKUP, Candidate, candidates_json, matcher_for, remember
from app.collection.register import is_source, load
from app.collection.values import convert_one
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import batch, held_row, match_choice

STORED = "已入库"
DISCARDED = "已放弃"


@dataclass(frozen=True)
class HeldRow:
    """A row kept back. ``cells`` by field name, ``others`` by header; ``outcome`` is error,

    duplicate or unmatched; ``state`` 待处理, 已入库 or 已放弃.
    """

    id: int
    batch_id: str
    dataset: str
    row_no: int
    outcome: str
    cells: dict[str, Any]
    others: dict[str, Any]
    findings: list[Finding]
    candidates: list[Candidate]
    state: str


@dataclass(frozen=True)
class Settled:
    """What became of a held row: its record, or the findings that still keep it back.

    ``others`` counts further waiting rows that the same choice brought into the store.
    """

    rec_id: str | None
    findings: list[Finding]
    others: int = 0


def held_rows(
    store: Store,
    dataset: str | None = None,
    *,
    outcome: str | None = None,
    batch_id: str | None = None,
    waiting_only: bool = True,
) -> list[HeldRow]:
    """The rows kept back, in the order of arrival."""
    query = sa.select(held_row).order_by(held_row.c.id)
    wanted = {"dataset": dataset, "outcome": outcome, "batch_id": batch_id}
    for name, value in wanted.items():
        if value is not None:
            query = query.where(held_row.c[name] == value)
    if waiting_only:
        query = query.where(held_row.c.state == WAITING)
    with store.read() as conn:
        return [_held(row) for row in conn.execute(query)]


def waiting_row(store: Store, held_row_id: int) -> HeldRow:
    """One row kept back. Raises ``U-HELD``, ``R-HELD`` where it does not wait any more."""
    with store.read() as conn:
        return _held(_waiting(conn, held_row_id))


def _held(row: Any) -> HeldRow:
    kept = json.loads(row.cells)
    return HeldRow(
        row.id,
        row.batch_id,
        row.dataset,
        row.row_no,
        row.outcome,
        kept["fields"],
        kept["others"],
        from_json(row.findings),
        [Candidate(**entry) for entry in json.loads(row.candidates)],
        row.state,
    )


def candidates_for(store: Store, name: str, limit: int = 10) -> list[Candidate]:
    """Enterprises of the register with a name near ``name``, best first."""
    with store.read() as conn:
        index = load(conn)
        data_set = next(iter(store.catalogue.data_sets.values()))
        return matcher_for(store, conn, data_set, index, own_row=False).candidates(name, limit)


def choose_match(store: Store, held_row_id: int, uscc: str) -> Settled:
    """Say whose row it is. The choice is remembered by lookup value, else by name, and every

    waiting row of the data set that it settles moves into the store with this one. Raises
    ``R-ROLE``, ``U-HELD``, ``R-HELD`` (not waiting), ``R-REGISTER`` (not in the register).
    """
    store.require(Role.ENTRY)
    with store.write() as conn:
        row = _waiting(conn, held_row_id)
        data_set = store.catalogue.data_sets[row.dataset]
        if uscc not in load(conn).entries:
            raise RefusedError("R-REGISTER", f"企业名录中没有 {uscc}。", "请从候选或名录中选择。")
        lookup = _remember_choice(store, conn, data_set, row, uscc)
        audit.append(
            conn,
            store,
            "choose",
            row.batch_id,
            {"dataset": row.dataset, "row": row.row_no, "uscc": uscc, "by": lookup},
        )
        first = _settle(store, conn, data_set, row, block_of(row.cells, row.row_no, uscc))
        others = _sweep(store, conn, data_set) if lookup else 0
    return replace(first, others=others)


def correct_held(store: Store, held_row_id: int, values: Mapping[str, str]) -> Settled:
    """Put corrected texts into a held row and try again. Raises as :func:`choose_match`."""
    store.require(Role.ENTRY)
    with store.write() as conn:
        row = _waiting(conn, held_row_id)
        data_set = store.catalogue.data_sets[row.dataset]
        unknown = values.keys() - fields_of(data_set).keys()
        if unknown:
            raise UsageError("U-FIELD", f"没有这些项目：{'、'.join(sorted(unknown))}", "")
        kept = json.loads(row.cells)
        kept["fields"].update(values)
        kept["missing"] = [name for name in kept["missing"] if not values.get(name)]
        for name in values:
            kept["units"].pop(name, None)
        text = json.dumps(kept, ensure_ascii=False)
        conn.execute(sa.update(held_row).where(held_row.c.id == row.id).values(cells=text))
        return _settle(store, conn, data_set, row, block_of(text, row.row_no))


def discard_held(store: Store, held_row_id: int, reason: str) -> None:
    """Put a held row aside for good; it stays on record. Raises as above, ``R-REASON``."""
    store.require(Role.ENTRY)
    if not reason.strip():
        raise RefusedError("R-REASON", "放弃一行需要填写理由。", "请写明理由。")
    with store.write() as conn:
        row = _waiting(conn, held_row_id)
        conn.execute(sa.update(held_row).where(held_row.c.id == row.id).values(state=DISCARDED))
        summary = {"dataset": row.dataset, "row": row.row_no, "reason": reason.strip()}
        audit.append(conn, store, "discard", row.batch_id, summary)


def forget_choice(store: Store, lookup: str, value: str) -> None:
    """Ask again about this name or number from the next file on; records stay as they are.

    Raises ``R-ROLE``, ``U-CHOICE`` for one that is not remembered.
    """
    store.require(Role.ENTRY)
    this = (match_choice.c.lookup == lookup) & (match_choice.c.value == value)
    with store.write() as conn:
        uscc = conn.execute(sa.select(match_choice.c.uscc).where(this)).scalar()
        if uscc is None:
            raise UsageError("U-CHOICE", f"没有记住“{value}”。", "请在列出的选择中选。")
        conn.execute(sa.delete(match_choice).where(this))
        audit.append(conn, store, "choose.forget", value, {"by": lookup, "uscc": uscc})


def rematch(store: Store, dataset: str) -> int:
    """Try all unmatched rows again, after the register or the choices changed; returns how many

    came into the store.
    """
    store.require(Role.ENTRY)
    with store.write() as conn:
        return _sweep(store, conn, store.catalogue.data_sets[dataset])


def _waiting(conn: sa.Connection, held_row_id: int) -> Any:
    row = conn.execute(sa.select(held_row).where(held_row.c.id == held_row_id)).first()
    if row is None:
        raise UsageError("U-HELD", f"没有这一行：{held_row_id}", "请在待处理的行中选择。")
    if row.state != WAITING:
        raise RefusedError("R-HELD", f"这一行已经处理过（{row.state}）。", "")
    return row


def _remember_choice(
    store: Store, conn: sa.Connection, data_set: DataSet, row: Any, uscc: str
) -> str:
    """Remember by the lookup value where the row has one, else by name; "" for neither."""
    cells = json.loads(row.cells)["fields"]
    known = fields_of(data_set)
    for name in (data_set.lookup, NAME_LOOKUP):
        if name not in known or cells.get(name) in (None, ""):
            continue
        codes = store.catalogue.code_lists.get(known[name].codes)
        value, problems = convert_one(known[name], codes, str(cells[name]))
        if value is not None and all(problem.level != "error" for problem in problems):
            remember(store, conn, name, str(value), uscc)
            return name
    return ""


def _settle(
    store: Store, conn: sa.Connection, data_set: DataSet, row: Any, block: Block
) -> Settled:
    plan = analyse(store, conn, data_set, block)
    return _settle_plan(store, conn, data_set, row, plan, 0)


def _settle_plan(
    store: Store, conn: sa.Connection, data_set: DataSet, row: Any, plan: Plan, position: int
) -> Settled:
    outcome = plan.outcomes[position]
    said = plan.of_row.get(position, [])
    if outcome in (FAULTY, UNMATCHED):
        conn.execute(
            sa.update(held_row)
            .where(held_row.c.id == row.id)
            .values(
                outcome=outcome,
                findings=to_json(said),
                candidates=json.dumps(
                    candidates_json(plan.candidates.get(position, ())), ensure_ascii=False
                ),
            )
        )
        return Settled(None, said)
    source = conn.execute(
        sa.select(batch.c.file_name).where(batch.c.batch_id == row.batch_id)
    ).scalar()
    placed = applying.apply(
        store,
        conn,
        data_set,
        plan,
        act=row.batch_id,
        as_of=clock.today(),
        source_doc=source,
        action="match",
        summary={"dataset": data_set.code, "row": row.row_no},
    )
    conn.execute(sa.update(held_row).where(held_row.c.id == row.id).values(state=STORED))
    _count_moved(conn, row, outcome)
    return Settled(placed.get(position), said)


def _count_moved(conn: sa.Connection, row: Any, outcome: str) -> None:
    """Keep the batch's counts a partition of its rows."""
    text = conn.execute(sa.select(batch.c.counts).where(batch.c.batch_id == row.batch_id)).scalar()
    if text is None or outcome not in OUTCOMES:
        return
    counts = json.loads(text)
    counts[row.outcome] -= 1
    counts[outcome] += 1
    conn.execute(
        sa.update(batch).where(batch.c.batch_id == row.batch_id).values(counts=json.dumps(counts))
    )


def _sweep(store: Store, conn: sa.Connection, data_set: DataSet) -> int:
    """Settle every waiting unmatched row of the data set that matches now."""
    query = sa.select(held_row).where(
        held_row.c.dataset == data_set.code,
        held_row.c.outcome == UNMATCHED,
        held_row.c.state == WAITING,
    )
    matcher = matcher_for(
        store, conn, data_set, load(conn), own_row=is_source(store, data_set.code)
    )
    moved = 0
    for row in conn.execute(query.order_by(held_row.c.id)).all():
        cells = json.loads(row.cells)["fields"]
        texts = [str(cells.get(name) or "") for name in ("uscc", "ent_name", data_set.lookup)]
        if matcher.would_match(*texts):
            done = _settle(store, conn, data_set, row, block_of(row.cells, row.row_no))
            moved += done.rec_id is not None
    return moved
