"""Credit repair on the screen: one registers the application, another decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import clock
from app.collection import records
from app.outcomes import repair
from tests.gui.conftest import Opener
from tests.gui.dialogs import dialog_of, give_password
from tests.gui.offices import MORNING, copy_office
from tests.offices import CLERK, COMPANY, LEADER, County, collect, register_values
from tests.unit.outcomes.penalties import penalty
from ui.forms.dialog import FormDialog
from ui.screens.objections.choosing import RecordChooser
from ui.screens.objections.screen import ObjectionsScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]


@pytest.fixture(scope="module")
def market_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Market regulation with one enterprise, a slight penalty and a grave one."""
    with clock.at(MORNING):
        county = County(tmp_path_factory.mktemp("market"))
        for agency in ("RH", "SCJG"):
            county.make(agency)
        company = register_values(COMPANY, "渑池仰韶食品有限公司", "1")
        collect(county, "SCJG", "SC01", [company])
        penalties = [penalty(1, severity="轻微"), penalty(2, severity="严重")]
        collect(county, "SCJG", "SC06", penalties)
    return county.folder / "SCJG"


@pytest.fixture
def office(market_once: Path, tmp_path: Path) -> Path:
    """Market regulation's office instead of the power company's."""
    return copy_office(market_once, tmp_path / "market")


def screen_of(window: Window, settle: Settle) -> ObjectionsScreen:
    window.session.navigate("objections", tab="repairs")
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, ObjectionsScreen)
    return shown


def apply(screen: ObjectionsScreen, severity: str, qtbot: QtBot, settle: Settle) -> FormDialog:
    """Fill the application in for the penalty of that severity and send it."""
    screen.after.apply()
    dialog = dialog_of(qtbot, FormDialog)
    chooser = dialog.findChild(RecordChooser)
    assert chooser is not None
    qtbot.keyClicks(chooser.finder.line, COMPANY)
    settle(dialog.session.ask.parent)
    for place in range(chooser.records.topLevelItemCount()):
        item = chooser.records.topLevelItem(place)
        assert item is not None
        chooser.records.setCurrentItem(item)
        held = chooser.record()
        assert held is not None
        if ("失信程度", severity) in held.values:
            break
    dialog.send()
    settle(dialog.session.ask.parent)
    return dialog


def test_repair_is_registered_by_one_and_granted_by_another(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """From the day of repair the penalty must no longer be used against the enterprise."""
    window = opener(CLERK)
    screen = screen_of(window, settle)
    assert "没有信用修复申请" in screen.after.pane.message.text()
    apply(screen, "轻微", qtbot, settle)
    assert screen.after.pane.model.index(0, 0).data() == "已受理"
    assert "repair.decide" not in screen.after.live
    window.close()
    window = opener(LEADER)
    screen = screen_of(window, settle)
    screen.after.pane.view.selectRow(0)
    assert screen.after.live["repair.decide"].isEnabled()
    screen.after.decide()
    dialog_of(qtbot, FormDialog).send()
    give_password(qtbot)
    settle(window)
    assert screen.after.pane.model.index(0, 0).data() == "已修复"
    [done] = repair.applications(window.session.store)
    values, _ = records.read(window.session.store, "SC06", done.rec_id)
    assert values["row_status"] == "已修复"


def test_too_early_is_told_with_the_first_possible_day(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The clerk at the counter must be able to say when to come again."""
    window = opener(CLERK)
    screen = screen_of(window, settle)
    dialog = apply(screen, "严重", qtbot, settle)
    assert "最早可于2027-01-10申请修复" in dialog.refusal.text()
    assert "R-REPAIR-EARLY" in dialog.refusal.text()
    assert repair.applications(window.session.store) == []
    dialog.reject()
