"""The mark 异议中 at the coordinator: put on paper's arrival, kept while an objection is open.

The mark is the coordinator's own note on an agency's record: it never counts as a revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.collection import states
from app.collection.ids import new_id
from app.collection.objections import (
    CORRECTED,
    PAPER,
    RESULTS,
    WITHDRAWN,
    check_filing,
    due_day,
    refuse_unfit,
)
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.merging.contents import is_day, need
from app.store import audit
from app.store.objection_tables import result_sent
from app.store.office_store import Store
from app.store.tables import objection
from app.store.transitions import set_state

_OURS = ("dataset", "rec_id", "uscc", "filed_date", "statement", "origin", "state_before")
"""What the paper at the coordinator says, whatever the agency's copy has."""


def file_paper(store: Store, dataset: str, rec_id: str, *, filed: date, statement: str) -> str:
    """Register an objection handed in at the coordinator to an agency's record; returns its number.

    The record is marked at once; the agency learns of it by the next objection package. Raises as
    :func:`app.collection.objections.file_objection`.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    check_filing(filed, statement)
    table = store.table(dataset)
    with store.write() as conn:
        row = conn.execute(
            sa.select(table.c.agency_code, table.c.uscc, table.c.row_status).where(
                table.c.rec_id == rec_id
            )
        ).first()
        if row is None:
            raise UsageError("U-RECORD", f"没有这条记录：{rec_id}", "请刷新列表后再试。")
        refuse_unfit(row.row_status)
        objection_id = new_id()
        conn.execute(
            objection.insert().values(
                objection_id=objection_id,
                agency_code=row.agency_code,
                dataset=dataset,
                rec_id=rec_id,
                uscc=row.uscc,
                filed_date=filed.isoformat(),
                statement=statement.strip(),
                origin=PAPER,
                state_before=None if row.row_status == states.OBJECTED else row.row_status,
            )
        )
        set_state(
            conn,
            store,
            {store.catalogue.data_sets[dataset]: [rec_id]},
            states.OBJECTED,
            action="objection.file",
            subject=objection_id,
            summary={"rec_id": rec_id, "due": due_day(filed).isoformat()},
        )
    return objection_id


def take_objections(
    conn: sa.Connection,
    store: Store,
    sender: str,
    mine: frozenset[str],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Take an agency's objections in, by number; a paper of ours stays until its copy comes.

    The copy may close a paper of ours; what the paper says stays ours. ``mine``: the sender and the
    agencies in whose place it stands, whose objections may come back as the sender's.

    Raises ``M-OWNER`` for the number of another agency's objection, ``X-CONTENT`` for days that
    are none (the clock runs from them) and results unheard of.
    """
    arrived = {row["objection_id"]: dict(row) for row in rows}
    known = {
        row.objection_id: row._mapping
        for row in conn.execute(sa.select(objection))
        if row.agency_code in mine or row.objection_id in arrived
    }
    if any(known[one]["agency_code"] not in mine for one in arrived.keys() & known.keys()):
        raise foreign("objections")
    for number, row in arrived.items():
        _check(row)
        ours = known.get(number)
        if ours is not None and ours["origin"] == PAPER:
            row.update({name: ours[name] for name in _OURS})
        if row["closed_date"] and (ours is None or not ours["closed_date"]):
            said = {"agency": sender, "result": row["result"] or ""}
            audit.append(conn, store, "objection.close", number, said)
    gone = [
        one
        for one, row in known.items()
        if one in arrived or (row["agency_code"] == sender and row["origin"] != PAPER)
    ]
    conn.execute(sa.delete(objection).where(objection.c.objection_id.in_(gone)))
    if arrived:
        conn.execute(objection.insert(), list(arrived.values()))


def _check(row: Mapping[str, Any]) -> None:
    filed, closed, result = row["filed_date"], row["closed_date"], row["result"]
    need("objections: filed_date", is_day(filed))
    need("objections: closed_date", closed is None or (is_day(closed) and filed <= closed))
    need("objections: result", result is None or result in RESULTS)


def foreign(what: str) -> RefusedError:
    """The refusal of rows that name or number another agency's."""
    return RefusedError(
        "M-OWNER", f"报送包内的{what}写有其他机构的代码或编号，整包未并入。", "请该机构重新报送。"
    )


def settle(conn: sa.Connection, store: Store, mine: frozenset[str]) -> None:
    """Mark again what replaced a marked record, and unmark what no open objection is about.

    A record whose correction has not come yet keeps its mark: what stands is known to be wrong.
    """
    marking: dict[DataSet, list[str]] = {}
    clearing: dict[DataSet, list[str]] = {}
    for dataset, rec_ids in _objected(conn, mine).items():
        data_set = store.catalogue.data_sets.get(dataset)
        if data_set is None:
            continue
        table = store.table(dataset)
        query = sa.select(table.c.rec_id, table.c.row_status).where(
            table.c.rec_id.in_(list(rec_ids)), table.c.agency_code.in_(mine)
        )
        for rec_id, state in conn.execute(query):
            if rec_ids[rec_id] is None and state in states.COUNTED and state != states.OBJECTED:
                marking.setdefault(data_set, []).append(rec_id)
            elif state == states.OBJECTED and rec_ids[rec_id] not in (None, CORRECTED, WITHDRAWN):
                clearing.setdefault(data_set, []).append(rec_id)
    for chosen, state, action in (
        (marking, states.OBJECTED, "objection.mark"),
        (clearing, states.SENT, "objection.unmark"),
    ):
        if chosen:
            count = {"records": sum(map(len, chosen.values()))}
            set_state(
                conn,
                store,
                chosen,
                state,
                action=action,
                subject="、".join(sorted(mine)),
                summary=count,
            )


def who_had(conn: sa.Connection, uscc: str) -> list[str]:
    """The banks that were sent a grade of this enterprise, in order of code."""
    query = sa.select(result_sent.c.agency_code).where(result_sent.c.uscc == uscc)
    return sorted(set(conn.scalars(query)))


def note_result(
    store: Store, conn: sa.Connection, package_id: str, run_id: str, bank: str, usccs: list[str]
) -> None:
    """Keep which enterprises' grades a result package took to a bank."""
    store.bulk_insert(
        conn,
        result_sent,
        ("package_id", "uscc", "run_id", "agency_code"),
        [(package_id, uscc, run_id, bank) for uscc in usccs],
    )


def _objected(conn: sa.Connection, mine: frozenset[str]) -> dict[str, dict[str, str | None]]:
    """Data set → record → None while an objection is open, else the result of the last answer."""
    found: dict[str, dict[str, str | None]] = {}
    query = sa.select(objection).where(objection.c.agency_code.in_(mine))
    for row in conn.execute(query.order_by(objection.c.closed_date.is_(None), "closed_date")):
        found.setdefault(row.dataset, {})[row.rec_id] = (
            (row.result or "") if row.closed_date else None
        )
    return found
