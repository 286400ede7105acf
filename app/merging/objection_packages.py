"""Objections on their way from the coordinator: papers to the owner, marks to the banks.

A bank learns which enterprise's grade is under objection and when that ended, nothing of the
record: it got a grade, not the records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.objections import PAPER, open_received
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.contents import is_day, need, read_object
from app.merging.directory import from_coordinator, own_recipient, recipient_of_agency
from app.merging.streams import note_arrival, send, undone
from app.store import audit
from app.store.objection_tables import grade_mark, objection_sent, result_sent
from app.store.office_store import Store
from app.store.successions import successors
from app.store.tables import objection, outbox

KIND = "objection"
RESOURCE = "data/objections.json"
FILED, MARK, CLEAR = "异议", "标注", "解除"
"""What an office was told: of an objection, of a grade under one, and that it is over."""
_NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PAPER = ("objection_id", "dataset", "rec_id", "uscc", "filed_date", "statement")
_TEXT = 4000


@dataclass
class Owed:
    """What one office has not been told yet: papers whole, marks as number, code and days."""

    objections: list[dict[str, str | None]] = field(default_factory=list)
    marks: list[dict[str, str | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Sent:
    """A package that was written, to whom, and how much is in it."""

    agency: str
    path: Path
    objections: int
    marks: int


def owed(conn: sa.Connection) -> dict[str, Owed]:
    """Office → what it must be told now, in order of agency code.

    Who has merged into another is told of in its successor's office.
    """
    heirs = successors(conn, clock.today())
    told = {
        (row.objection_id, row.agency_code, row.what): row
        for row in conn.execute(sa.select(objection_sent))
    }
    had: dict[str, set[str]] = {}
    for uscc, bank in conn.execute(sa.select(result_sent.c.uscc, result_sent.c.agency_code)):
        had.setdefault(uscc, set()).add(heirs.get(bank, bank))
    found: dict[str, Owed] = {}
    closed: dict[str, str] = {}
    order = (objection.c.filed_date, objection.c.objection_id)
    for row in conn.execute(sa.select(objection).order_by(*order)):
        number, owner = row.objection_id, heirs.get(row.agency_code, row.agency_code)
        if row.closed_date is not None:
            closed[number] = row.closed_date
            continue
        if row.origin == PAPER and (number, owner, FILED) not in told:
            paper = {name: row._mapping[name] for name in _PAPER}
            found.setdefault(owner, Owed()).objections.append(paper)
        for bank in sorted(had.get(row.uscc, ())):
            if (number, bank, MARK) not in told:
                mark = _mark(number, row.uscc, row.filed_date, None)
                found.setdefault(bank, Owed()).marks.append(mark)
    for (number, marked, what), row in sorted(told.items()):
        bank = heirs.get(marked, marked)
        if what == MARK and number in closed and (number, bank, CLEAR) not in told:
            mark = _mark(number, row.uscc, row.filed_date, closed[number])
            found.setdefault(bank, Owed()).marks.append(mark)
    return dict(sorted(found.items()))


def send_objections(store: Store, folder: Path) -> list[Sent]:
    """Write one package to every office that is owed something. Needs the reviewer.

    Each is noted as it is written, so that a second try writes only what is missing. Raises
    ``P-NOTHING``, ``P-AGENCY`` for an office without a key in force, before anything is written.
    """
    store.require(Role.REVIEWER)
    with store.read() as conn:
        due = owed(conn)
        missing = [agency for agency in due if recipient_of_agency(conn, agency) is None]
    if missing:
        raise RefusedError(
            "P-AGENCY", f"{'、'.join(missing)}不在机构名册中。", "请先登记该机构；没有写出。"
        )
    if not due:
        raise RefusedError("P-NOTHING", "没有待发的异议或标注。", "不用再做。")
    return [_send(store, agency, folder) for agency in due]


def receive_objections(store: Store, path: Path) -> int:
    """Open the papers and take the marks over; returns how many of both.

    Raises ``P-COUNTY``, ``P-ADDRESSEE``, ``X-CONTENT``, and what
    :func:`app.collection.objections.open_received` raises; nothing is changed then.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with from_coordinator(store, path, KIND) as package, store.write() as conn:
        content = read_object(package, RESOURCE)
        papers, marks = _checked(content, store)
        for paper in papers:
            open_received(store, conn, paper)
        for mark in marks:
            conn.execute(
                sa.delete(grade_mark).where(grade_mark.c.objection_id == mark["objection_id"])
            )
            conn.execute(grade_mark.insert().values(**mark, package_id=package.envelope.package_id))
        counts = {"objections": len(papers), "marks": len(marks)}
        note_arrival(conn, package, counts)
        audit.append(conn, store, "objection.package", package.envelope.package_id, counts)
    return len(papers) + len(marks)


