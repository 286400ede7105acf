"""What an import makes of each column of a sheet, shown beforehand so that it can be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.model import DataSet
from app.collection import preparing
from app.collection.mapping import claims_of, fields_of, map_columns
from app.collection.preparing import ImportRequest
from app.collection.sheets.model import Cell, Column, Sheet
from app.errors import AppError, RefusedError
from app.progress import Progress
from app.store.office_store import Store

SAMPLES = 3
"""So many cells of a column are shown."""

_HOW = {
    "choice": "本次指定",
    "remembered": "沿用上次的选择",
    "title": "表头相同",
    "synonym": "常用叫法",
}


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table as read: some cells of each, how many rows, and what to tell.

    ``remembered`` is what the office chose before, by normalised header.
    """

    data_set: DataSet
    columns: Sequence[Column]
    samples: Sequence[tuple[str, ...]]
    rows: int
    left_out: int
    notes: Sequence[str]
    sheet_name: str
    header_rows: tuple[int, int]
    remembered: Mapping[str, str]


@dataclass(frozen=True)
class ProposedColumn:
    """One column: ``key`` names it in choices (``户名#3``); ``field`` is empty where none is

    meant; ``how`` says in words why the field was taken.
    """

    key: str
    header: str
    field: str
    how: str


@dataclass(frozen=True)
class Proposal:
    """All columns; titles of required fields without a column; headers without a field.

    ``problem`` is what forbids going on, None for nothing.
    """

    columns: list[ProposedColumn]
    missing: list[str]
    unknown: list[str]
    problem: AppError | None


def read_columns(store: Store, request: ImportRequest, progress: Progress) -> TableColumns:
    """Read the table and show its columns.

    Raises ``I-DATASET`` where none was chosen, ``I-CHANGED``, ``I-FILE-*``, ``ENV-*``.
    """
    if not request.dataset:
        raise RefusedError("I-DATASET", "还没有选择数据集。", "请选择这张表是哪一种数据。")
    data_set = store.catalogue.data_sets[request.dataset]
    read = preparing.read_table(request, data_set, progress)
    with store.read() as conn:
        known = preparing.remembered(conn, data_set.code)
    return TableColumns(
        data_set,
        read.columns,
        [_samples(cells) for cells in read.cells],
        len(read.row_numbers),
        len(read.left_out),
        read.notes,
        read.sheet_name,
        read.header_rows,
        known,
    )


def propose(table: TableColumns, choices: Mapping[str, str]) -> Proposal:
    """What each column would be, with what the clerk chose so far. Fast: asked at every choice."""
    data_set, columns = table.data_set, table.columns
    fields: dict[int, tuple[str, str]] = {}
    for name, found in claims_of(data_set, columns, table.remembered, choices).items():
        best = min(found)[0]
        fields.update({place: (name, _HOW[how]) for rank, place, how in found if rank == best})
    try:
        mapping = map_columns(data_set, columns, table.remembered, choices)
        known = fields_of(data_set)
        missing, unknown = [known[name].title for name in mapping.missing], mapping.unknown
        problem = None
    except AppError as error:
        missing, unknown, problem = [], [], error
    proposed = [
        ProposedColumn(column_key(column), column.header, *fields.get(place, ("", "")))
        for place, column in enumerate(columns)
    ]
    return Proposal(proposed, missing, unknown, problem)


def column_key(column: Column) -> str:
    """How a choice names this column, also where its header stands twice or is empty."""
    return f"{column.header}#{column.index + 1}"


def _samples(cells: Sequence[Cell]) -> tuple[str, ...]:
    shown = [shown_cell(cell) for cell in cells[:200] if cell is not None]
    return tuple(dict.fromkeys(shown))[:SAMPLES]


def shown_cell(cell: Cell) -> str:
    """A cell as a clerk sees it in the workbook: whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def cells_of_row(sheet: Sheet, position: int) -> list[tuple[str, str]]:
    """Header and text of every cell of a row that is not empty."""
    return [
        (column.header or f"第{column.index + 1}列", shown_cell(cells[position]))
        for column, cells in zip(sheet.columns, sheet.cells, strict=True)
        if cells[position] is not None
    ]
