"""Taking a submission into the coordinator's store: all of it in one transaction, or nothing.

A sender whose catalogue is older leaves out columns: they are empty in new rows, and keep what
stands in rows that are replaced. A sender whose catalogue is newer is refused (``M-NEWER``).

An agency reaches only its own data sets and rows, and those of agencies that merged into it: such
a row becomes the successor's with its next revision, the audit log keeps both. Enterprises that
the register does not know wait in the pool; merging the same package again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app import clock
from app.catalogue.model import DataSet
from app.collection.register import register_from_records
from app.collector import collector_paused
from app.errors import RefusedError
from app.exchange.verifying import Package, open_verified, show
from app.keys.roles import Role
from app.merging.contents import malformed, read_json, rows_for
from app.merging.incoming import Incoming, arrived, named_sets, newer
from app.merging.landing import STEP, Writing, land, rows_by_id
from app.merging.marks import foreign, settle, take_objections
from app.merging.pool import ELSEWHERE, WAITING, Strangers, settle_corrected, settle_known
from app.merging.restarts import require_full
from app.merging.streams import StoreTrust, enrolled_keys, identity_of, note_arrival
from app.merging.submission import FACTS
from app.progress import SILENT, Part, Progress
from app.store.office_store import Store
from app.store.successions import data_sets_of, predecessors, refuse_merged
from app.store.tables import coverage, inbox, objection, register

REGISTER_SET = "SC01"


@dataclass
class Merged:
    """What became of a submission's rows: accepted per data set, pooled, returned with reasons."""

    package_id: str
    sender: str
    accepted: dict[str, int] = field(default_factory=dict)
    pooled: int = 0
    returned: list[tuple[str, str, str, str]] = field(default_factory=list)
    again: bool = False


Watch = Callable[[Writing], None]


def _unwatched(_: Writing) -> None:
    """Nobody looks on."""


