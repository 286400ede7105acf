"""总览 as the officer meets it the day after the last deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from app import clock
from app.browsing.overview import BEGUN_NOT, LATE, SOME, WHOLE
from app.collection.outgoing import outgoing
from app.store.campaign_tables import campaign
from app.training.offices import LEADER, VIEWER, Offices
from tests.gui.conftest import Opener
from tests.gui.dialogs import choose_file, dialog_of
from ui.screens.overview.screen import OverviewScreen
from ui.shell.window import Window
from ui.tables.states import icon_of
from ui.widgets.page_view import PageDialog
from ui.widgets.printing_dialog import PrintingDialog

Settle = Callable[[Window], None]


def overview(window: Window) -> OverviewScreen:
    shown = window.stack.currentWidget()
    assert isinstance(shown, OverviewScreen)
    return shown


def late() -> str:
    """How a data set that was due on 20 April is told today."""
    return f"逾期{(clock.today() - date(2026, 4, 20)).days}天"


def press(dialog: PrintingDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_the_late_agency_gets_its_letter(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The officer would look through twenty lines, or send a letter that bears no number."""
    window = opener(LEADER, "overview")
    screen = overview(window)
    settle(window)
    view = screen.progress.view
    assert view.heat.lines[0].name == "税务局", "who is late stands first"
    assert window.focusWidget() is view
    assert f"《月度参保缴费》（RS02）：{late()}。" in screen.progress.detail.text()
    assert "截止 2026年4月20日" in screen.progress.detail.text()
    qtbot.keyClick(view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, PrintingDialog)
    assert dialog.whom.currentText() == "全部逾期单位（1 家）"
    settle(window)
    assert dialog.printing.said.text() == "共 1 份、3 页。"
    press(dialog, "preview")
    dialog_of(qtbot, PageDialog).close()
    settle(window)
    assert outgoing(window.session.store) == [], "a look gives out no number"
    for _ in range(2):
        press(dialog, "write")
        choose_file(qtbot, tmp_path)
        settle(window)
    (letter,) = outgoing(window.session.store)
    assert (letter.kind, letter.addressee, letter.serial) == ("reminder", "SW", 1)
    press(dialog, "showFile")
    page = dialog_of(qtbot, PageDialog)
    settle(window)
    assert page.view.pages == 3
    page.close()
    dialog.close()


def test_a_cell_opens_its_records_and_leads_back(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A number that nobody can look behind is believed, or it is not."""
    window = opener(LEADER, "overview")
    screen = overview(window)
    settle(window)
    view = screen.progress.view
    view.stand_on("GD")
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    cell = view.heat.cell(view.currentIndex())
    assert cell is not None
    assert cell.dataset == "GD02"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(window)
    pane = screen.records.pane
    assert pane is not None
    assert pane.model.rowCount() == cell.rows > 1000
    assert pane.bar.wanted()["agency"] == "GD"
    row = pane.model.source.rows(pane.model.ids[:1])[pane.model.ids[0]]
    with qtbot.waitSignal(window.session.navigated) as heard:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert heard.args == ["credit_files", {"uscc": row[2]}]
    dialog_of(qtbot, QDialog).reject()  # it asks for the reason of looking
    window.activateWindow()
    window.session.navigate("overview")
    settle(window)
    assert window.focusWidget() is pane.view, "where one left it"
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    assert screen.stack.currentIndex() == 0
    again = view.heat.cell(view.currentIndex())
    assert again is not None
    assert again.dataset == "GD02", "one stands where one stood"


def test_states_are_words_and_icons_and_the_list_sorts(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Whoever cannot tell red from green would call the wrong agency."""
    window = opener(LEADER, "overview")
    screen = overview(window)
    settle(window)
    images = {word: icon_of(word) for word in (BEGUN_NOT, SOME, WHOLE, LATE)}
    pictures = [icon.pixmap(16).toImage() for icon in images.values() if icon is not None]
    assert all(pictures[i] != pictures[j] for i in range(4) for j in range(i))
    model = screen.progress.model
    assert model.data(model.index(0, 3)) == f"月度参保缴费\n{late()}"
    header = screen.progress.view.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(2) + 5, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    first = [line.whole for line in model.lines]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert first in (sorted(first), sorted(first, reverse=True))
    assert [line.whole for line in model.lines] == sorted(first, reverse=first == sorted(first))
    screen.tabs.setCurrentWidget(screen.chart)
    assert "税务局 86" in screen.chart.pane.chart.accessibleDescription()


def test_quality_is_checked_and_opened(opener: Opener, qtbot: QtBot, settle: Settle) -> None:
    """The agency asks which records, and the officer must have them at hand."""
    window = opener(LEADER, "overview")
    screen = overview(window)
    settle(window)
    screen.tabs.setCurrentWidget(screen.quality)
    settle(window)
    assert screen.quality.said.text() == "已归集的记录还没有核对过。"
    check = screen.findChild(QAction, "overview.check")
    assert check is not None
    check.trigger()
    assert not check.isEnabled()
    settle(window)
    assert screen.quality.said.text().endswith("3 处未通过。")
    agencies = screen.quality.agencies
    worst = agencies.model.source.rows(agencies.model.ids[:3])
    assert worst["GD"][-1] == "电费与电量之比超出每千瓦时0.2至2.0元 1 条"
    agencies.view.selectRow(agencies.model.ids.index("GD"))
    qtbot.keyClick(agencies.view, Qt.Key.Key_Return)
    settle(window)
    faults = screen.quality.faults
    assert faults.model.rowCount() == 1
    qtbot.keyClick(faults.view, Qt.Key.Key_Return)
    settle(window)
    pane = screen.records.pane
    assert pane is not None
    assert pane.model.rowCount() == 1
    assert pane.bar.wanted() == {"agency": "GD", "failing": "GD02-PRICE"}


def test_without_a_round_it_says_what_to_do_first(
    county: Offices, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A new county's first screen would be an error, or empty."""
    with county.open(county.coordinator, LEADER) as store, store.write() as conn:
        conn.execute(campaign.delete())
    window = opener(VIEWER, "overview")
    screen = overview(window)
    settle(window)
    assert "开始一个采集批次 1 件" in screen.waiting.text()
    assert screen.progress.model.rowCount() == 0
    assert screen.progress.detail.text() == ""
    with qtbot.waitSignal(window.session.navigated) as heard:
        screen.waiting.linkActivated.emit("0")
    assert heard.args == ["campaigns", {}]
    for act in ("overview.remind", "overview.report", "overview.check"):
        assert screen.findChild(QAction, act) is None, "who may only look writes no letters"


@pytest.mark.parametrize("wanted", [{"tab": "quality"}, {"dataset": "GD02", "agency": "GD"}])
def test_other_screens_lead_into_it(opener: Opener, settle: Settle, wanted: dict[str, str]) -> None:
    """A link that opens the front page leaves the officer to search."""
    window = opener(LEADER, "overview")
    screen = overview(window)
    window.session.navigate("overview", **wanted)
    settle(window)
    if "tab" in wanted:
        assert screen.tabs.currentWidget() is screen.quality
    else:
        assert screen.stack.currentWidget() is screen.records
