"""A file made ready for judging: read, its columns tied to fields, its cells set out by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from app.catalogue.model import DataSet, FieldType
from app.collection import sheets
from app.collection.analysis import Block
from app.collection.mapping import ColumnMapping, labels, map_columns
from app.collection.sheets.model import Sheet
from app.collection.unfilled import without_unfilled
from app.errors import RefusedError
from app.progress import Progress
from app.store.office_store import Store
from app.store.tables import column_choice


@dataclass(frozen=True)
class ImportRequest:
    """Which file goes into which data set, and how it is to be read.

    ``sheet`` and ``header_row`` (from 1) override what is found; ``choices`` maps headers to field
    names, titles or ``-``. With ``sha256`` (hex) only these very bytes are accepted.
    """

    path: Path
    dataset: str
    sheet: str | None = None
    header_row: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True)
class Prepared:
    """A file ready for judging: ``block`` has the cells by field, ``others`` those of columns

    without a field. ``notes`` are sentences to show.
    """

    data_set: DataSet
    sheet: Sheet
    mapping: ColumnMapping
    block: Block
    others: Block
    notes: list[str]


def prepare(
    store: Store, data_set: DataSet, request: ImportRequest, progress: Progress
) -> Prepared:
    """Read the file and tie its columns to fields.

    Raises ``I-CHANGED`` for other bytes than were asked for, ``I-NO-ROWS``, ``I-*`` for a file or
    a header that cannot be used, ``ENV-*``.
    """
    read = read_table(request, data_set, progress)
    _require_rows(read, request.path)
    with store.read() as conn:
        known = remembered(conn, data_set.code)
    mapping = map_columns(data_set, read.columns, known, request.choices)
    read = without_unfilled(data_set, read, mapping)
    _require_rows(read, request.path)
    block, others, notes = _blocks(data_set, read, mapping)
    return Prepared(data_set, read, mapping, block, others, notes)


def _require_rows(read: Sheet, path: Path) -> None:
    if not read.row_numbers:
        raise RefusedError(
            "I-NO-ROWS",
            f"文件 {path.name} 中没有数据行。",
            "请检查工作表是否选对；没有导入任何数据。",
        )


def read_table(request: ImportRequest, data_set: DataSet, progress: Progress) -> Sheet:
    """The table that the request means. Raises ``I-CHANGED``, ``I-FILE-*``, ``ENV-*``."""
    read = sheets.read(
        request.path,
        sheet=request.sheet,
        header_row=request.header_row,
        labels=labels(data_set),
        progress=progress,
    )
    if request.sha256 and read.sha256 != request.sha256:
        raise RefusedError(
            "I-CHANGED",
            f"文件 {request.path.name} 在选定之后又改动过。",
            "没有导入任何数据；请重新选择这个文件，从第一步核对。",
        )
    return read


def remembered(conn: sa.Connection, dataset: str) -> dict[str, str]:
    """What this office chose before: normalised header to field name or ``-``."""
    query = sa.select(column_choice.c.header, column_choice.c.field)
    return {row[0]: row[1] for row in conn.execute(query.where(column_choice.c.dataset == dataset))}


def _blocks(
    data_set: DataSet, read: Sheet, mapping: ColumnMapping
) -> tuple[Block, Block, list[str]]:
    notes = list(read.notes)
    units = read.unit_hints
    columns = mapping.columns
    cells = {name: read.cells[place] for name, place in columns.items()}
    missing = list(mapping.missing)
    hint = read.period_hint
    if data_set.period and data_set.period not in columns and hint:
        wanted = data_set.by_name[data_set.period].type
        if (wanted is FieldType.MONTH and len(hint) == 7) or wanted is FieldType.YEAR:
            cells[data_set.period] = [hint[:4] if wanted is FieldType.YEAR else hint] * len(
                read.row_numbers
            )
            missing = [name for name in missing if name != data_set.period]
            notes.append(f"表中没有“{data_set.by_name[data_set.period].title}”列，按标题取{hint}。")
    block = Block(
        row_numbers=read.row_numbers,
        cells=cells,
        headers={name: read.columns[place].header for name, place in columns.items()},
        units={name: units[place] for name, place in columns.items()},
        missing=missing,
        period_hint=hint,
    )
    used = set(columns.values())
    rest = {
        f"{column.header or '无表头'}#{column.index + 1}": read.cells[place]
        for place, column in enumerate(read.columns)
        if place not in used
    }
    return block, Block(read.row_numbers, rest), notes
