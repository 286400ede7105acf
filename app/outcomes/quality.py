"""Data quality as the coordinator can know it: what merging refused, and what the rules say.

A package carries no remarks: its sender has put the same rules to its rows, and has warnings
approved with a reason that stays there. So the rules are put to the merged records once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.expressions import Row, compile_columns
from app.catalogue.model import Catalogue, DataSet, Rule
from app.collection import register, states
from app.collection.findings import ERROR
from app.collector import collector_paused
from app.keys.roles import Role
from app.merging.campaigns import current
from app.merging.counts import last_ids
from app.progress import SILENT, Progress
from app.store import audit
from app.store.count_tables import check_count, check_failure, record_check
from app.store.office_store import Store
from app.store.successions import successors
from app.store.tables import inbox, pool

RETURNED, POOLED, CHECKED = "并入时退回", "待匹配", "规则核对"
UNKNOWN, WAITING = "M-UNKNOWN", "待匹配"
_PORTION = 5_000
"""Records whose columns are in memory at once; between portions others have their turn."""


@dataclass(frozen=True)
class Fault:
    """So many records of an agency's data set fail in one way.

    ``source`` is 并入时退回 (in packages of this round, each record once), 待匹配 (enterprises that
    the register does not know) or 规则核对 (a rule of the catalogue, ``level`` as there).
    """

    agency: str
    dataset: str
    source: str
    code: str
    level: str
    message: str
    rows: int


@dataclass(frozen=True)
class Checked:
    """The data sets that had changed and were checked, their records, and how many remarks."""

    data_sets: int
    rows: int
    failures: int


def faults(store: Store) -> list[Fault]:
    """What is known now, most records first; what a merged agency left counts for its heir."""
    with store.read() as conn:
        heirs = successors(conn, clock.today())
        found: Counter[tuple[str, str, str, str, str]] = Counter()
        for source, query in _questions(conn):
            for agency, dataset, code, message, rows in conn.execute(query):
                found[heirs.get(agency, agency), dataset, source, code, message] += rows
    told = [_fault(store.catalogue, *key, rows) for key, rows in found.items()]
    return sorted(told, key=lambda one: (-one.rows, one.agency, one.dataset, one.code))


def last_check(store: Store) -> str:
    """When the rules were last put to any records (ISO); empty if never."""
    with store.read() as conn:
        return conn.scalar(sa.select(sa.func.max(record_check.c.at))) or ""


def check_records(store: Store, progress: Progress = SILENT) -> Checked:
    """Put the catalogue's rules to every record that counts, where records or rules changed since.

    Rules across several records are not among them: their senders judge those at review.
    Raises ``R-ROLE``, ``Cancelled`` (then what stood stays).
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with collector_paused(), store.read() as conn:
        known = {row.dataset: row for row in conn.execute(sa.select(record_check))}
        bases = {code: one.base for code, one in register.load(conn).entries.items()}
        sets = store.catalogue.data_sets
        due = {
            sets[code]: last
            for code, last in last_ids(conn, sets.values()).items()
            if last and not _holds(store, known, sets[code], last)
        }
        checks = []
        for number, (data_set, last) in enumerate(due.items()):
            progress.step(number, len(due), data_set.title)
            checks.append(_check(store, conn, data_set, last, bases, progress))
    done = Checked(len(checks), sum(c.rows for c in checks), sum(c.counts.total() for c in checks))
    if checks:
        _keep(store, checks, done)
    return done


@dataclass(frozen=True)
class _Check:
    data_set: DataSet
    last: int
    rows: int
    failures: dict[str, list[str]]
    """Rule to the ids of the records that fail it: few objects for the collector to walk."""
    counts: Counter[tuple[str, str]]


def _holds(
    store: Store, known: Mapping[str, sa.Row[tuple[object, ...]]], data_set: DataSet, last: int
) -> bool:
    row = known.get(data_set.code)
    version = store.catalogue.version
    return row is not None and (row.last_id, row.catalogue_version) == (last, version)