def _send(store: Store, agency: str, folder: Path) -> Sent:
    with store.read() as conn:
        last = conn.scalar(
            sa.select(sa.func.max(outbox.c.seq)).where(
                outbox.c.kind == KIND, outbox.c.recipient == agency
            )
        )
    path = folder / f"objection-{agency}-{(last or 0) + 1:03}.xyb"
    with undone(path), store.write() as conn:
        due = owed(conn)[agency]
        written = _write(store, conn, agency, due, path)
        told = [(paper, FILED) for paper in due.objections]
        told += [(mark, CLEAR if mark["closed_date"] else MARK) for mark in due.marks]
        for one, what in told:
            number, uscc, filed = one["objection_id"], one["uscc"], one["filed_date"]
            row = (number, agency, what, uscc, filed, written.package_id)
            conn.execute(objection_sent.insert().values(row))
        counts = {"to": agency, "objections": len(due.objections), "marks": len(due.marks)}
        audit.append(conn, store, "objection.send", written.package_id, counts)
    return Sent(agency, path, len(due.objections), len(due.marks))


def _write(store: Store, conn: sa.Connection, agency: str, due: Owed, path: Path) -> Written:
    recipient = recipient_of_agency(conn, agency)
    if recipient is None:
        raise RefusedError("P-AGENCY", f"{agency}不在机构名册中。", "请先登记该机构。")
    content = {
        "region": store.catalogue.region,
        "agency": agency,
        "objections": due.objections,
        "marks": due.marks,
    }
    return send(
        store,
        conn,
        path,
        kind=KIND,
        to=agency,
        recipients=[recipient, own_recipient(store)],
        resources=[Resource(RESOURCE, [json.dumps(content, ensure_ascii=False).encode()])],
        period="",
        extra={"objections": len(due.objections), "marks": len(due.marks)},
    )


def _mark(number: str, uscc: str, filed: str, closed: str | None) -> dict[str, str | None]:
    return {"objection_id": number, "uscc": uscc, "filed_date": filed, "closed_date": closed}


def _checked(
    content: Mapping[str, Any], store: Store
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Papers and marks, only if they are this office's and every part is what it should be."""
    if content.get("region") != store.catalogue.region:
        raise RefusedError("P-COUNTY", "这是其他县的异议包。", "没有导入任何内容；请核对文件来源。")
    if content.get("agency") != store.agency:
        raise RefusedError("P-ADDRESSEE", "这是发给其他单位的异议包。", "没有导入任何内容。")
    papers, marks = _list(content, "objections"), _list(content, "marks")
    for one in papers:
        need("objections", set(one) == set(_PAPER))
        need("statement", isinstance(one["statement"], str) and len(one["statement"]) <= _TEXT)
        need("dataset", isinstance(one["dataset"], str))
        need("dataset", one["dataset"] in store.catalogue.data_sets)
        need("rec_id", isinstance(one["rec_id"], str) and len(one["rec_id"]) <= 100)
    for one in marks:
        need("marks", set(one) == {"objection_id", "uscc", "filed_date", "closed_date"})
        need("closed_date", one["closed_date"] is None or is_day(one["closed_date"]))
    for one in (*papers, *marks):
        number, uscc = one["objection_id"], one["uscc"]
        need("objection_id", isinstance(number, str) and bool(_NUMBER.fullmatch(number)))
        need("uscc", isinstance(uscc, str) and 0 < len(uscc) <= 30)
        need("filed_date", is_day(one["filed_date"]))
    return papers, marks


def _list(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        need(name, False)
        return []
    return found
