"""推荐与孵化: who stands where and why, lists to whom they may go, what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.outcomes import cooperating, incubating, recommending
from app.outcomes.recommending import GROUP
from app.training.offices import LEADER, Offices
from tests.gui.conftest import Opener
from tests.gui.coordinator.test_ratings import act, cells, fill, word
from tests.gui.dialogs import choose_file, dialog_of, give_password, put_away
from ui.forms.dialog import FormDialog
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.screens.recommending.screen import RecommendingScreen
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog

Settle = Callable[[Window], None]


def screen_of(window: Window, settle: Settle, **wanted: str) -> RecommendingScreen:
    window.session.navigate("recommending", **wanted)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, RecommendingScreen)
    return shown


def test_a_list_goes_only_to_whom_it_may_and_tells_always_the_same(
    county: Offices, opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """A bank must not read about an enterprise that gave it no consent."""
    window = opener(LEADER)
    screen = screen_of(window, settle)
    tab, run = screen.outcomes, screen.outcomes.box.run_id
    parts = recommending.partition(window.session.store, run)
    assert sum(map(len, parts.values())) == 46 == len(tab.pane.model.ids)
    tab.counts.linkActivated.emit("孵化")
    settle(window)
    assert sorted(tab.pane.model.ids) == parts["孵化"]
    tab.pane.view.selectRow(0)
    settle(window)
    way = [label.text() for label in tab.way.widget().findChildren(QLabel)]
    assert any("→" in text and "共" in text for text in way)

    act(window, "outcomes.issue", settle)
    fill(qtbot, kind="待补正", to="YH-NSH")
    settle(window)
    dialog = dialog_of(qtbot, FormDialog)
    assert "不能向“YH-NSH”发出“待补正”名单" in dialog.refusal.text()
    fill(qtbot, kind="推荐")
    settle(window)
    said = give_password(qtbot, word(county, LEADER))
    assert said.startswith("将向河南渑池农村商业银行发出推荐名单：11 家，有效至2027年3月31日")
    settle(window)
    assert "TJ-2026-001" in put_away(qtbot)
    recommending.issue(window.session.store, run, "孵化", GROUP)
    window.session.changes.tell()
    screen = screen_of(window, settle, tab="lists", kind="推荐")
    assert cells(screen.lists.pane)["count"] == "11"
    screen.lists.pane.view.selectRow(0)
    for name in ("lists.show", "lists.letter"):
        act(window, name, settle)
        pages = dialog_of(qtbot, PageDialog)
        settle(window)
        assert pages.view.pages >= 1
        pages.reject()
    act(window, "lists.book", settle)
    book = tmp_path / "名单.xlsx"
    choose_file(qtbot, book)
    settle(window)
    put_away(qtbot)
    assert openpyxl.load_workbook(book).worksheets[0].max_row > 11


def test_what_is_done_for_an_enterprise_is_noted_where_it_is_seen(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Incubation that nobody wrote down was never done, says the next inspection."""
    window = opener(LEADER)
    screen = screen_of(window, settle, outcome="推荐")
    store = window.session.store
    screen.outcomes.pane.view.selectRow(0)
    act(window, "outcomes.step", settle)
    fill(qtbot, measure="辅导规范记账", responsible="张科长")
    settle(window)
    assert "未列入过孵化" in dialog_of(qtbot, FormDialog).refusal.text()
    incubated = recommending.partition(store, screen.outcomes.box.run_id)["孵化"][0]
    finder = dialog_of(qtbot, FormDialog).findChild(EnterpriseFinder)
    assert finder is not None
    finder.line.setText(incubated)
    fill(qtbot)
    settle(window)
    with store.read() as conn:
        assert [one["responsible"] for one in incubating.steps(conn, incubated)] == ["张科长"]
    screen = screen_of(window, settle, tab="steps")
    assert cells(screen.steps.pane)["uscc"] == incubated

    screen = screen_of(window, settle, tab="cooperation")
    screen.cooperation.add(incubated)
    model = next(iter(cooperating.models()))
    fill(qtbot, model=model, partners="县担保公司、农商行", fund="县担保基金", since="2026-04-10")
    settle(window)
    assert cells(screen.cooperation.pane)["state"] == "进行中"
    screen.cooperation.pane.view.selectRow(0)
    act(window, "cooperation.end", settle)
    fill(qtbot, until="2026-04-01")
    settle(window)
    assert "早于开始日期" in dialog_of(qtbot, FormDialog).refusal.text()
    fill(qtbot, until="2026-04-20")
    settle(window)
    assert cells(screen.cooperation.pane)["until"] == "2026年4月20日"