def merge(store: Store, path: Path, *, progress: Progress = SILENT) -> Merged:
    """Verify and merge one submission; the result of an earlier merge when it came before.

    ``returned`` rows are ``(dataset, rec_id, code, message)``. Raises the codes of
    ``app.exchange`` for a package that does not verify, ``M-FIRST`` when market regulation has not
    come yet, ``M-OWNER`` for a data set that the sender does not own, ``M-NEWER`` for what only a
    newer catalogue knows, ``M-COLUMNS`` when columns are missing that every record has,
    ``X-CONTENT`` for content of no known shape, ``M-MERGED`` for an agency that is no more,
    ``M-FULL`` for less than everything after a stream was begun again.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    earlier = _merged_before(store, path)
    if earlier is not None:
        return earlier
    with (
        open_verified(
            path,
            expect_kind="submission",
            me=identity_of(store),
            trust=StoreTrust(store, enrolled_keys(store)),
        ) as package,
        store.write() as conn,
    ):
        return merge_in(store, conn, package, progress=progress)


@collector_paused()
def merge_in(
    store: Store,
    conn: Connection,
    package: Package,
    *,
    progress: Progress = SILENT,
    watch: Watch = _unwatched,
) -> Merged:
    """Merge a verified submission in the caller's transaction, which must roll back on an error.

    ``watch`` sees what is replaced before it is. Raises as :func:`merge`.
    """
    merged = Merged(package.envelope.package_id, package.envelope.sender)
    mine = frozenset({merged.sender} | predecessors(conn, merged.sender, clock.today()))
    require_full(conn, package)
    data_sets = _data_sets_in(conn, store, package)
    for number, data_set in enumerate(data_sets):
        part = Part(progress, number, number + 1, len(data_sets))
        _Arrival(conn, store, package, merged, data_set, mine, part, watch).take()
        if data_set.code == REGISTER_SET:
            register_from_records(store, conn)
            settle_known(conn)
    _take_facts(conn, store, package, mine)
    note_arrival(conn, package, asdict(merged))
    return merged


def _merged_before(store: Store, path: Path) -> Merged | None:
    """The noted result when exactly this signed envelope was merged before."""
    said = show(path)
    with store.read() as conn:
        counts = conn.scalar(
            sa.select(inbox.c.counts).where(
                inbox.c.envelope_sha256 == said.envelope_sha256, inbox.c.kind == "submission"
            )
        )
        if not counts:  # nothing is proven yet, but to refuse needs no proof
            refuse_merged(conn, store.catalogue, said.envelope.sender, clock.today())
    return Merged(**{**json.loads(counts), "again": True}) if counts else None


def _data_sets_in(conn: Connection, store: Store, package: Package) -> list[DataSet]:
    sender = package.envelope.sender
    mine = data_sets_of(conn, store.catalogue, sender, clock.today())
    owned = {data_set.code.lower(): data_set for data_set in mine}
    named = named_sets(package)
    foreign = [name.upper() for name in named if name not in owned]
    unknown = [code for code in foreign if code not in store.catalogue.data_sets]
    if unknown:
        raise newer(f"数据集{'、'.join(unknown)}", package)
    if foreign:
        raise RefusedError(
            "M-OWNER",
            f"报送包含有不属于{sender}的数据集：{'、'.join(foreign)}。整包未并入。",
            "请该机构核对目录版本后重新报送。",
        )
    if (
        REGISTER_SET.lower() not in named
        and conn.scalar(sa.select(register.c.uscc).limit(1)) is None
    ):
        raise RefusedError(
            "M-FIRST", "企业名录尚未建立。", "请先并入市场监管部门的报送包，再并入其他机构。"
        )
    return [data_set for code, data_set in owned.items() if code in named]


class _Arrival:
    """One data set of one submission on its way into its table."""

    def __init__(
        self,
        conn: Connection,
        store: Store,
        package: Package,
        merged: Merged,
        data_set: DataSet,
        mine: frozenset[str],
        progress: Progress,
        watch: Watch,
    ) -> None:
        self.conn, self.store, self.package, self.merged = conn, store, package, merged
        self.progress, self.watch = progress, watch
        self.data_set, self.table = data_set, store.table(data_set.code)
        self.incoming = Incoming(package, data_set, self.table)
        self.names = self.incoming.names
        self.mine = mine
        self.id_at = self.names.index("rec_id")
        self.uscc_at = self.names.index("uscc")
        self.status_at = self.names.index("row_status")
        self.known = (
            None if data_set.code == REGISTER_SET else set(conn.scalars(sa.select(register.c.uscc)))
        )
        self.strangers = Strangers(conn, package, data_set.code, mine, self.known or set())

    def take(self) -> None:
        """Sort every row into accepted, pooled or returned; write the accepted ones."""
        sender = self.package.envelope.sender
        query = sa.select(self.table.c.rec_id, self.table.c.agency_code)
        owner = {row[0]: row[1] for row in self.conn.execute(query)}
        accepted: list[tuple[Any, ...]] = []
        for number, row in enumerate(self.incoming.rows()):
            if number % STEP == 0:
                self.progress.step(0, 1, self.data_set.title)
            if owner.get(row[self.id_at], sender) not in self.mine:
                self._return(row, "M-FOREIGN", "该记录号属于其他机构，未并入")
            elif self.known is not None and row[self.uscc_at] not in self.known:
                target = self._stranger(row)
                if target:
                    at = self.uscc_at
                    accepted.append((*row[:at], target, *row[at + 1 :]))
            else:
                accepted.append(row)
        unknown = self.strangers.ids()
        came = {row[self.id_at] for row in accepted}.difference(unknown)
        settle_corrected(self.conn, self.data_set.code, came)
        self.strangers.keep(rows_by_id(self.conn, self.table, unknown))
        self._write(accepted, {i for i in owner if owner[i] in self.mine})
        self.merged.accepted[self.data_set.code] = len(accepted)

    def _stranger(self, row: tuple[Any, ...]) -> str:
        """Put a row about an unknown code into the pool; returns whose it is if that is decided."""
        sent = self.incoming.sent
        given = {n: v for n, v in zip(self.names, row, strict=True) if n in sent}
        state, target = self.strangers.take(given)
        if state == WAITING:
            self.merged.pooled += 1
            self._return(row, "M-UNKNOWN", "企业名录中没有该主体，已转入待匹配库")
        elif state == ELSEWHERE:
            self._return(row, "M-ELSEWHERE", "已认定不属于本县采集范围，未并入")
        return target

    def _write(self, rows: list[tuple[Any, ...]], mine: set[str]) -> None:
        """Put accepted rows in: those known before replace what stood, the others are new."""
        package_id, sender = self.package.envelope.package_id, self.package.envelope.sender
        at = self.status_at
        final = [(*row[:at], arrived(row[at]), *row[at + 1 :], sender, package_id) for row in rows]
        columns = (*self.names, "agency_code", "package_id")
        replaced = [row for row in final if row[self.id_at] in mine]
        before = rows_by_id(self.conn, self.table, [row[self.id_at] for row in replaced])
        if self.incoming.sent != self.names:
            replaced = [self._overlaid(row, before[row[self.id_at]]) for row in replaced]
        fresh = [row for row in final if row[self.id_at] not in mine] if mine else final
        columns = (*self.names, "agency_code", "package_id")
        writing = Writing(self.data_set, columns, fresh, replaced, before)
        self.watch(writing)
        summary = {"sender": sender, "dataset": self.data_set.code, "rows": len(rows)}
        if self.strangers.let_in:
            summary["matched"] = self.strangers.let_in
        land(
            self.conn,
            self.store,
            writing,
            action="merge",
            subject=package_id,
            summary=summary,
            progress=self.progress,
        )

    def _overlaid(self, row: tuple[Any, ...], stands: dict[str, Any]) -> tuple[Any, ...]:
        """A replacing row, with what stands in the columns that its sender does not know."""
        kept = (
            value if name in self.incoming.sent else stands[name]
            for name, value in zip(self.names, row[: len(self.names)], strict=True)
        )
        return (*kept, *row[len(self.names) :])

    def _return(self, row: tuple[Any, ...], code: str, message: str) -> None:
        self.merged.returned.append((self.data_set.code, row[self.id_at], code, message))


def _take_facts(conn: Connection, store: Store, package: Package, mine: frozenset[str]) -> None:
    """Replace the sender's notices and declarations by what it sent; objections by number."""
    sender = package.envelope.sender
    for name, table in FACTS.items():
        rows = rows_for(table, read_json(package, f"data/{name}.json"), name)
        if any(row["agency_code"] != sender for row in rows):
            raise foreign(name)
        if table is coverage:
            _check_periods(rows)
        if table is objection:
            take_objections(conn, store, sender, mine, rows)
            continue
        conn.execute(sa.delete(table).where(table.c.agency_code == sender))
        if rows:
            conn.execute(table.insert(), rows)
    settle(conn, store, mine)


def _check_periods(rows: list[dict[str, Any]]) -> None:
    """Days or months; what is no day at all would stop every later rating."""
    for row in rows:
        for text in (row["period_from"], row["period_to"]):
            try:
                date.fromisoformat(text if len(text) > 7 else f"{text}-01")
            except ValueError as error:
                raise malformed("coverage: 期间") from error
