"""A clerk at her desk: an office, and an entry template filled in as its headings ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from openpyxl import load_workbook

from app.catalogue.load import load
from app.catalogue.model import Catalogue, DataSet, FieldType
from app.documents.workbooks.columns import offered, typed
from app.documents.workbooks.entry_book import entry_fields
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store.office_store import Store
from app.store.opening import create, open_store
from app.store.tables import register
from app.training.county import County
from app.workbook import put

CATALOGUE = load()
PASSWORD = "河畔的三棵白杨树1987"


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


@contextmanager
def office(folder: Path, agency: str, county: County | None = None) -> Iterator[Store]:
    """An office of ``agency`` with one clerk and the county's enterprises in its register."""
    create(
        folder,
        agency=agency,
        edition="coordinator" if agency == "RH" else "agency",
        operators=[
            NewOperator("甲", PASSWORD, frozenset({Role.ENTRY})),
            NewOperator("乙", PASSWORD, frozenset({Role.REVIEWER})),
        ],
        signing_key=bytes(range(32)),
        sealing_key="AGE-SECRET-KEY-TEST",
        cost=TRAINING_COST,
    )
    store = open_store(folder, "甲", PASSWORD, CATALOGUE)
    rows = [
        {"uscc": one.uscc, "name": one.name, "former_names": one.former, "township": "城关镇",
         "est_date": one.est_date, "reg_capital": one.capital, "legal_rep": one.legal_rep}
        for one in (county.enterprises if county else ())
    ]  # fmt: skip
    if rows and agency != "SCJG":
        with store.write() as conn:
            conn.execute(sa.insert(register), rows)
    try:
        yield store
    finally:
        store.close()
