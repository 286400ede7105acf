"""失信名单: a decision is entered, refused where it must be, confirmed, told, and ended."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.training.offices import CLERK, LEADER, Offices
from tests.gui.conftest import Opener
from tests.gui.coordinator.papers import read_paper
from tests.gui.dialogs import dialog_of, give_password, put_away
from ui.forms.dialog import FormDialog
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.screens.dishonesty.screen import DishonestyScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
DECISION = {
    "list_code": "L06",
    "body": "渑池县财政局",
    "decision_no": "渑财采罚〔2026〕2号",
    "decided": "2026-04-20",
    "basis": "政府采购法第七十七条",
    "until": "2027-04-19",
}


def shown_in(window: Window) -> DishonestyScreen:
    screen = window.stack.currentWidget()
    assert isinstance(screen, DishonestyScreen)
    return screen


def enter(screen: DishonestyScreen, qtbot: QtBot, text: str, **other: str) -> FormDialog:
    """Fill the form in as the document says."""
    qtbot.keyClick(screen.pane.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, FormDialog)
    finder = dialog.findChild(EnterpriseFinder)
    assert finder is not None
    finder.line.setText(text)
    for name, value in {**DECISION, **other}.items():
        dialog.form.editors[name].put(value)
    dialog.send()
    return dialog


def test_a_decision_has_force_when_a_second_person_has_seen_it_and_until_it_is_removed(
    opener: Opener, county: Offices, qtbot: QtBot, settle: Settle
) -> None:
    """Nobody may stand on a list by one person's word, by a score, or for longer than the law."""
    words = county.passwords[county.coordinator]
    window = opener(CLERK, "dishonesty")
    screen = shown_in(window)
    assert "有效 7 件" in screen.counts.text()
    mirrored = [row[7] for row in screen.source.rows(screen.pane.model.ids).values()]
    assert "转载 FY03" in mirrored
    uscc = window.session.search.find("hn")[0].uscc
    dialog = enter(screen, qtbot, uscc, body=county.catalogue.agencies[county.coordinator].title)
    qtbot.waitUntil(dialog.refusal.isVisible, timeout=20_000)
    assert "不能自行认定" in dialog.refusal.text()
    dialog.form.editors["body"].put(DECISION["body"])
    dialog.send()
    settle(window)
    assert screen.chosen is not None
    assert screen.chosen.state == "待确认"
    assert "listing.confirm" not in screen.live
    window.close()

    window = opener(LEADER, "dishonesty")
    screen = shown_in(window)
    enter(screen, qtbot, uscc, decision_no="渑财采罚〔2026〕3号")
    settle(window)
    screen.confirm()
    give_password(qtbot, words[LEADER])
    settle(window)
    assert "登记人不能确认自己" in put_away(qtbot)
    place = [row[4] for row in screen.source.rows(screen.pane.model.ids).values()].index(
        DECISION["decision_no"]
    )
    screen.pane.view.selectRow(place)
    settle(window)
    screen.confirm()
    assert "将把" in give_password(qtbot, words[LEADER])
    settle(window)
    assert screen.chosen is not None
    assert screen.chosen.state == "有效"
    screen.live["listing.print"].trigger()
    paper = read_paper(qtbot)
    assert "渑财采罚〔2026〕2号" in paper
    assert "禁止参加政府采购活动" in paper
    settle(window)
    screen.remove()
    dialog = dialog_of(qtbot, FormDialog)
    dialog.send()
    dialog.form.editors["reason"].put("渑财采〔2026〕9号决定提前移出")
    dialog.send()
    give_password(qtbot, words[LEADER])
    settle(window)
    assert screen.chosen is not None
    assert screen.chosen.state == "已失效"
    assert not screen.live["listing.remove"].isEnabled()
