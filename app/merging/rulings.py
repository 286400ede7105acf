"""What an officer decides about a code that the register does not know, and taking it back.

A decision is about a code as one agency gives it, and holds for the agency's later packages. It
moves rows between pool and record tables; what the agency wrote stays as it is in the pool, and
its record at home keeps its code until the agency mends it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.ids import new_id
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.merging.incoming import arrived
from app.merging.landing import Writing, delete, land, recount, rows_by_id
from app.merging.marks import settle
from app.merging.pool import (
    AWAY,
    ELSEWHERE,
    OPEN,
    SAME,
    WAIT,
    WAITING,
    WENT_IN,
    as_json,
    in_force,
    settle_known,
)
from app.merging.submission import submission_columns
from app.store import audit
from app.store.details import NOT_RECORDED
from app.store.dispute_tables import pool_ruling
from app.store.office_store import Store
from app.store.tables import objection, pool, rating_result, rating_run, register
from app.store.upward_tables import upward_row

Case = tuple[str, str]
"""An agency's code, and the unknown code of an enterprise as it gives it."""
CHOICES = (SAME, AWAY, WAIT)
_UNTOLD = NOT_RECORDED - {"audit_seq"}


@dataclass(frozen=True)
class Decided:
    """The decisions made, by number, and how many rows they moved."""

    rulings: tuple[int, ...]
    rows: int


def decide(
    store: Store, cases: Sequence[Case], choice: str, *, reason: str, target: str = ""
) -> Decided:
    """Decide about unknown codes: ``same`` as the enterprise ``target``, ``elsewhere``, ``wait``.

    Rows that wait go in under the target, or are put aside; the same holds for what comes later.
    Raises ``R-ROLE``, ``R-REASON``, ``U-CHOICE``, ``D-TARGET`` for an enterprise that is not in the
    register, ``D-NO-CASE`` when nothing waits under the code, ``D-DECIDED`` when one is decided.
    """
    store.require(Role.REVIEWER)
    if choice not in CHOICES or (choice == SAME) != bool(target):
        raise UsageError("U-CHOICE", f"没有这种处理：{choice}", "请选定企业、不属本县或暂缓。")
    check_reason(reason)
    made, moved, act = [], 0, new_id()
    with store.write() as conn:
        if target and conn.scalar(sa.select(register.c.uscc).filter_by(uscc=target)) is None:
            raise UsageError("D-TARGET", f"企业名录中没有 {target}。", "请从名录中选定企业。")
        for case in cases:
            ruling, rows = _decide(conn, store, act, case, choice, target, reason.strip())
            made.append(ruling)
            moved += rows
    return Decided(tuple(made), moved)


def check_reason(reason: str) -> None:
    """Raise ``R-REASON`` unless somebody wrote why."""
    if not reason.strip():
        raise RefusedError("R-REASON", "请写明理由。", "没有变动；写明依据后再定。")


def _decide(
    conn: sa.Connection,
    store: Store,
    act: str,
    case: Case,
    choice: str,
    target: str,
    reason: str,
) -> tuple[int, int]:
    agency, uscc = case
    before = in_force(conn, [agency]).get(case)
    if before is not None and before.choice != WAIT:
        raise RefusedError(
            "D-DECIDED", f"{agency} 的 {uscc} 已有决定。", "要改变它，请先撤销原决定。"
        )
    query = sa.select(pool).where(pool.c.agency_code == agency, pool.c.uscc == uscc)
    rows = conn.execute(query.where(pool.c.state.in_(OPEN)).order_by(pool.c.id)).all()
    if not rows:
        raise UsageError("D-NO-CASE", f"{agency} 没有待匹配的 {uscc}。", "请刷新列表后再试。")
    said = {
        "agency_code": agency,
        "uscc": uscc,
        "choice": choice,
        "target": target or None,
        "reason": reason,
        "operator": store.operator,
        "at": clock.timestamp(),
    }
    ruling = int(conn.execute(pool_ruling.insert().values(**said, act=act)).inserted_primary_key[0])  # type: ignore[index]
    told = {**said, "ruling": ruling, "rows": len(rows)}
    if choice == SAME:
        _let_in(conn, store, rows, ruling, target, told)
    else:
        audit.append(conn, store, f"pool.{choice}", uscc, told)
        if choice == AWAY:
            chosen = pool.c.id.in_([row.id for row in rows])
            conn.execute(pool.update().where(chosen).values(state=ELSEWHERE, ruling_id=ruling))
    return ruling, 0 if choice == WAIT else len(rows)


def _let_in(
    conn: sa.Connection,
    store: Store,
    rows: Sequence[sa.Row[Any]],
    ruling: int,
    target: str,
    told: Mapping[str, object],
) -> None:
    """The waiting rows into their tables under ``target``, one audit entry per data set."""
    for dataset, kept in _by_dataset(rows).items():
        data_set, table = store.catalogue.data_sets[dataset], store.table(dataset)
        stands = rows_by_id(conn, table, [row.rec_id for row in kept])
        names = submission_columns(data_set)
        columns = (*names, "agency_code", "package_id")
        fresh: list[tuple[Any, ...]] = []
        replaced: list[tuple[Any, ...]] = []
        for row in kept:
            over = stands.get(row.rec_id)
            given = {**(over or {}), **json.loads(row.row), "uscc": target}
            given["row_status"] = arrived(given["row_status"])
            values = (*(given.get(name) for name in names), row.agency_code, row.package_id)
            (replaced if over else fresh).append(values)
            conn.execute(
                pool.update()
                .where(pool.c.id == row.id)
                .values(state=WENT_IN, ruling_id=ruling, stood=as_json(over))
            )
        summary = {**told, "dataset": dataset, "rows": len(kept)}
        subject = str(told["uscc"])
        land(
            conn, store, Writing(data_set, columns, fresh, replaced, stands),
            action="pool.same", subject=subject, summary=summary,
        )  # fmt: skip
    settle(conn, store, frozenset({str(told["agency_code"])}))


