"""The row plants promise import classes; a trainee is judged by them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock
from app.catalogue.load import load
from app.collection.importing import ImportReport, import_file
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.store.opening import create, open_store
from app.store.tables import register
from app.training.county import County, generate
from app.training.planted import ledger, write_ledger
from app.training.workbooks import Workbook, write_workbooks

CATALOGUE = load()
PASSWORD = "河畔的三棵白杨树1987"


@pytest.fixture(scope="module")
def county() -> County:
    return generate(4, 30, None, CATALOGUE)


@pytest.fixture(scope="module")
def books(county: County, tmp_path_factory: pytest.TempPathFactory) -> list[Workbook]:
    return write_workbooks(county, tmp_path_factory.mktemp("books"))


AGENCIES = ["SCJG", "SW", "GJJ", "GA", "GD", "GS", "ZR", "ST", "FY", "RS", "YH-NSH"]


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_row_lands_in_its_promised_class(
    county: County, books: list[Workbook], agency: str, tmp_path: Path
) -> None:
    """Otherwise a trainee who did everything right is told that he failed."""
    with clock.at(datetime(2026, 4, 1, 2, 0, tzinfo=UTC)):
        clerk = NewOperator("甲", PASSWORD, frozenset({Role.ENTRY}))
        boss = NewOperator("乙", PASSWORD, frozenset({Role.REVIEWER}))
        create(
            tmp_path / "o",
            agency=agency,
            edition="agency",
            operators=[clerk, boss],
            signing_key=bytes(32),
            sealing_key="AGE-SECRET-KEY-TEST",
            cost=TRAINING_COST,
        )
        store = open_store(tmp_path / "o", "甲", PASSWORD, CATALOGUE)
        if agency != "SCJG":
            with store.write() as conn:
                conn.execute(sa.insert(register), [
                    {"uscc": e.uscc, "name": e.name, "former_names": e.former,
                     "est_date": e.est_date, "reg_capital": e.capital, "legal_rep": e.legal_rep}
                    for e in county.enterprises
                ])  # fmt: skip
        wrong = {
            book.path.name: problem
            for book in books
            if book.agency == agency
            for problem in [_difference(book, import_file(store, book.dataset, book.path))]
            if problem
        }
        store.close()
    assert not wrong


def _difference(book: Workbook, report: ImportReport) -> dict[str, object]:
    promised = Counter(plant["expected"]["class"] for plant in book.planted)
    promised["new"] = book.rows - sum(count for name, count in promised.items() if name != "new")
    found: dict[str, object] = {}
    for name in ("new", "changed", "same", "duplicate", "error", "warning", "unmatched"):
        if getattr(report, name) != promised[name]:
            found[name] = (getattr(report, name), promised[name])
    codes = {(plant["row"], plant["expected"].get("code")) for plant in book.planted}
    seen = {(finding.row, finding.code) for finding in report.findings}
    missed = {pair for pair in codes if pair[1] and pair not in seen}
    said = Counter(
        (f.code, f.field, f.value, f.row) for f in report.findings if (f.row, f.code) not in codes
    )
    reasons = Counter(
        line[1] if isinstance(line, tuple) else line.reason for line in report.left_out
    )
    if reasons["total"] + reasons["signature"] != book.left_out:
        found["left out"] = (dict(reasons), book.left_out)
    if missed:
        found["missed"] = missed
    if found:
        found["other findings"] = list(said)[:6]
        found["columns"] = (report.unknown_columns, report.missing)
    return found


def test_same_seed_same_bytes(county: County, books: list[Workbook], tmp_path: Path) -> None:
    """A ledger is only worth something with exactly the files it was written for."""
    again = write_workbooks(county, tmp_path)
    assert [(a.path.name, a.path.read_bytes()) for a in again] == [
        (b.path.name, b.path.read_bytes()) for b in books
    ]
    write_ledger(ledger(county, again), tmp_path / "planted.json")
    assert (tmp_path / "planted.json").read_text("utf-8").count('"id"') == len(
        ledger(county, again)
    )