def _check(
    store: Store,
    conn: sa.Connection,
    data_set: DataSet,
    last: int,
    bases: Mapping[str, Row],
    progress: Progress,
) -> _Check:
    """Every rule over the columns of one portion of records after the other."""
    today = clock.today().isoformat()
    failures: dict[str, list[str]] = defaultdict(list)
    counts: Counter[tuple[str, str]] = Counter()
    rules = [(rule, _joined(store, conn, rule)) for rule in data_set.rules]
    rows = 0
    for columns in _portions(store, conn, data_set) if rules else ():
        progress.step(rows, last, data_set.title)
        agencies, ids = columns["agency_code"], columns["rec_id"]
        rows += len(ids)
        about = [bases.get(str(code)) for code in columns["uscc"]]
        for rule, joined in rules:
            other = store.catalogue.data_sets.get(rule.join)
            named = zip(agencies, *(columns[name] for name in rule.on), strict=True)
            others = [joined.get(key) for key in named] if rule.join else None
            test = compile_columns(data_set, rule, other)
            for place in test(columns, len(ids), today, about, others):
                failures[rule.code].append(str(ids[place]))
                counts[str(agencies[place]), rule.code] += 1
    return _Check(data_set, last, rows, failures, counts)


def _portions(
    store: Store, conn: sa.Connection, data_set: DataSet
) -> Iterator[dict[str, list[str | int | None]]]:
    """The records that count, by columns."""
    table = store.table(data_set.code)
    query = sa.select(table).where(*_counting(table)).order_by(table.c.id).limit(_PORTION)
    last = 0
    while rows := conn.execute(query.where(table.c.id > last)).all():
        names = [column.name for column in table.columns]
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        last = rows[-1].id
        yield columns


def _counting(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.superseded == 0, table.c.row_status != states.WITHDRAWN


def _joined(
    store: Store, conn: sa.Connection, rule: Rule
) -> dict[tuple[str | int | None, ...], Row]:
    """The newest record of the rule's other data set by agency and what it agrees in."""
    if not rule.join:
        return {}
    table = store.table(rule.join)
    query = sa.select(table).where(*_counting(table)).order_by(table.c.id)
    rows = (dict(row._mapping) for row in conn.execute(query))
    return {(row["agency_code"], *(row[name] for name in rule.on)): row for row in rows}


def _keep(store: Store, checks: list[_Check], done: Checked) -> None:
    with store.write() as conn:
        for one in checks:
            code = one.data_set.code
            for table in (record_check, check_count, check_failure):
                conn.execute(sa.delete(table).where(table.c.dataset == code))
            values = {
                "dataset": code,
                "at": clock.timestamp(),
                "catalogue_version": store.catalogue.version,
                "rows": one.rows,
                "last_id": one.last,
            }
            conn.execute(sa.insert(record_check).values(values))
            counted = ((agency, code, rule, rows) for (agency, rule), rows in one.counts.items())
            store.bulk_insert(
                conn, check_count, ("agency_code", "dataset", "code", "rows"), counted
            )
            failed = ((code, rule, rec_id) for rule, ids in one.failures.items() for rec_id in ids)
            store.bulk_insert(conn, check_failure, ("dataset", "code", "rec_id"), failed)
        told = {"datasets": done.data_sets, "rows": done.rows, "failures": done.failures}
        audit.append(conn, store, "quality.check", "", told)


def _questions(conn: sa.Connection) -> Iterator[tuple[str, sa.Select[Any]]]:
    """Agency, data set, code, message and count of records, for each source."""
    round_ = current(conn)
    rows = sa.func.json_each(inbox.c.counts, "$.returned").table_valued("value")
    dataset, rec_id, code, message = (
        sa.func.json_extract(rows.c.value, f"$[{at}]") for at in range(4)
    )
    yield (
        RETURNED,
        sa.select(
            inbox.c.sender, dataset, code, sa.func.max(message), sa.func.count(rec_id.distinct())
        )
        .join_from(inbox, rows, sa.true())
        .where(inbox.c.kind == "submission", inbox.c.at >= (round_.at if round_ else ""))
        .where(code != UNKNOWN)
        .group_by(inbox.c.sender, dataset, code),
    )
    one = pool.c
    yield (
        POOLED,
        sa.select(
            one.agency_code, one.dataset, sa.literal(UNKNOWN), sa.func.max(one.reason),
            sa.func.count(one.rec_id.distinct()),
        )
        .where(one.state == WAITING)
        .group_by(one.agency_code, one.dataset),
    )  # fmt: skip
    kept = check_count.c
    yield (
        CHECKED,
        sa.select(kept.agency_code, kept.dataset, kept.code, sa.literal(""), kept.rows),
    )


def _fault(
    catalogue: Catalogue,
    agency: str,
    dataset: str,
    source: str,
    code: str,
    message: str,
    rows: int,
) -> Fault:
    known = catalogue.data_sets.get(dataset)
    rule = next((one for one in known.rules if one.code == code), None) if known else None
    level, said = (rule.level, rule.message) if rule else (ERROR, message or code)
    return Fault(agency, dataset, source, code, level, said, rows)
