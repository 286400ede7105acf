"""用信统计 as the officer makes it for the central bank: figures, charts, papers, uses."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import clock
from app.outcomes import feedback, use
from app.outcomes.use_rules import GRANTED, REFUSED, Application
from app.store.tables import grade
from app.training.campaign import noon
from app.training.offices import LEADER, Offices
from tests.county import copy_of
from tests.gui.conftest import Opener
from tests.gui.dialogs import choose_file, dialog_of, put_away
from ui.screens.relending.screen import RelendingScreen
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog

Settle = Callable[[Window], None]
BANK = "YH-NSH"
LENT = date(2026, 5, 20)


@pytest.fixture
def county(made_county: Path, tmp_path: Path, county: Offices) -> Offices:
    """The coordinator has taken in a bank's feedback: one grant on a grade, one refusal."""
    lender = Offices.of_demo(copy_of(made_county, tmp_path / "lender", BANK), county.catalogue)
    path = tmp_path / "feedback.xyb"
    with clock.at(noon(LENT)), lender.open(BANK, LEADER) as store:
        with store.read() as conn:
            best = conn.scalar(sa.select(grade.c.uscc).where(grade.c.final_grade == "AAA").limit(1))
        common = {"uscc": str(best), "applied_date": "2026-05-06", "with_rating": True}
        use.add(
            store,
            Application(
                **common,
                decision=GRANTED,
                decided_date="2026-05-18",
                amount=500_000_000,
                rate=43_500,
                requested=800_000_000,
            ),
        )
        refusal = {"decision": REFUSED, "decided_date": "2026-05-19", "reason": "负债过高"}
        use.add(store, Application(**{**common, **refusal}))
        feedback.write_feedback(store, path)
    with clock.at(noon(LENT)), county.open(county.coordinator, LEADER) as store:
        feedback.receive_feedback(store, path)
    return county


@pytest.fixture
def window(opener: Opener) -> Window:
    """The screen on the day after the bank's decisions."""
    return opener(LEADER, "relending")


def relending(window: Window) -> RelendingScreen:
    shown = window.stack.currentWidget()
    assert isinstance(shown, RelendingScreen)
    return shown


def act(screen: RelendingScreen, name: str) -> None:
    found = screen.findChild(QAction, name)
    assert found is not None
    found.trigger()


def test_figures_lead_to_the_uses_and_the_package(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """The central bank asks which loans; the officer must come to them from the sum."""
    screen = relending(window)
    settle(window)
    assert "办结 2 笔，其中用评级 2 笔" in screen.said.text()
    pane = screen.figures
    assert pane.model.ids[-1] == "合计"
    pane.view.sortByColumn(7, Qt.SortOrder.DescendingOrder)
    settle(window)
    assert (pane.model.ids[0], pane.model.ids[-1]) == (BANK, "合计"), "the total stays below"
    pane.view.selectRow(0)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    settle(window)
    rows = screen.uses.model.source.rows(screen.uses.model.ids).values()
    assert sorted(row[1] for row in rows) == [GRANTED, REFUSED]
    assert screen.uses.bar.wanted() == {"agency": BANK}
    with qtbot.waitSignal(window.session.navigated) as heard:
        qtbot.keyClick(screen.uses.view, Qt.Key.Key_Return)
    assert heard.args[0] == "credit_files"
    window.session.navigate("relending", tab="packages")
    settle(window)
    (package,) = screen.packages.model.ids
    assert screen.packages.model.source.rows([package])[package][:2] == ("农商银行", "1")
    screen.packages.view.opened.emit(package)
    settle(window)
    assert screen.uses.model.rowCount() == 2
    screen.tabs.setCurrentWidget(screen.decisions)
    assert "农商银行 2" in screen.decisions.pane.chart.accessibleDescription()


def test_the_table_is_printed_and_the_workbook_written(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """What is handed in would be typed off the screen."""
    screen = relending(window)
    settle(window)
    act(screen, "relending.print")
    page = dialog_of(qtbot, PageDialog)
    settle(window)
    text = pypdfium2.PdfDocument(io.BytesIO(page.view._pdf))[0].get_textpage().get_text_range()
    assert "人民币零元整" in text, "no loan was issued yet"
    assert "负债过高" in text
    page.close()
    act(screen, "relending.book")
    choose_file(qtbot, tmp_path / "用信.xlsx")
    settle(window)
    assert screen.said.text() == f"已写出：{tmp_path / '用信.xlsx'}"
    sheet = load_workbook(tmp_path / "用信.xlsx").worksheets[0]
    assert [row[7] for row in sheet.iter_rows(values_only=True)][-1] == 2


def test_a_period_that_is_none_is_told_and_no_old_figures_are_printed(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """A table with last year's title over this year's sums would be signed."""
    screen = relending(window)
    settle(window)
    screen.period.last.setDate(QDate(2025, 12, 31))
    assert screen.period.which.currentText() == "自选日期"
    act(screen, "relending.print")
    assert "请先按“统计”" in put_away(qtbot)
    button = screen.findChild(QPushButton, "count")
    assert button is not None
    button.click()
    settle(window)
    assert "统计期的止日早于起日" in screen.said.text()
    screen.period.which.setCurrentText("上年")
    screen.period.which.activated.emit(screen.period.which.currentIndex())
    settle(window)
    assert screen.said.text().startswith("2025年1月1日至2025年12月31日：发放")
    assert "办结 0 笔" in screen.said.text()
