"""Names and numbers that no enterprise was found for: each once, however many rows have it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.collection.analysis import UNMATCHED
from app.collection.applying import WAITING
from app.collection.findings import from_json
from app.collection.matching import NAME_LOOKUP, Candidate
from app.store.office_store import Store
from app.store.tables import batch, held_row


@dataclass(frozen=True)
class Unknown:
    """One name or number: ``held_id`` is its first waiting row, ``rows`` how many wait for it.

    ``candidates`` are those found while importing, best first; may be empty. ``cells`` are the
    first row's, by header.
    """

    held_id: int
    dataset: str
    name: str
    code: str
    number: str
    rows: int
    file_name: str
    row_no: int
    why: str
    candidates: tuple[Candidate, ...]
    cells: tuple[tuple[str, str], ...]

    @property
    def who(self) -> str:
        """What to show for it."""
        return self.name or self.code or self.number


def unknowns(store: Store, batch_id: str | None = None) -> list[Unknown]:
    """Everything that waits for its enterprise, in the order of arrival."""
    query = (
        sa.select(held_row, batch.c.file_name)
        .join(batch, batch.c.batch_id == held_row.c.batch_id)
        .where(held_row.c.outcome == UNMATCHED, held_row.c.state == WAITING)
        .order_by(held_row.c.id)
    )
    if batch_id is not None:
        query = query.where(held_row.c.batch_id == batch_id)
    found: dict[tuple[str, str, str, str], Unknown] = {}
    with store.read() as conn:
        for row in conn.execute(query):
            unknown = _unknown(store, row)
            key = (unknown.dataset, unknown.code, unknown.name, unknown.number)
            first = found.get(key)
            found[key] = unknown if first is None else replace(first, rows=first.rows + 1)
    return list(found.values())


def _unknown(store: Store, row: sa.Row[tuple[object, ...]]) -> Unknown:
    kept = json.loads(row.cells)
    fields = kept["fields"]
    data_set = store.catalogue.data_sets[row.dataset]
    titled = {kept["headers"].get(name, name): text for name, text in fields.items()}
    cells = {**titled, **{key.rpartition("#")[0]: text for key, text in kept["others"].items()}}
    said = from_json(row.findings)
    return Unknown(
        row.id,
        row.dataset,
        _text(fields.get(NAME_LOOKUP)),
        _text(fields.get("uscc")),
        _text(fields.get(data_set.lookup)),
        1,
        row.file_name,
        row.row_no,
        said[0].message if said else "",
        tuple(Candidate(**entry) for entry in json.loads(row.candidates)),
        tuple((header, _text(text)) for header, text in cells.items() if text not in (None, "")),
    )


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
