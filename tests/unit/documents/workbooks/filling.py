"""A clerk who fills in an entry template, cell by cell, as its headings and lists ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from app.catalogue.model import Catalogue, DataSet, FieldType
from app.documents.workbooks.columns import offered, typed
from app.documents.workbooks.entry_book import entry_fields
from app.workbook import put


def fill(
    template: Path, out: Path, catalogue: Catalogue, data_set: DataSet,
    rows: Iterable[Mapping[str, Any]],
) -> None:  # fmt: skip
    """Write stored ``rows`` below the headings of ``template`` and save the book as ``out``."""
    book = load_workbook(template)
    page = book[data_set.title]
    for line, row in enumerate(rows, start=2):
        for at, field in enumerate(entry_fields(data_set), start=1):
            value = row.get(field.name)
            if value is None:
                continue
            cell = page.cell(line, at)
            if field.codes:
                code_list = catalogue.code_lists[field.codes]
                words = dict(zip(code_list.titles, offered(field, code_list), strict=True))
                several = field.type is FieldType.CODES
                parts = str(value).split("、") if several else [str(value)]
                put(cell, "、".join(words.get(part, part) for part in parts))
            else:
                put(cell, typed(catalogue, field, value))
    book.save(out)
