"""异议 at the coordinator: a paper goes to the agency, its answer comes back, both are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import clock
from app.catalogue.load import load
from app.collection.objections import answer_objection
from app.merging.merge import merge
from app.merging.objection_packages import receive_objections
from app.merging.submission import write_submission
from app.rating.batches import batches, members
from app.training.offices import LEADER, Offices
from tests.county import copy_of
from tests.gui.conftest import Opener
from tests.gui.coordinator.papers import read_paper
from tests.gui.dialogs import choose_file, dialog_of, give_password, put_away
from ui.forms.dialog import FormDialog
from ui.screens.objections.choosing import FileChooser
from ui.screens.objections.rerating import ReratingTab
from ui.screens.objections.screen import ObjectionsScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
POWER, BILLS = "GD", "供电公司 · 月度用电"
STATEMENT = "2026年2月电费金额与我单位实际缴纳的不符，请予核查。"


@pytest.fixture
def county(made_county: Path, tmp_path: Path) -> Offices:
    """The coordinator's office and the power company's."""
    folder = copy_of(made_county, tmp_path / "county", "coordinator", POWER)
    return Offices.of_demo(folder, load())


def screen_of(window: Window, settle: Settle, **wanted: str) -> ObjectionsScreen:
    window.session.navigate("objections", **wanted)
    settle(window)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ObjectionsScreen)
    return screen


def row(screen: ObjectionsScreen, objection_id: str) -> dict[str, str]:
    source = screen.objections.pane.model.source
    cells = source.rows([objection_id])[objection_id]
    return {column.key: cell for column, cell in zip(source.columns, cells, strict=True)}


def file_paper(window: Window, screen: ObjectionsScreen, qtbot: QtBot, settle: Settle) -> str:
    """Take in the paper about the first bill of some enterprise; returns the objection's number."""
    screen.objections.file()
    dialog = dialog_of(qtbot, FormDialog)
    chooser = dialog.findChild(FileChooser)
    assert chooser is not None
    dialog.form.editors["filed"].put("2026-04-15")
    dialog.form.editors["statement"].put(STATEMENT)
    dialog.send()
    assert "请先选定企业" in dialog.refusal.text()
    for hit in window.session.search.find("hn"):
        chooser.finder.line.setText(hit.uscc)
        settle(window)
        if chooser.part.findText(BILLS) >= 0:
            break
    chooser.part.setCurrentText(BILLS)
    assert chooser.records.topLevelItemCount() > 1
    dialog.send()
    settle(window)
    assert screen.objections.page is not None
    return screen.objections.page.objection_id


def answered_by_the_agency(county: Offices, package: Path, objection_id: str) -> Path:
    """The agency takes the package in, answers, and submits; returns its submission."""
    path = package.with_name("GD-2026-2.xyb")
    with county.open(POWER, LEADER) as store:
        assert receive_objections(store, package) == 1
        answer_objection(
            store,
            objection_id,
            result="维持",
            closed=clock.today(),
            answer="经核对凭证，记录无误。",
        )
        write_submission(store, path, period="2026")
    return path


def test_a_paper_reaches_the_agency_and_its_answer_the_enterprise(
    opener: Opener, county: Offices, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The twenty days run from the paper's day, wherever it was handed in."""
    word = county.passwords[county.coordinator][LEADER]
    window = opener(LEADER)
    screen = screen_of(window, settle, state="pressing")
    assert {row(screen, key)["state"] for key in screen.objections.pane.model.ids} == {"已逾期"}
    screen = screen_of(window, settle, state="open")
    number = file_paper(window, screen, qtbot, settle)
    told = row(screen, number)
    assert (told["state"], told["left"], told["way"]) == ("期限内", "13", "待送交")
    screen.objections.print()
    paper = read_paper(qtbot)
    assert "异议受理通知书" in paper
    assert "供电公司" in paper
    settle(window)

    screen.objections.send()
    said = give_password(qtbot, word)
    assert "供电公司：异议 1 件" in said
    choose_file(qtbot, tmp_path)
    settle(window)
    assert "objection-GD-001.xyb" in put_away(qtbot)
    assert row(screen, number)["way"] == "已送交"
    assert screen.objections.page is not None
    assert any(title == "送交" for title, _ in screen.objections.page.paper)
    screen.objections.send()
    assert "没有待送交" in put_away(qtbot)

    path = answered_by_the_agency(county, tmp_path / "objection-GD-001.xyb", number)
    window.session.act("并入", lambda _: merge(window.session.store, path))
    settle(window)
    told = row(screen, number)
    assert (told["state"], told["result"]) == ("已答复", "维持")
    screen.objections.print()
    assert "记录无误" in read_paper(qtbot)
    settle(window)

    screen.tabs.setCurrentWidget(screen.after)
    settle(window)
    assert isinstance(screen.after, ReratingTab)
    (uscc,) = screen.after.pane.model.ids
    assert "异议已办结" in screen.after.pane.model.source.rows([uscc])[uscc][4]
    screen.after.make_batch()
    dialog_of(qtbot, FormDialog).send()
    settle(window)
    with window.session.store.read() as conn:
        (made,) = [one for one in batches(conn) if one.title == "异议办结重评"]
        assert members(conn, made.batch_id) == {uscc}
