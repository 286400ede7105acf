"""Puts a plan into the store: new and changed records, rows held back, remarks, one audit entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet
from app.collection import states
from app.collection.analysis import CHANGED, DUPLICATE, FAULTY, NEW, UNMATCHED, WARNED, Block, Plan
from app.collection.changeset import Changeset, Row, Stored, image_columns
from app.collection.findings import NOTE, Finding, to_json
from app.collection.ids import new_ids
from app.collection.matching import candidates_json
from app.collection.register import is_source, register_from_records
from app.collection.sheets.model import Cell
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.tables import finding as finding_table
from app.store.tables import held_row

ACCEPTED = frozenset({NEW, CHANGED, WARNED})
HELD = frozenset({DUPLICATE, FAULTY, UNMATCHED})
WAITING = "待处理"
_AT_ONCE = 2_000


def apply(
    store: Store,
    conn: sa.Connection,
    data_set: DataSet,
    plan: Plan,
    *,
    act: str,
    as_of: date,
    source_doc: str | None,
    action: str,
    summary: Mapping[str, object],
    in_batch: bool = True,
    progress: Progress = SILENT,
) -> dict[int, str]:
    """Write the accepted rows of ``plan``; returns the rec_id of each by its position.

    Runs in the caller's write transaction. ``act`` is the batch, and the audit entry's subject;
    a record typed in (``in_batch`` False) is its own subject and ``act`` only tells remarks apart.
    Nothing is written, and no entry made, when no row is accepted.
    """
    changes = Changeset(data_set.code, store.table(data_set.code))
    accepted = [i for i, outcome in enumerate(plan.outcomes) if outcome in ACCEPTED]
    if not accepted:
        return {}
    image = _Image(
        store, changes.table, frozenset(plan.names), act if in_batch else None, as_of, source_doc
    )
    fresh = [i for i in accepted if i not in plan.stored]
    placed = dict(zip(fresh, new_ids(len(fresh)), strict=True))
    changes.created = image.of_new(
        list(placed.values()), [plan.rows[i] for i in fresh], [plan.complete[i] for i in fresh]
    )
    for i in accepted:
        met = plan.stored.get(i)
        if met:
            placed[i] = image.rec_id_of(met)
            changes.change(met, image.of(met, plan.rows[i], complete=plan.complete[i]))
    subject = act if in_batch else placed[accepted[0]]
    changes.write(store, conn, action, subject, summary, progress)
    replaced = [placed[i] for i in accepted if i in plan.stored]
    retire_findings(conn, replaced, act)
    remarks = [(placed[i], said) for i in accepted for said in plan.of_row.get(i, ())]
    add_findings(store, conn, data_set.code, remarks, act)
    if is_source(store, data_set.code):
        register_from_records(store, conn)
    return placed


class _Image:
    """Full images of records as this act leaves them."""

    def __init__(
        self,
        store: Store,
        table: sa.Table,
        own: frozenset[str],
        batch_id: str | None,
        as_of: date,
        source_doc: str | None,
    ) -> None:
        self.columns = image_columns(table)
        self.own = own
        self._pick = itemgetter(*self.columns)
        self._id = self.columns.index("rec_id")
        self._rev = self.columns.index("rev_no")
        self._package = self.columns.index("package_id")
        self.common: dict[str, Any] = {
            "agency_code": store.agency,
            "as_of_date": as_of.isoformat(),
            "entered_by": store.operator,
            "entered_at": clock.timestamp(),
            "reviewed_by": None,
            "reviewed_at": None,
            "source_doc": source_doc,
            "batch_id": batch_id,
        }

    def rec_id_of(self, stored: Stored) -> str:
        """The id of a stored record."""
        return str(stored.image[self._id])

    def of_new(
        self,
        rec_ids: Sequence[str],
        rows: Sequence[Mapping[str, Any]],
        complete: Sequence[bool],
    ) -> list[Row]:
        """The images of new records, made by columns: files have tens of thousands of rows."""
        if not rows:
            return []
        made: dict[str, Iterable[Any]] = {
            "rec_id": rec_ids,
            "row_status": [states.ENTERED if whole else states.DRAFT for whole in complete],
            "rev_no": repeat(1),
            "package_id": repeat(None),
        }
        for name in self.columns:
            if name not in made:
                made[name] = self._column(name, rows)
        lines = zip(*(made[name] for name in self.columns), strict=False)
        rows_made: list[Row] = []
        # In one go, nothing else would run meanwhile
        while some := list(islice(lines, _AT_ONCE)):
            rows_made += some
        return rows_made

    def _column(self, name: str, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
        common = self.common.get(name)
        if name not in rows[0] or (name in self.common and name not in self.own):
            return repeat(common)
        if common is None:
            return [row[name] for row in rows]
        return [common if row[name] is None else row[name] for row in rows]

    def of(self, met: Stored, values: Mapping[str, Any], *, complete: bool) -> Row:
        """The image of a stored record: it keeps its id and counts its revision up."""
        full: dict[str, Any] = dict.fromkeys(self.columns)
        full.update(values)
        for name, value in self.common.items():
            if full[name] is None or name not in self.own:
                full[name] = value
        full["rec_id"] = met.image[self._id]
        full["row_status"] = states.ENTERED if complete else states.DRAFT
        full["rev_no"] = int(met.image[self._rev]) + 1
        full["package_id"] = met.image[self._package]
        row: Row = self._pick(full)
        return row


def retire_findings(conn: sa.Connection, rec_ids: Sequence[str], act: str) -> None:
    """Make the current remarks on these records history; :func:`revive_findings` undoes it."""
    driver = conn.connection.driver_connection
    if rec_ids and driver is not None:
        driver.executemany(
            "UPDATE finding SET replaced_by = ? WHERE rec_id = ? AND replaced_by IS NULL",
            [(act, rec_id) for rec_id in rec_ids],
        )


def revive_findings(conn: sa.Connection, act: str) -> None:
    """Undo what ``act`` did to the remarks."""
    conn.execute(sa.delete(finding_table).where(finding_table.c.batch_id == act))
    conn.execute(
        sa.update(finding_table).where(finding_table.c.replaced_by == act).values(replaced_by=None)
    )


def add_findings(
    store: Store,
    conn: sa.Connection,
    dataset: str,
    remarks: Sequence[tuple[str, Finding]],
    act: str,
) -> None:
    """Keep remarks with their records."""
    columns = ("dataset", "rec_id", "code", "level", "field", "value", "message", "advice")
    store.bulk_insert(
        conn,
        finding_table,
        (*columns, "batch_id"),
        [
            (dataset, rec_id, e.code, e.level, e.field, e.value, e.message, e.advice, act)
            for rec_id, e in remarks
            if e.level != NOTE or e.code.startswith("N-")
        ],
    )


def hold(
    store: Store,
    conn: sa.Connection,
    dataset: str,
    plan: Plan,
    block: Block,
    others: Block,
    batch_id: str,
) -> int:
    """Keep the rows that were not accepted, whole, for correction or matching; returns how many."""
    held = [i for i, outcome in enumerate(plan.outcomes) if outcome in HELD]
    store.bulk_insert(
        conn,
        held_row,
        ("batch_id", "dataset", "row_no", "outcome", "cells", "findings", "candidates", "state"),
        [
            (
                batch_id,
                dataset,
                block.row_numbers[i],
                plan.outcomes[i],
                cells_to_json(block, others, i),
                to_json(plan.of_row.get(i, ())),
                json.dumps(candidates_json(plan.candidates.get(i, ())), ensure_ascii=False),
                WAITING,
            )
            for i in held
        ],
    )
    return len(held)


def cells_to_json(block: Block, others: Block, position: int) -> str:
    """One row as it stood in the file: mapped cells by field, the others by header."""
    return json.dumps(
        {
            "fields": {name: _plain(cells[position]) for name, cells in block.cells.items()},
            "headers": dict(block.headers),
            "units": {name: unit for name, unit in block.units.items() if unit},
            "others": {name: _plain(cells[position]) for name, cells in others.cells.items()},
            "missing": list(block.missing),
        },
        ensure_ascii=False,
    )


def block_of(text: str, row_no: int, forced: str = "") -> Block:
    """The one-row block that :func:`cells_to_json` kept; ``forced`` is its enterprise."""
    kept = json.loads(text)
    return Block(
        row_numbers=[row_no],
        cells={name: [cell] for name, cell in kept["fields"].items()},
        headers=kept["headers"],
        units=kept["units"],
        missing=kept["missing"],
        forced={0: forced} if forced else {},
    )


def _plain(cell: Cell) -> str | float | int | bool | None:
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else cell
