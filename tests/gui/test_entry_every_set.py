"""Grid and form of every data set come from the catalogue alone, and take a valid record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from pytestqt.qtbot import QtBot

from app.browsing.entry_list import entered_fields
from app.catalogue.load import load
from app.catalogue.model import DataSet
from app.collection import records
from app.collection.form_text import text_of
from app.keys.passwords import TRAINING_COST
from app.settings import Settings
from app.store.opening import create, open_store
from app.store.tables import register
from app.training.county import County, generate
from tests.gui.offices import CLERK, WORD, operators
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.entry.screen import EntryScreen
from ui.shell.window import Window

CATALOGUE = load()
OFFICES = ("FY", "GA", "GD", "GJJ", "GS", "RS", "SCJG", "ST", "SW", "YH-NSH", "ZR")
Settle = Callable[[Window], None]


@cache
def county() -> County:
    """Facts of sixty enterprises, clean by every rule."""
    return generate(4, 60, None, CATALOGUE)


def valid_texts(agency: str, data_set: DataSet) -> dict[str, str]:
    """The texts of one record that passes: a fact of the training county, else the examples."""
    rows = county().facts[agency].get(data_set.code) or [
        row for facts in county().facts.values() for row in facts.get(data_set.code, ())
    ]
    fields = entered_fields(data_set)
    if not rows:
        texts = {field.name: field.example for field in fields if field.required}
        return texts | {"uscc": county().enterprises[0].uscc}
    texts = {field.name: text_of(field, rows[0].get(field.name)) for field in fields}
    if agency == "SCJG":  # the register comes from its own first record
        texts["uscc"] = county().facts["SCJG"]["SC01"][0]["uscc"]
    return texts


@pytest.fixture(params=OFFICES)
def window(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[Window]:
    """The frame over a new office of one agency, the county in its register."""
    agency = request.param
    create(
        tmp_path / "o",
        agency=agency,
        edition="agency",
        operators=operators()[:2],
        signing_key=bytes(32),
        sealing_key="AGE-SECRET-KEY-TEST",
        cost=TRAINING_COST,
    )
    store = open_store(tmp_path / "o", CLERK, WORD, CATALOGUE)
    if agency != "SCJG":
        with store.write() as conn:
            conn.execute(
                sa.insert(register),
                [
                    {
                        "uscc": one.uscc,
                        "name": one.name,
                        "former_names": one.former,
                        "est_date": one.est_date,
                        "reg_capital": one.capital,
                        "legal_rep": one.legal_rep,
                    }
                    for one in county().enterprises
                ],
            )
    session = Session(store, settings, Ask())
    made = Window(session, specs_for(store))
    made.resize(1366, 728)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_every_data_set_takes_a_valid_record_by_its_form(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """A data set added to the catalogue must be ready for entry without a line of code."""
    settle(window)
    store = window.session.store
    window.session.navigate("entry")
    screen = window.stack.currentWidget()
    assert isinstance(screen, EntryScreen)
    assert list(screen.sets) == [
        one.code for one in CATALOGUE.data_sets_of(store.agency, county().as_of)
    ]
    for code in screen.sets:
        window.session.navigate("entry", dataset=code)
        page = screen.page
        assert page is not None
        assert page.data_set.code == code
        for name, text in valid_texts(store.agency, page.data_set).items():
            page.side.form.editors[name].put(text)
            page.type(name, page.side.form.editors[name].text())
        page.save()
        settle(window)
        said = [label.text() for label in page.side.form._said.values() if label.text()]
        assert page.model.count == 1, (code, page.note.text(), said)
        key = page.model.ids[1]
        assert records.read(store, code, key)[0]["rev_no"] == 1
        page.view.place_cursor(key)
        shown = page.side.form.values()
        wanted = valid_texts(store.agency, page.data_set)
        assert shown["uscc"] == wanted["uscc"]
        page.save()  # nothing was typed: nothing may change
        settle(window)
        assert records.read(store, code, key)[0]["rev_no"] == 1
