"""评级: run, look down to the records, a step by two, verify, publish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.browsing.run_list import told
from app.progress import Progress
from app.rating import schemes
from app.rating.decisions import KINDS, UP
from app.rating.runs import Run, run_rating
from app.rating.scheme import Scheme
from app.store.office_store import Store
from app.store.tables import audit
from app.training.offices import CLERK, LEADER, SECOND, VIEWER, Offices
from tests.gui.conftest import Opener
from tests.gui.dialogs import dialog_of, give_password, give_reason, put_away
from tests.gui.watching import LoopWatch
from ui.forms.dialog import FormDialog
from ui.screens.ratings.screen import RatingsScreen
from ui.shell.window import Window
from ui.tables.pane import ListPane
from ui.widgets.page_view import PageDialog

Settle = Callable[[Window], None]
DAY = "2026-04-20"


def screen_of(window: Window, settle: Settle, **wanted: str) -> RatingsScreen:
    window.session.navigate("ratings", **wanted)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, RatingsScreen)
    return shown


def cells(pane: ListPane, row: int = 0) -> dict[str, str]:
    model = pane.model
    return {
        column.key: str(model.index(row, place).data() or "")
        for place, column in enumerate(model.columns)
    }


def act(window: Window, name: str, settle: Settle) -> None:
    found = window.stack.currentWidget().findChild(QAction, name)
    assert found is not None, name
    found.trigger()
    settle(window)


def fill(qtbot: QtBot, **texts: str) -> FormDialog:
    """Fill the form that is open and press its button."""
    dialog = dialog_of(qtbot, FormDialog)
    for name, text in texts.items():
        dialog.form.editors[name].put(text)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    return dialog


def rate(window: Window, qtbot: QtBot, settle: Settle) -> RatingsScreen:
    screen = screen_of(window, settle)
    act(window, "ratings.run", settle)
    fill(qtbot, as_of=DAY)
    settle(window)
    return screen


def word(county: Offices, operator: str) -> str:
    return county.passwords[county.coordinator][operator]


def test_an_officer_rates_looks_down_to_the_records_and_keeps_what_a_cancelled_run_left(
    county: Offices, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Who cannot see which clerk's record costs the points cannot answer an objection."""
    window = opener(CLERK)
    screen = screen_of(window, settle)
    before = len(screen.runs.pane.model.ids)
    act(window, "ratings.run", settle)
    fill(qtbot, as_of="2026-13-01")
    assert dialog_of(qtbot, FormDialog).isVisible()
    fill(qtbot, as_of=DAY)
    settle(window)
    assert screen.runs.said.text().startswith("评级完成，共 46 户：AAA ")
    assert len(screen.runs.pane.model.ids) == before + 1
    newest = cells(screen.runs.pane)
    assert (newest["as_of"], newest["state"]) == ("2026年4月20日", "未发布")
    chart = screen.runs.chart.chart
    assert len(chart.series) == 2
    assert sum(chart.series[1].values) == 46
    settle(window)

    act(window, "ratings.open", settle)
    screen.rated.pane.show_filter({"outcome": "待补正", "pending": "objection"})
    settle(window)
    assert "有异议尚未办结" in cells(screen.rated.pane)["why"]
    screen.rated.pane.show_filter({"outcome": "孵化"})
    settle(window)
    screen.rated.pane.view.selectRow(0)
    uscc = screen.rated.pane.view.current_key()
    act(window, "rated.open", settle)
    assert screen.sheet.uscc == uscc
    lines = screen.sheet.lines
    with_records = next(
        item
        for item in (lines.topLevelItem(place) for place in range(lines.topLevelItemCount()))
        if isinstance(item, QTreeWidgetItem) and item.childCount()
    )
    assert "/" in with_records.text(3)
    lines.setCurrentItem(with_records.child(0))
    settle(window)
    origin = shown_texts(screen.sheet.origin)
    assert {"报送单位", "数据集", "录入", "审核", "报送包"} <= set(origin)
    assert any("录入员 2026-04-10" in text for text in origin)
    assert any("→" in text for text in shown_texts(screen.sheet.way))
    act(window, "sheet.print", settle)
    dialog = dialog_of(qtbot, PageDialog)
    settle(window)
    assert dialog.view.pages >= 1
    dialog.reject()

    qtbot.keyClick(screen.sheet, Qt.Key.Key_Escape)
    qtbot.keyClick(screen.rated, Qt.Key.Key_Escape)
    act(window, "ratings.run", settle)
    fill(qtbot, as_of="2026-04-19")
    qtbot.waitUntil(lambda: bool(window.session.jobs.live))
    window.session.jobs.cancel()
    settle(window)
    assert screen.runs.said.text().startswith("已停止")
    assert len(screen.runs.pane.model.ids) == before + 1


