"""What a merged agency reported, handed to its successor by the coordinator (承继).

The records keep their ids and revisions, so that the successor can correct them as its own; at
the coordinator a row stays under the old code until its next revision.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app import clock
from app.catalogue.model import DataSet
from app.collection.changeset import Changeset, image_columns
from app.collection.slips import SERVED
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.tables import write_rows
from app.exchange.verifying import Package, show
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.contents import an_object, malformed, read_json, rows_for
from app.merging.directory import from_coordinator, own_recipient, recipient_of_agency
from app.merging.incoming import Incoming, arrived, named_sets, newer
from app.merging.streams import note_arrival, send, undone
from app.merging.submission import FACTS, submission_columns
from app.store import audit
from app.store.facts import mark_superseded
from app.store.office_store import Store
from app.store.succession_tables import succession
from app.store.successions import successors
from app.store.tables import coverage, inbox, notice, objection, register, sent_record

HEAD = "data/takeover.json"
REGISTER = "data/register.json"
GROUND = "民法典第六十七条：合并后的法人享有原法人的权利、承担其义务"


@dataclass
class Taken:
    """What came over: records per data set, those here before, enterprises, notices, objections."""

    package_id: str
    predecessor: str
    accepted: dict[str, int] = field(default_factory=dict)
    known: int = 0
    enterprises: int = 0
    notices: int = 0
    objections: int = 0
    again: bool = False


def write_takeover(store: Store, predecessor: str, path: Path) -> Written:
    """Write everything that this store holds of ``predecessor``, sealed for its successor.

    Raises ``R-ROLE``, ``M-NOT-MERGED`` while no merger is in force, ``P-AGENCY`` when the
    successor is not enrolled.
    """
    store.require(Role.REVIEWER)
    with undone(path), store.write() as conn:
        successor = successors(conn, clock.today()).get(predecessor)
        if successor is None:
            raise RefusedError(
                "M-NOT-MERGED",
                f"{predecessor} 没有已生效的合并。",
                "请先登记合并，或等到生效之日。",
            )
        recipient = recipient_of_agency(conn, successor)
        if recipient is None:
            raise RefusedError("P-AGENCY", f"{successor} 不在机构名册中。", "请先登记承继机构。")
        head = {"predecessor": predecessor, "successor": successor}
        audit.append(conn, store, "takeover.write", predecessor, {"to": successor})
        return send(
            store,
            conn,
            path,
            kind="takeover",
            to=successor,
            recipients=[recipient, own_recipient(store)],
            resources=_resources(conn, store, head),
            period="",
            extra={**head, "catalogue": store.catalogue.version},
        )


def _resources(conn: Connection, store: Store, head: dict[str, str]) -> Iterator[Resource]:
    predecessor = head["predecessor"]
    yield _json(HEAD, head)
    usccs: set[str] = set()
    for code, data_set in store.catalogue.data_sets.items():
        table = store.table(code)
        names = submission_columns(data_set)
        query = sa.select(*(table.c[name] for name in names)).order_by(table.c.id)
        rows = conn.execute(query.where(table.c.agency_code == predecessor)).all()
        if rows:
            usccs.update(row.uscc for row in rows)
            yield Resource(
                f"data/{code.lower()}.jsonl", write_rows(data_set, names, map(tuple, rows))
            )
    for name, table in FACTS.items():
        yield _json(f"data/{name}.json", _rows(conn, table, table.c.agency_code == predecessor))
    known = _rows(conn, register, sa.true())
    yield _json(REGISTER, [row for row in known if row["uscc"] in usccs])


def _json(name: str, content: Any) -> Resource:
    return Resource(name, [json.dumps(content, ensure_ascii=False, sort_keys=True).encode()])


def _rows(conn: Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    query = sa.select(table).where(which).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in conn.execute(query)]


def receive_takeover(store: Store, path: Path) -> Taken:
    """Take a predecessor's records in, as this office's own; the same package again is a no-op.

    Records that are here already stay as they are. Consents pass to this office; served notices
    too; declarations stay the predecessor's words. Raises ``R-ROLE``, ``M-NOT-SUCCESSOR`` unless
    the coordinator's directory names this office, ``M-NEWER``, ``M-COLUMNS``, ``X-CONTENT``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    earlier = _taken_before(store, path)
    if earlier is not None:
        return earlier
    with from_coordinator(store, path, "takeover") as package, store.write() as conn:
        head = an_object(read_json(package, HEAD), "承继", predecessor=str, successor=str)
        taken = Taken(package.envelope.package_id, head["predecessor"])
        # no day: the coordinator wrote it because the day has come, whatever the clock here says
        if successors(conn, date.max).get(taken.predecessor) != store.agency:
            raise RefusedError(
                "M-NOT-SUCCESSOR",
                f"机构名册没有写明{taken.predecessor}由本机构承继。",
                "请先接收最新的机构名册；没有接收任何内容。",
            )
        for data_set in _data_sets_in(store, package):
            _take_records(conn, store, package, data_set, taken)
        _take_register(conn, package, taken)
        _take_facts(conn, store, package, taken)
        said = asdict(taken)
        note_arrival(conn, package, said)
        audit.append(
            conn,
            store,
            "takeover.receive",
            taken.predecessor,
            {**said, "reason": _ground(conn, taken)},
        )
    return taken


