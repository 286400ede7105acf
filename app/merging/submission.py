"""An agency's reviewed records on their way to the coordinator (报送)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app import clock
from app.catalogue.model import DataSet, Value
from app.collection import states
from app.collection.gate import gate_in
from app.errors import RefusedError
from app.exchange.envelope import Kind
from app.exchange.inner import Resource
from app.exchange.tables import write_rows
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.cards import coordinator_card
from app.merging.directory import own_recipient
from app.merging.read_back import read_back
from app.merging.streams import send, undone
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.successions import refuse_merged
from app.store.tables import (
    COMMON,
    coverage,
    notice,
    objection,
    record_table_name,
    register,
    sent_record,
)
from app.store.transitions import set_state

LOCAL = frozenset({"id", "agency_code", "batch_id", "package_id", "audit_seq", "superseded"})
"""Common columns that only mean something inside one office."""

ACTION = "submission.write"
"""The audit entry of a submission: ``sent`` and ``ways`` per data set, ``blocked`` per reason."""

NEW, CHANGED, GONE, AGAIN = "new", "changed", "withdrawn", "again"
"""Ways in which a record goes: for the first time, as a later revision, taken back, once more."""

NAMES = "data/subjects.json"
"""What the agency calls each enterprise that it sends, by code. Older releases send none."""

FACTS = {"notices": notice, "coverage": coverage, "objections": objection}
"""Resources of a submission beside the records: whole tables, sent afresh each time."""


@dataclass(frozen=True)
class Submitted:
    """What a submission took along, per data set, and what stayed behind and why."""

    package: Written
    sent: dict[str, int]
    blocked: dict[str, int]


def submission_columns(data_set: DataSet) -> tuple[str, ...]:
    """Columns of a record as it travels: the common ones that others need, then its own."""
    common = [name for name in COMMON if name not in LOCAL]
    own = [f.name for f in data_set.fields if f.name not in COMMON and not f.matching]
    return (*common, *own)


def write_submission(
    store: Store,
    path: Path,
    *,
    period: str,
    full: bool = False,
    checked: bool = False,
    progress: Progress = SILENT,
) -> Submitted:
    """Sign, seal and write everything that may go to the coordinator. Needs the reviewer.

    Records go when they are reviewed, unchanged since, and their enterprise has been told (and
    has consented, for banks); withdrawn records that were sent before go as withdrawn. In the
    same transaction they become 已上报. Only revisions not sent before go, unless ``full``: then
    everything, for a coordinator that lost its store. ``checked``: the file is read back from its
    medium before anything counts as sent.

    Raises ``P-NOTHING`` when there is nothing to send, ``M-MERGED`` when this agency has merged
    into another, ``X-READBACK`` or ``ENV-*`` when the medium fails, ``Cancelled``; then no record
    has changed and no half of a file is left.
    """
    store.require(Role.REVIEWER)
    with undone(path), store.write() as conn:
        done = _write(store, conn, path, period, full, progress)
        if checked:
            progress.step(0, 0, "回读核对")
            read_back(store, path, Kind.SUBMISSION, done.package, progress)
        return done


def _write(
    store: Store, conn: Connection, path: Path, period: str, full: bool, progress: Progress
) -> Submitted:
    refuse_merged(conn, store.catalogue, store.agency, clock.today())
    judged = gate_in(store, conn, full=full)
    facts = _facts(conn, store.agency)
    if not judged.ready and not any(facts.values()):
        raise RefusedError("P-NOTHING", "没有可报送的数据。", "请先完成录入、审核和告知。")
    data_sets = [store.catalogue.data_sets[code] for code in judged.ready]
    sent = {code: len(ids) for code, ids in judged.ready.items()}
    blocked = dict(Counter(row.code for row in judged.blocked))
    for data_set in data_sets:
        _mark_chosen(conn, data_set, judged.ready[data_set.code])
    card = coordinator_card(store)
    package = send(
        store,
        conn,
        path,
        kind="submission",
        to=card.agency,
        recipients=[card.recipient, own_recipient(store)],
        resources=[
            *_record_resources(conn, store, data_sets),
            *_fact_resources(facts),
            _names(conn, data_sets),
        ],
        period=period,
        extra={"counts": sent, "catalogue": store.catalogue.version, "full": full},
        progress=progress,
    )
    ways = {data_set.code: _ways(conn, data_set) for data_set in data_sets}
    for data_set in data_sets:
        _note_sent(conn, store, data_set, package.package_id)
    set_state(
        conn,
        store,
        {data_set: _reviewed(conn, store, data_set) for data_set in data_sets},
        "已上报",
        action=ACTION,
        subject=package.package_id,
        summary={"sent": sent, "blocked": blocked, "ways": ways},
    )
    return Submitted(package, sent, blocked)


def _record_resources(
    conn: Connection, store: Store, data_sets: list[DataSet]
) -> Iterator[Resource]:
    for data_set in data_sets:
        rows = write_rows(data_set, submission_columns(data_set), _rows(conn, store, data_set))
        yield Resource(f"data/{data_set.code.lower()}.jsonl", rows)


def _reviewed(conn: Connection, store: Store, data_set: DataSet) -> list[str]:
    """Those of the chosen records that pass from 已审核 to 已上报; other states travel as is."""
    table = store.table(data_set.code)
    chosen = sa.text(f"SELECT rec_id FROM chosen_{data_set.code.lower()}")
    query = sa.select(table.c.rec_id).where(
        table.c.rec_id.in_(chosen), table.c.row_status == "已审核"
    )
    return list(conn.scalars(query))


def _mark_chosen(conn: Connection, data_set: DataSet, ids: list[str]) -> None:
    """Keep the chosen ids in a temporary table, so that the rows can be streamed."""
    name = f"chosen_{data_set.code.lower()}"
    conn.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {name} (rec_id TEXT PRIMARY KEY)")
    conn.exec_driver_sql(f"DELETE FROM {name}")
    if ids:
        conn.exec_driver_sql(f"INSERT INTO {name} VALUES (?)", [(i,) for i in ids])


def _rows(conn: Connection, store: Store, data_set: DataSet) -> Iterator[tuple[Value, ...]]:
    table = store.table(data_set.code)
    chosen = sa.text(f"SELECT rec_id FROM chosen_{data_set.code.lower()}")
    query = (
        sa.select(*(table.c[name] for name in submission_columns(data_set)))
        .where(table.c.rec_id.in_(chosen))
        .order_by(table.c.id)
    )
    for row in conn.execute(query):
        yield tuple(row)


def _ways(conn: Connection, data_set: DataSet) -> dict[str, int]:
    """How many of the chosen records go in which way, before they count as sent."""
    cursor = conn.exec_driver_sql(
        "SELECT CASE WHEN r.row_status IN (?, ?) THEN ? WHEN s.rec_id IS NULL THEN ?"
        " WHEN s.rev_no < r.rev_no THEN ? ELSE ? END AS way, count(*)"
        f" FROM chosen_{data_set.code.lower()} c JOIN {record_table_name(data_set.code)} r"
        f" ON r.rec_id = c.rec_id LEFT JOIN {sent_record.name} s ON s.rec_id = c.rec_id"
        " GROUP BY way ORDER BY way",
        (states.WITHDRAWN, states.REPAIRED, GONE, NEW, CHANGED, AGAIN),
    )
    return {str(row[0]): int(row[1]) for row in cursor}


def _note_sent(conn: Connection, store: Store, data_set: DataSet, package_id: str) -> None:
    """Remember which revision of each record went in which package."""
    table = store.table(data_set.code)
    chosen = sa.text(f"SELECT rec_id FROM chosen_{data_set.code.lower()}")
    conn.execute(sa.delete(sent_record).where(sent_record.c.rec_id.in_(chosen)))
    conn.execute(
        sent_record.insert().from_select(
            ["rec_id", "dataset", "rev_no", "package_id"],
            sa.select(
                table.c.rec_id, sa.literal(data_set.code), table.c.rev_no, sa.literal(package_id)
            ).where(table.c.rec_id.in_(chosen)),
        )
    )


def _names(conn: Connection, data_sets: list[DataSet]) -> Resource:
    """What this office calls the enterprises it sends, for one that the coordinator misses."""
    names: dict[str, str] = {}
    for data_set in data_sets:
        code = data_set.code.lower()
        names.update(
            conn.exec_driver_sql(
                f"SELECT DISTINCT g.uscc, g.name FROM chosen_{code} c JOIN rec_{code} r"
                f" ON r.rec_id = c.rec_id JOIN {register.name} g ON g.uscc = r.uscc"
            ).all()
        )
    return Resource(NAMES, [json.dumps(names, ensure_ascii=False, sort_keys=True).encode()])


def _facts(conn: Connection, agency: str) -> dict[str, list[dict[str, Any]]]:
    """This agency's own; a predecessor's declarations stay the predecessor's words."""
    return {
        name: [
            dict(row._mapping)
            for row in conn.execute(sa.select(table).where(table.c.agency_code == agency))
        ]
        for name, table in FACTS.items()
    }


def _fact_resources(facts: dict[str, list[dict[str, Any]]]) -> Iterator[Resource]:
    for name, rows in facts.items():
        content = json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()
        yield Resource(f"data/{name}.json", [content])