def shown_texts(facts: object) -> list[str]:
    from PySide6.QtWidgets import QLabel, QScrollArea

    assert isinstance(facts, QScrollArea)
    return [label.text() for label in facts.widget().findChildren(QLabel)]


def test_a_grade_moves_one_step_only_by_two_signatures_and_is_published_once_settled(
    county: Offices, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """One person alone could lift a friend's grade, and a bank would lend on it."""
    window = opener(LEADER)
    screen = rate(window, qtbot, settle)
    run = screen.runs.pane.model.ids[0]
    screen = screen_of(window, settle, run=run, grade="AA", outcome="推荐")
    screen.rated.pane.view.selectRow(0)
    uscc = screen.rated.pane.view.current_key() or ""
    act(window, "rated.adjust", settle)
    fill(qtbot, kind=UP, decided="2026-05-01", reason="评级工作组会议纪要〔2026〕3号")
    assert dialog_of(qtbot, FormDialog).isVisible()
    fill(qtbot, decided=DAY)
    settle(window)
    screen = screen_of(window, settle, tab="decisions", state="待确认")
    assert cells(screen.decisions.pane)["kind"] == KINDS[UP]
    screen.decisions.pane.view.selectRow(0)
    act(window, "decisions.confirm", settle)
    assert "会议纪要〔2026〕3号" in give_password(qtbot, word(county, LEADER))
    settle(window)
    assert "两名不同" in put_away(qtbot)

    screen = screen_of(window, settle)
    screen.tabs.setCurrentIndex(0)
    screen.stack.setCurrentIndex(0)
    screen.runs.pane.view.selectRow(0)
    settle(window)
    act(window, "ratings.publish", settle)
    assert "46 户" in give_password(qtbot, word(county, LEADER))
    settle(window)
    assert "只有一人签署" in put_away(qtbot)
    window.close()

    window = opener(SECOND)
    screen = screen_of(window, settle, tab="decisions", state="待确认")
    screen.decisions.pane.view.selectRow(0)
    act(window, "decisions.confirm", settle)
    give_password(qtbot, word(county, SECOND))
    settle(window)
    screen = rate(window, qtbot, settle)
    again = screen.runs.pane.model.ids[0]
    assert again != run
    screen.show_run(again, {"moved": "up"})
    settle(window)
    assert screen.rated.pane.model.ids == [uscc]
    assert cells(screen.rated.pane)["adjustment"] == "上调一级"
    screen.rated.back.emit()
    screen.runs.pane.view.selectRow(0)
    settle(window)
    act(window, "ratings.verify", settle)
    assert "逐位一致" in screen.runs.said.text()
    act(window, "ratings.publish", settle)
    give_password(qtbot, word(county, SECOND))
    settle(window)
    assert screen.runs.said.text().startswith("已发布")
    assert told(window.session.store, again).published
    with window.session.store.read() as conn:
        acts = set(conn.scalars(sa.select(audit.c.action)))
    assert {"decision.propose", "decision.confirm", "rating.publish"} <= acts

    screen.show_sheet(again, uscc)
    settle(window)
    act(window, "sheet.notice", settle)
    dialog = dialog_of(qtbot, PageDialog)
    settle(window)
    assert dialog.view.pages >= 1
    dialog.reject()
    screen = screen_of(window, settle, tab="decisions", uscc=uscc)
    screen.decisions.pane.view.selectRow(0)
    act(window, "decisions.revoke", settle)
    give_reason(qtbot, "会议纪要有误")
    settle(window)
    assert cells(screen.decisions.pane)["state"] == "已撤回"
    assert "应重新评级" in screen.runs.due.text()


def test_who_only_looks_finds_no_button_that_acts(opener: Opener, settle: Settle) -> None:
    """A query user who presses a button that is refused believes the program broken."""
    window = opener(VIEWER, "ratings")
    settle(window)
    shown = window.stack.currentWidget()
    names = {one.objectName() for one in shown.findChildren(QAction)}
    assert "ratings.verify" in names
    assert not names & {"ratings.run", "ratings.publish", "decisions.propose", "rated.notices"}
    assert not [one for one in window.findChildren(QMessageBox) if one.isVisible()]


def test_the_window_answers_while_the_county_is_rated(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A window that hangs is killed, and the rating with it."""
    window = opener(CLERK)
    screen_of(window, settle)
    store = window.session.store
    with store.read() as conn:
        scheme = schemes.chosen(conn, date(2026, 4, 20))
    gaps = []
    for day in (18, 19, 20):  # the best of three: a busy machine is not our fault
        watch = LoopWatch(window)
        watch.start()
        window.session.act("评级", partial(rated_on, store, scheme, date(2026, 4, day)))
        settle(window)
        gaps.append(watch.stop())
    assert min(gaps) < 50


def rated_on(store: Store, scheme: Scheme, day: date, progress: Progress) -> Run:
    return run_rating(store, scheme, day, progress=progress)
