"""What a file holds at a glance: the first rows of each sheet and where its table seems to begin.

Light: used in the child.
"""

from __future__ import annotations

from typing import Any

from app.collection.sheets.raw import RawBook, RawSheet
from app.collection.sheets.table import cell_text, columns_of, end_of_header, find_header

ROWS = 40
CHARS = 60
"""So much of a cell is shown."""


def first_look(book: RawBook, request: dict[str, Any]) -> dict[str, Any]:
    """The sheets that are not empty, as plain values; keys as in ``model.SheetLook``."""
    labels = frozenset(request["labels"])
    found = [_look(sheet, labels) for sheet in book.sheets if sheet.height]
    return {"looks": found, "notes": book.notes}


def _look(sheet: RawSheet, labels: frozenset[str]) -> dict[str, Any]:
    top, known = find_header(sheet, labels)
    headers: list[str] = []
    bottom = top
    if top >= 0:
        bottom = end_of_header(sheet, top, labels)
        headers = [header for _, header, _, _ in columns_of(sheet, top, bottom, labels)[0]]
    return {
        "name": sheet.name,
        "height": sheet.height,
        "rows": [
            [
                "" if column[row] is None else cell_text(column[row])[:CHARS]
                for column in sheet.columns
            ]
            for row in range(min(ROWS, sheet.height))
        ],
        "header_rows": (top + 1, bottom + 1) if top >= 0 else (0, 0),
        "headers": headers,
        "known": known,
    }


def _shown(sheet: RawSheet, row: int) -> list[str]:
    cells = [column[row] for column in sheet.columns]
    return ["" if cell is None else cell_text(cell)[:CHARS] for cell in cells]
