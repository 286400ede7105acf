"""企业名录 as a clerk uses it: look through, narrow down, open one, copy and carry away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from app.pinyin import initials
from tests.gui.offices import ENTERPRISES
from ui.screens.register.screen import RegisterScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
FIRST = ENTERPRISES[0]


def screen_of(window: Window) -> RegisterScreen:
    window.session.navigate("register")
    shown = window.stack.currentWidget()
    assert isinstance(shown, RegisterScreen)
    return shown


def names(screen: RegisterScreen) -> list[str]:
    model = screen.pane.model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def test_whole_register_is_listed_and_sorted_by_the_database(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """A clerk who sorts by township must see every enterprise, not only those on the screen."""
    screen = screen_of(window)
    settle(window)
    assert screen.pane.model.rowCount() == len(ENTERPRISES)
    screen.pane.view.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    settle(window)
    model = screen.pane.model
    towns = [model.index(row, 4).data() for row in range(model.rowCount())]
    assert towns == sorted(towns, reverse=True)


def test_initials_typed_into_the_filter_find_the_enterprise(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """Without this a clerk must switch the input method for each of 5,000 names."""
    screen = screen_of(window)
    settle(window)
    qtbot.keyClicks(screen.pane.bar.line, initials(FIRST.name)[:6])
    settle(window)
    assert FIRST.name in names(screen)
    assert screen.pane.model.rowCount() < len(ENTERPRISES)


def test_filter_tells_what_the_agency_still_lacks(window: Window, settle: Settle) -> None:
    """The filter is how a clerk learns about whom nothing was entered yet."""
    screen = screen_of(window)
    box = screen.pane.bar.findChild(QComboBox, "filter.ours")
    assert box is not None
    box.setCurrentIndex(box.findData("Y"))
    settle(window)
    assert screen.pane.model.rowCount() == 6
    box.setCurrentIndex(box.findData("N"))
    settle(window)
    assert screen.pane.model.rowCount() == len(ENTERPRISES) - 6


def test_enter_opens_the_enterprise_with_its_records_and_their_history(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """Every value must be traceable to the clerk who entered it."""
    screen = screen_of(window)
    settle(window)
    screen.pane.show_filter({"search": FIRST.uscc})
    settle(window)
    screen.pane.view.setCurrentIndex(screen.pane.model.index(0, 0))
    qtbot.keyClick(screen.pane.view, Qt.Key.Key_Return)
    settle(window)
    page = screen.page
    assert page.name.text() == FIRST.name
    group = page.records.topLevelItem(0)
    assert group is not None
    assert group.childCount() == 2
    page.records.setCurrentItem(group.child(0))
    settle(window)
    first = page.life.topLevelItem(page.life.topLevelItemCount() - 1)
    assert first is not None
    assert (first.text(1), first.text(2)) == ("王录入", "录入")
    back = page.findChild(QPushButton, "back")
    assert back is not None
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert screen.stack.currentWidget() is screen.pane


def test_a_row_that_is_chosen_by_the_program_is_the_only_one_though_ctrl_is_held(
    window: Window, settle: Settle, qtbot: QtBot
) -> None:
    """An act by Ctrl and a letter leads to a row: two rows would be chosen, or none at all."""
    screen = screen_of(window)
    settle(window)
    view = screen.pane.view
    view.selectRow(0)
    qtbot.keyPress(view, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    view.selectRow(0)
    assert view.picked_keys() == screen.pane.model.ids[:1]
    view.selectRow(3)
    assert view.picked_keys() == screen.pane.model.ids[3:4]
    qtbot.keyRelease(view, Qt.Key.Key_Control)


def test_selection_stays_on_the_same_enterprise_when_the_order_changes(
    window: Window, settle: Settle
) -> None:
    """Otherwise the clerk acts on another enterprise than the one that was marked."""
    screen = screen_of(window)
    settle(window)
    view, model = screen.pane.view, screen.pane.model
    view.selectRow(7)
    key = model.ids[7]
    view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    settle(window)
    assert view.picked_keys() == [key]
    assert view.current_key() == key


def test_marked_rows_are_copied_as_excel_cells(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """Clerks carry lists into a letter or a workbook by the clipboard."""
    screen = screen_of(window)
    settle(window)
    screen.pane.view.selectRow(0)
    qtbot.keyClick(screen.pane.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:2] == ["统一社会信用代码", "企业名称"]
    assert lines[1].split("\t")[0] == screen.pane.model.ids[0]


def test_what_is_cut_in_a_cell_can_be_read(window: Window, settle: Settle) -> None:
    """Otherwise the end of a long name or reason is seen by nobody who does not drag columns."""
    view = screen_of(window).pane.view
    settle(window)
    name = view.model().index(0, 1)
    assert view.cut_text(name) == ""
    view.setColumnWidth(1, 40)
    assert view.cut_text(name) == name.data()


def test_the_columns_that_matter_fit_a_small_display(window: Window, settle: Settle) -> None:
    """Half of the offices have 1366×768: a capital cut by the edge is read as another number."""
    window.resize(1366, 728)
    pane = screen_of(window).pane
    settle(window)
    view, keys = pane.view, [column.key for column in pane.model.columns]
    place = keys.index("reg_capital")
    right = view.columnViewportPosition(place) + view.columnWidth(place)
    assert right <= view.viewport().width()
    widest = max(view.sizeHintForIndex(view.model().index(row, place)).width() for row in range(20))
    assert widest <= view.columnWidth(place)


def test_export_writes_what_is_shown(window: Window, settle: Settle, tmp_path: Path) -> None:
    """What is filtered and shown is what others get: codes as text, sums as numbers."""
    screen = screen_of(window)
    screen.pane.show_filter({"first_batch": "Y"})
    settle(window)
    screen.pane.view.show_columns(["uscc", "name", "reg_capital"])
    screen.pane._write(tmp_path / "名录.xlsx")
    settle(window)
    rows = list(load_workbook(tmp_path / "名录.xlsx").active.iter_rows(values_only=True))
    assert len(rows) == 21
    assert rows[0] == ("统一社会信用代码", "企业名称", "注册资本（元）")
    assert isinstance(rows[1][0], str)
    assert isinstance(rows[1][2], int | float)


def test_list_model_keeps_the_rules_of_qt(
    window: Window, settle: Settle, qtmodeltester: object
) -> None:
    """A model that breaks them makes the view crash on some machine, some day."""
    screen = screen_of(window)
    settle(window)
    qtmodeltester.check(screen.pane.model)  # type: ignore[attr-defined]
