"""An agency's reviewed records on their way to the coordinator (报送)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app import clock
from app.catalogue.model import DataSet, Value
from app.collection import notices
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.tables import write_rows
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.cards import coordinator_card
from app.merging.directory import own_recipient
from app.merging.streams import send
from app.store.office_store import Store
from app.store.tables import COMMON, coverage, notice, objection, sent_record
from app.store.transitions import set_state

LOCAL = frozenset({"id", "agency_code", "batch_id", "package_id", "audit_seq", "superseded"})
"""Common columns that only mean something inside one office."""

SENDABLE = ("已审核", "已更正")
WITHDRAWN = "已撤回"

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


def write_submission(store: Store, path: Path, *, period: str) -> Submitted:
    """Sign, seal and write everything that may go to the coordinator. Needs the reviewer.

    Records go when they are reviewed, unchanged since, and their enterprise has been told (and
    has consented, for banks); withdrawn records that were sent before go as withdrawn. In the
    same transaction they become 已上报. Raises ``P-NOTHING`` when there is nothing to send.
    """
    store.require(Role.REVIEWER)
    today = clock.today()
    data_sets = store.catalogue.data_sets_of(store.agency, today)
    try:
        with store.write() as conn:
            gate = notices.gate(store, conn)
            chosen = {d.code: _choose(conn, store, d, gate.allowed) for d in data_sets}
            sent = {code: len(choice.going) for code, choice in chosen.items() if choice.going}
            blocked = {code: choice.blocked for code, choice in chosen.items() if choice.blocked}
            facts = _facts(conn)
            if not sent and not blocked and not any(facts.values()):
                raise RefusedError("P-NOTHING", "没有可报送的数据。", "请先完成录入、审核和告知。")
            resources = [
                Resource(
                    f"data/{d.code.lower()}.jsonl",
                    write_rows(d, submission_columns(d), _rows(conn, store, d)),
                )
                for d in data_sets
                if d.code in sent
            ]
            for d in data_sets:
                _mark_chosen(conn, d, chosen[d.code].going)
            package = send(
                store,
                conn,
                path,
                kind="submission",
                to=coordinator_card(store).agency,
                recipients=[coordinator_card(store).recipient, own_recipient(store)],
                resources=[*resources, *_fact_resources(facts)],
                period=period,
                extra={"counts": sent, "catalogue": store.catalogue.version},
            )
            for d in data_sets:
                if d.code in sent:
                    _note_sent(conn, store, d, package.package_id)
            set_state(
                conn,
                store,
                {d: chosen[d.code].reviewed for d in data_sets if chosen[d.code].reviewed},
                "已上报",
                action="submission.write",
                subject=package.package_id,
                summary={"sent": sent, "blocked": blocked},
            )
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    return Submitted(package, sent, blocked)


@dataclass(frozen=True)
class _Choice:
    """Ids of reviewed and of withdrawn records that go; how many must stay for want of a paper."""

    reviewed: list[str]
    withdrawn: list[str]
    blocked: int

    @property
    def going(self) -> list[str]:
        return self.reviewed + self.withdrawn


def _choose(conn: Connection, store: Store, data_set: DataSet, allowed: frozenset[str]) -> _Choice:
    table = store.table(data_set.code)
    rows = conn.execute(
        sa.select(table.c.rec_id, table.c.uscc, table.c.row_status)
        .outerjoin(sent_record, sent_record.c.rec_id == table.c.rec_id)
        .where(
            sa.or_(
                table.c.row_status.in_(SENDABLE),
                sa.and_(table.c.row_status == WITHDRAWN, sent_record.c.rev_no < table.c.rev_no),
            )
        )
    ).all()
    withdrawn = [r.rec_id for r in rows if r.row_status == WITHDRAWN]
    reviewed = [r.rec_id for r in rows if r.row_status != WITHDRAWN and r.uscc in allowed]
    return _Choice(reviewed, withdrawn, len(rows) - len(withdrawn) - len(reviewed))


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


def _facts(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [dict(row._mapping) for row in conn.execute(sa.select(table))]
        for name, table in FACTS.items()
    }


def _fact_resources(facts: dict[str, list[dict[str, Any]]]) -> Iterator[Resource]:
    for name, rows in facts.items():
        content = json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()
        yield Resource(f"data/{name}.json", [content])