def _taken_before(store: Store, path: Path) -> Taken | None:
    with store.read() as conn:
        counts = conn.scalar(
            sa.select(inbox.c.counts).where(
                inbox.c.envelope_sha256 == show(path).envelope_sha256, inbox.c.kind == "takeover"
            )
        )
    return Taken(**{**json.loads(counts), "again": True}) if counts else None


def _ground(conn: Connection, taken: Taken) -> str:
    named = succession.c.predecessor == taken.predecessor
    return f"{conn.scalar(sa.select(succession.c.reason).where(named))}；{GROUND}"


def _data_sets_in(store: Store, package: Package) -> list[DataSet]:
    codes = [code.upper() for code in named_sets(package)]
    unknown = [code for code in codes if code not in store.catalogue.data_sets]
    if unknown:
        raise newer(f"数据集{'、'.join(unknown)[:80]}", package)
    return [store.catalogue.data_sets[code] for code in codes]


def _take_records(
    conn: Connection, store: Store, package: Package, data_set: DataSet, taken: Taken
) -> None:
    table = store.table(data_set.code)
    here = set(conn.scalars(sa.select(table.c.rec_id)))
    incoming = Incoming(package, data_set, table)
    changes = Changeset(data_set.code, table)
    columns = image_columns(table)
    sent: list[tuple[str, str, int, str]] = []
    for row in incoming.rows():
        values = dict(zip(incoming.names, row, strict=True))
        if values["rec_id"] in here:
            taken.known += 1
            continue
        values |= {
            "agency_code": store.agency,
            "row_status": arrived(values["row_status"]),
            "package_id": taken.package_id,
        }
        changes.created.append(tuple(values.get(name) for name in columns))
        sent.append((values["rec_id"], data_set.code, values["rev_no"], taken.package_id))
    taken.accepted[data_set.code] = len(changes.created)
    summary = {"dataset": data_set.code, "from": taken.predecessor, "records": len(sent)}
    changes.write(store, conn, "takeover", taken.package_id, {**summary, "reason": GROUND})
    store.bulk_insert(conn, sent_record, ("rec_id", "dataset", "rev_no", "package_id"), sent)
    mark_superseded(conn, data_set)


def _take_register(conn: Connection, package: Package, taken: Taken) -> None:
    """Enterprises that this office's register does not know yet; those known stay as published."""
    rows = rows_for(register, read_json(package, REGISTER), "名录")
    known = set(conn.scalars(sa.select(register.c.uscc)))
    fresh = [row for row in rows if row["uscc"] not in known]
    if fresh:
        conn.execute(register.insert(), fresh)
    taken.enterprises = len(fresh)


def _take_facts(conn: Connection, store: Store, package: Package, taken: Taken) -> None:
    facts = {
        name: rows_for(table, read_json(package, f"data/{name}.json"), name)
        for name, table in FACTS.items()
    }
    if any(row["agency_code"] != taken.predecessor for rows in facts.values() for row in rows):
        raise malformed("机构代码")
    taken.notices = _inherit_notices(conn, store, facts["notices"])
    taken.objections = _put_new(
        conn, objection, [{**row, "agency_code": store.agency} for row in facts["objections"]]
    )
    # who declared a data set complete spoke of his own records only
    _put_new(conn, coverage, facts["coverage"])


def _inherit_notices(conn: Connection, store: Store, rows: list[dict[str, Any]]) -> int:
    """Served notices stand for this office where it has none; slips are named with their office,

    because two offices may have given out the same number.
    """
    return _put_new(
        conn,
        notice,
        [
            {
                **row,
                "agency_code": store.agency,
                "slip_code": f"{row['agency_code']}:{row['slip_code']}",
            }
            for row in rows
            if row["status"] in SERVED
        ],
    )


def _put_new(conn: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose key is not there yet; returns how many."""
    key = [column.name for column in table.primary_key.columns]
    there = {tuple(row) for row in conn.execute(sa.select(*(table.c[name] for name in key)))}
    fresh = [row for row in rows if tuple(row[name] for name in key) not in there]
    if fresh:
        conn.execute(table.insert(), fresh)
    return len(fresh)