def undo(store: Store, *rulings: int) -> int:
    """Take decisions back, all or none: rows wait again, what they replaced stands again.

    Returns how many rows moved. Raises ``R-ROLE``, ``D-NO-RULING``, ``D-LATER`` when a code was
    decided anew since, and ``D-STANDS`` when something was built on the rows: an objection, a
    rating, a file for above.
    """
    store.require(Role.REVIEWER)
    with store.write() as conn:
        return sum(_undo(conn, store, ruling) for ruling in rulings)


def _undo(conn: sa.Connection, store: Store, ruling: int) -> int:
    found = conn.execute(sa.select(pool_ruling).where(pool_ruling.c.id == ruling)).first()
    if found is None or found.undone_at is not None:
        raise UsageError("D-NO-RULING", "没有这项决定，或已经撤销。", "请刷新列表后再试。")
    case = (found.agency_code, found.uscc)
    if in_force(conn, [found.agency_code])[case].id != ruling:
        raise RefusedError("D-LATER", "这个代码后来另有决定。", "请先撤销后来的决定。")
    rows = conn.execute(sa.select(pool).where(pool.c.ruling_id == ruling)).all()
    entered = [row for row in rows if row.state == WENT_IN]
    _refuse_standing(conn, found, entered)
    parts = list(_by_dataset(entered).items())
    said = {"agency_code": found.agency_code, "ruling": ruling, "rows": len(rows)}
    detail = [one for part in parts for one in _images(conn, store, part)]
    seq = audit.append(conn, store, "pool.undo", found.uscc, said, detail or None)
    for part in parts:
        _take_out(conn, store, part, seq)
    mine = pool.c.ruling_id == ruling
    conn.execute(pool.update().where(mine).values(state=WAITING, ruling_id=None, stood=None))
    settle_known(conn)
    undone = {"undone_by": store.operator, "undone_at": clock.timestamp()}
    conn.execute(pool_ruling.update().where(pool_ruling.c.id == ruling).values(**undone))
    settle(conn, store, frozenset({found.agency_code}))
    return len(rows)


Part = tuple[str, list[sa.Row[Any]]]
"""A data set, and its rows of the pool."""


def _images(conn: sa.Connection, store: Store, part: Part) -> Iterable[list[Any]]:
    """What the log tells: each record as it is, and what stands in its place afterwards."""
    dataset, rows = part
    now = rows_by_id(conn, store.table(dataset), [row.rec_id for row in rows])
    for row in rows:
        was = {n: v for n, v in now[row.rec_id].items() if n not in _UNTOLD}
        after = json.loads(row.stood) if row.stood else {}
        told = {n: v for n, v in after.items() if n not in NOT_RECORDED}
        yield [dataset, row.rec_id, was, told or None]


def _take_out(conn: sa.Connection, store: Store, part: Part, seq: int) -> None:
    dataset, rows = part
    table = store.table(dataset)
    delete(conn, table, [row.rec_id for row in rows])
    for row in rows:
        if row.stood:
            record = {n: v for n, v in json.loads(row.stood).items() if n in table.c and n != "id"}
            conn.execute(table.insert().values({**record, "audit_seq": seq}))
    recount(conn, store.catalogue.data_sets[dataset])


def _refuse_standing(conn: sa.Connection, ruling: sa.Row[Any], rows: Sequence[sa.Row[Any]]) -> None:
    """Raise ``D-STANDS`` naming what was built on the rows since they went in."""
    if not rows:
        return
    ids = {row.rec_id for row in rows}
    about = sa.select(objection.c.rec_id).where(objection.c.uscc == ruling.target)
    given = sa.select(upward_row.c.rec_id).where(upward_row.c.uscc == ruling.target)
    rated = (
        sa.select(rating_run.c.run_id)
        .join(rating_result, rating_result.c.run_id == rating_run.c.run_id)
        .where(rating_result.c.uscc == ruling.target, rating_run.c.at >= ruling.at)
    )
    built = ""
    if ids.intersection(conn.scalars(about)):
        built = "其中有记录已提出异议"
    elif ids.intersection(conn.scalars(given)):
        built = "其中有记录已向上级报送"
    elif (run := conn.scalar(rated.limit(1))) is not None:
        built = f"评级 {run[:8]} 已采用这些记录"
    if built:
        raise RefusedError(
            "D-STANDS",
            f"不能撤销：{built}。没有变动。",
            "如确属错配，请报送机构更正这些记录后重新报送。",
        )


def _by_dataset(rows: Iterable[sa.Row[Any]]) -> dict[str, list[sa.Row[Any]]]:
    parted: defaultdict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows:
        parted[row.dataset].append(row)
    return dict(parted)
