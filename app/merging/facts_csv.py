"""Every fact of an office as plain CSV, one file per data set, for whoever wants to recompute.

Columns are field names; the workflow state is ``row_status``; amounts are 元 with two decimals
(rating-rules D1, D7). Rows stand in order of arrival.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import files
from app.catalogue.model import DataSet, Field, FieldType
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.tables import COMMON, coverage, notice, objection, register

LEADING = (
    "rec_id",
    "agency_code",
    "uscc",
    "as_of_date",
    "row_status",
    "rev_no",
    "entered_by",
    "entered_at",
    "reviewed_by",
    "reviewed_at",
    "source_doc",
    "package_id",
)

LISTS = {
    "coverage": (coverage, ("agency_code", "dataset", "period_from", "period_to")),
    "notices": (notice, ("agency_code", "uscc", "status", "delivered_date")),
    "objections": (objection, ("rec_id", "uscc", "filed_date", "closed_date")),
}


def export_facts(store: Store, folder: Path, *, progress: Progress = SILENT) -> dict[str, int]:
    """Write one CSV per data set and the three lists; returns rows per file name."""
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    with store.read() as conn:
        named = conn.execute(sa.select(register.c.uscc, register.c.name))
        names = {row.uscc: row.name for row in named}
        data_sets = list(store.catalogue.data_sets.values())
        for number, data_set in enumerate(data_sets):
            progress.step(number, len(data_sets), data_set.title)
            counts[data_set.code] = _export_set(store, conn, data_set, names, folder)
        for name, (table, columns) in LISTS.items():
            rows = conn.execute(
                sa.select(*(table.c[c] for c in columns)).order_by(*table.primary_key.columns)
            )
            counts[name] = write_csv(folder / f"{name}.csv", columns, rows)
    return counts


def _export_set(
    store: Store, conn: sa.Connection, data_set: DataSet, names: dict[str, str], folder: Path
) -> int:
    table = store.table(data_set.code)
    own = [f for f in data_set.fields if f.name not in COMMON and not f.matching]
    columns = [*LEADING, *(f.name for f in own)]
    shown = [_plain] * len(LEADING) + [shown_as(f) for f in own]
    named = "ent_name" in columns
    uscc_at = LEADING.index("uscc")

    def rows() -> Iterable[Sequence[Any]]:
        for row in conn.execute(sa.select(*(table.c[c] for c in columns)).order_by(table.c.id)):
            values = [show(value) for show, value in zip(shown, row, strict=True)]
            yield values if named else [*values, names.get(row[uscc_at], "")]

    header = columns if named else [*columns, "ent_name"]
    return write_csv(folder / f"{data_set.code}.csv", header, rows())


def shown_as(field: Field) -> Callable[[Any], Any]:
    """How a stored value of ``field`` reads in a CSV: exact decimals, ISO dates, codes."""
    if field.type is FieldType.AMOUNT:
        return lambda value: decimal_text(value, 2)
    if field.type is FieldType.NUMBER:
        return lambda value: decimal_text(value, field.scale)
    return _plain


def _plain(value: Any) -> Any:
    return "" if value is None else value


def decimal_text(value: int | None, scale: int) -> str:
    """A scaled integer in decimal notation: ``(-5, 2)`` → ``-0.05``; None → empty."""
    if value is None:
        return ""
    if scale == 0:
        return str(value)
    whole, part = divmod(abs(value), 10**scale)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{scale}d}"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows aside and rename; returns how many."""
    count = 0
    with files.written_aside(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
        text.detach()
    return count
