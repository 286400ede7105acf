"""数据录入 as a clerk uses it: type, save, correct, copy, paste, fill, take back, lose nothing."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
)
from pytestqt.qtbot import QtBot

from app.catalogue.load import load
from app.collection import drafts, records, states
from app.collection.drafts import NEW
from app.pinyin import initials
from app.progress import Progress
from app.settings import Settings
from tests.gui.conftest import Opener
from tests.gui.offices import CLERK, ENTERPRISES, LEADER
from tests.offices import bill
from ui.forms.form import RecordForm, ScrolledForm
from ui.screens.entry.page import DataSetPage
from ui.screens.entry.screen import EntryScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
GOOD = bill(ENTERPRISES[9].uscc, "4100000099", "2026-03", "1200")


@pytest.fixture
def page(window: Window, settle: Settle) -> DataSetPage:
    """月度用电, twelve records."""
    return page_of(window, settle)


def page_of(window: Window, settle: Settle, **wanted: str) -> DataSetPage:
    window.session.navigate("entry", **{"dataset": "GD02", **wanted})
    screen = window.stack.currentWidget()
    assert isinstance(screen, EntryScreen)
    settle(window)
    assert screen.page is not None
    return screen.page


def screen_of(window: Window) -> EntryScreen:
    screen = window.screens["entry"]
    assert isinstance(screen, EntryScreen)
    return screen


def write(page: DataSetPage, qtbot: QtBot, **texts: str) -> None:
    """Type into fields of the form."""
    for name, text in texts.items():
        page.side.form.focus_field(name)
        focus = page.side.form.editors[name].focus
        qtbot.keyClick(focus, Qt.Key.Key_A, CONTROL)
        qtbot.keyClicks(focus, text)


def column(page: DataSetPage, name: str) -> int:
    return [one.key for one in page.model.columns].index(name)


def cell(page: DataSetPage, row: int, name: str) -> str:
    return str(page.model.index(row, column(page, name)).data())


def stored(page: DataSetPage, key: str) -> dict[str, object]:
    return records.read(page.session.store, page.data_set.code, key)[0]


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    """A key where the cursor is, as the window gets it."""
    window.activateWindow()
    QCoreApplication.processEvents()
    focus = window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def test_record_is_typed_saved_and_the_next_row_waits(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Two hundred bills a day are entered by keyboard alone."""
    write(page, qtbot, uscc=GOOD["uscc"])
    for name in ("cons_no", "month", "kwh", "amount", "due_date"):
        write(page, qtbot, **{name: GOOD[name]})
    assert page.side.form.editors["ent_name"].text() == ENTERPRISES[9].name
    press(window, Qt.Key.Key_Return)
    settle(window)
    assert page.model.count == 13
    assert page.working.is_new
    assert not page.working.dirty
    assert page.side.form.editors["kwh"].text() == ""
    assert page.note.text().startswith("已保存")
    newest = page.model.ids[1]
    assert stored(page, newest)["row_status"] == states.ENTERED
    assert "13 条" in screen_of(window).box.currentText()
    assert drafts.counts(page.session.store) == {}


def test_enterprise_is_chosen_by_initials(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Nobody knows eighteen characters by heart."""
    wanted = ENTERPRISES[9]
    write(page, qtbot, ent_name=initials(wanted.name))
    editor = page.side.form.editors["ent_name"]
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.text() == wanted.name
    assert page.side.form.editors["cons_no"].focus.hasFocus()
    assert page.side.form.editors["uscc"].text() == wanted.uscc
    write(page, qtbot, ent_name="x")
    assert page.side.form.editors["uscc"].text() == ""
    settle(window)


def test_refusal_stands_at_its_field_and_loses_nothing(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Whoever typed a row for five minutes must not type it again for one wrong figure."""
    page.working.copy({**GOOD, "kwh": "no"})
    page.side.show_row(page.working, ())
    page.save()
    settle(window)
    said = page.side.form.findChild(QLabel, "finding.kwh")
    assert said is not None
    assert said.text().startswith("错误：")
    assert "没有保存" in page.note.text()
    assert page.side.form.editors["kwh"].focus.hasFocus()
    assert page.side.form.editors["cons_no"].text() == GOOD["cons_no"]
    assert drafts.recall(page.session.store, "GD02")[NEW].texts["kwh"] == "no"
    write(page, qtbot, kwh="1200")
    press(window, Qt.Key.Key_Return)
    settle(window)
    assert page.model.count == 13


def test_empty_required_field_makes_a_draft_record(
    window: Window, page: DataSetPage, settle: Settle
) -> None:
    """A bill whose figure comes tomorrow is put down today."""
    page.working.copy({name: text for name, text in GOOD.items() if name != "kwh"})
    page.save()
    settle(window)
    assert "草稿" in page.note.text()
    assert cell(page, 1, "row_status") == states.DRAFT


def test_cell_is_edited_in_place_and_tab_goes_on(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Corrections are made where they are seen; the row shows that it is not saved yet."""
    key = page.model.ids[1]
    page.view.place_cursor(key, column(page, "kwh"))
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.cells.editing
    focus = window.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(focus, "1300")
    assert page.side.form.editors["kwh"].text() == "1300"
    qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert page.view.currentIndex().column() > column(page, "kwh")
    assert cell(page, 1, "row_status") == "未保存"
    focus = window.focusWidget()
    assert focus is not None
    before = page.working.text("amount")
    qtbot.keyClicks(focus, "77")
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert page.working.text("amount") == before
    press(window, Qt.Key.Key_Return)
    settle(window)
    assert stored(page, key)["kwh"] == 130000
    assert page.working.key == page.model.ids[2]


def test_history_of_the_cell_says_who_when_from_to_and_why(
    window: Window, page: DataSetPage, settle: Settle
) -> None:
    """Who asks why a figure differs from last week's must find the answer beside it."""
    key = page.model.ids[1]
    records.change(page.session.store, "GD02", key, {"kwh": "1250"}, reason="抄表更正")
    page.view.place_cursor(key, column(page, "kwh"))
    settle(window)
    life = page.side.findChild(QTreeWidget, "cellLife")
    assert life is not None
    newest = life.topLevelItem(0)
    assert [newest.text(place) for place in range(1, 6)] == [
        CLERK,
        "修改",
        "1,200",
        "1,250",
        "抄表更正",
    ]
    assert newest.text(0).startswith("2026-04-10")
    assert life.topLevelItemCount() == 2


def test_last_record_is_copied_into_what_is_empty(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Next month's bill differs from this one in two figures."""
    write(page, qtbot, month="2026-03")
    press(window, Qt.Key.Key_D)
    assert page.working.text("month") == "2026-03"
    assert page.working.text("kwh") == "1200"
    assert page.side.form.editors["cons_no"].text() == page.working.text("cons_no") != ""
    press(window, Qt.Key.Key_R)
    settle(window)
    assert not page.working.dirty
    page.view.setFocus()
    press(window, Qt.Key.Key_Z)
    settle(window)
    assert page.working.text("kwh") == "1200"


def clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_block_is_pasted_told_and_taken_back(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """A column of figures from Excel goes over the rows below the cursor, and back by one key."""
    keys = page.model.ids[1:4]
    page.view.place_cursor(keys[0], column(page, "kwh"))
    page.view.setFocus()
    clipboard("1300\r\n1400\r\nabc\r\n")
    press(window, Qt.Key.Key_V)
    settle(window)
    dialog = window.findChild(QTreeWidget, "outcome")
    assert dialog is not None
    assert "abc" in dialog.topLevelItem(0).text(2)
    assert dialog.topLevelItem(0).text(0) == "3"
    dialog.window().close()
    assert [stored(page, key)["kwh"] for key in keys] == [130000, 140000, 120000]
    page.view.setFocus()
    press(window, Qt.Key.Key_Z)
    settle(window)
    assert [stored(page, key)["kwh"] for key in keys] == [120000] * 3
    assert "已撤销" in page.note.text()


def test_block_of_wrong_columns_is_told_and_takes_nothing(
    window: Window, page: DataSetPage, settle: Settle
) -> None:
    """One column too far to the left, and three hundred bills would be nonsense."""
    page.view.place_cursor(page.model.ids[1], column(page, "kwh"))
    page.view.setFocus()
    counter = page.session.store.counter
    clipboard("2026-01\t100\n2026-02\t200")
    press(window, Qt.Key.Key_V)
    settle(window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "用电量" in box.text()
    assert "P-MISMATCH" in box.informativeText()
    assert "没有粘贴任何内容" in box.informativeText()
    assert page.session.store.counter == counter
    box.close()


def test_strange_headers_are_named_before_anything_is_taken(
    window: Window, page: DataSetPage, settle: Settle
) -> None:
    """A column that is silently left out is believed to be entered."""
    page.view.setFocus()
    values = "\t".join([*GOOD.values(), "看过"])
    clipboard(f"统一社会信用代码\t户号\t月份\t用电量\t应收电费\t缴费期限\t我的备注\n{values}")
    press(window, Qt.Key.Key_V)
    settle(window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "我的备注" in box.text()
    yes = box.findChild(QPushButton, "yes")
    assert yes is not None
    yes.click()
    settle(window)
    assert page.model.count == 13


def test_fifty_thousand_cells_are_pasted_beside_the_work(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """The window must answer while a year of bills goes in, and one key must take them out."""
    lines = ["统一社会信用代码\t户号\t月份\t用电量\t应收电费\t缴费期限"]
    for number in range(8400):
        owner = ENTERPRISES[number % 60].uscc
        month = f"2025-{number // 60 % 12 + 1:02d}"
        lines.append(f"{owner}\t42{number:08d}\t{month}\t1000\t700\t{month}-28")
    clipboard("\n".join(lines))
    page.view.setFocus()
    beats: list[float] = []
    press(window, Qt.Key.Key_V)
    while window.session.jobs.live:
        begun = time.thread_time()
        QCoreApplication.processEvents()
        beats.append(time.thread_time() - begun)
    settle(window)
    assert page.model.count == 12 + 8400
    assert len(beats) > 20
    assert max(beats) < 0.05
    press(window, Qt.Key.Key_Z)
    settle(window)
    assert page.model.count == 12


def test_fill_down_gives_the_first_value_to_the_rows_below(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """One due date for the whole village is typed once."""
    keys = page.model.ids[1:5]
    records.change(page.session.store, "GD02", keys[0], {"due_date": "2026-04-30"})
    page.view.place_cursor(keys[0], column(page, "due_date"))
    page.view.setFocus()
    for _ in keys[1:]:
        qtbot.keyClick(page.view, Qt.Key.Key_Down, SHIFT)
    settle(window)
    assert "选中 4 行：" in page.pane.count.text()
    page.view.selectionModel().setCurrentIndex(
        page.model.index(1, column(page, "due_date")),
        page.view.selectionModel().SelectionFlag.NoUpdate,
    )
    press(window, Qt.Key.Key_D, CONTROL | SHIFT)
    settle(window)
    assert {stored(page, key)["due_date"] for key in keys} == {"2026-04-30"}
    press(window, Qt.Key.Key_Z)
    settle(window)
    assert len({stored(page, key)["due_date"] for key in keys}) > 1


def test_record_changed_meanwhile_is_told_and_both_ways_are_open(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Two people at one record: the second must see the first one's figure before he decides."""
    key = page.model.ids[1]
    page.view.place_cursor(key, column(page, "kwh"))
    write(page, qtbot, kwh="1400")
    records.change(page.session.store, "GD02", key, {"kwh": "1300"})
    page.save()
    settle(window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "已经变动" in box.text()
    mine = box.findChild(QPushButton, "option1")
    assert mine is not None
    mine.click()
    settle(window)
    said = page.side.form.findChild(QLabel, "finding.kwh")
    assert said is not None
    assert "1300" in said.text()
    assert stored(page, key)["kwh"] == 130000
    page.save()
    settle(window)
    assert stored(page, key)["kwh"] == 140000


def test_withdrawing_needs_a_reason_and_reviewed_ones_need_a_reviewer(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Nothing disappears: the log must say why, and what passed review is not the clerk's."""
    page.view.setFocus()
    page.view.selectAll()
    press(window, Qt.Key.Key_Delete)
    box = window.findChild(QPlainTextEdit, "reason")
    assert box is not None
    box.setPlainText("重复录入")
    box.window().accept()  # type: ignore[attr-defined]
    settle(window)
    assert page.note.text().startswith("已撤回 8 行，4 行没有撤回：")
    assert page.model.count == 4


def test_half_typed_row_survives_lock_and_closing(
    window: Window, page: DataSetPage, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The phone rings, the desk locks itself, the day ends: the words are there."""
    write(page, qtbot, cons_no="41", kwh="9")
    window.lock()
    settle(window)
    assert drafts.recall(page.session.store, "GD02")[NEW].texts == {"cons_no": "41", "kwh": "9"}
    window._unlocked()
    write(page, qtbot, kwh="98")
    began, release = threading.Event(), threading.Event()

    def long_work(progress: Progress) -> None:
        began.set()
        while not release.wait(0.005):
            progress.step(1, 3)

    window.session.act("导入", long_work)
    qtbot.waitUntil(began.is_set, timeout=5000)
    window.close()
    again = page_of(opener(), settle)
    assert again.side.form.editors["kwh"].text() == "98"
    assert again.working.is_new
    assert "没有保存" in again.note.text()


def test_word_in_the_input_method_is_kept(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Half a Chinese word is no text of the line yet; a power cut must not know that."""
    page.side.form.focus_field("cons_no")
    focus = page.side.form.editors["cons_no"].focus
    QCoreApplication.sendEvent(focus, QInputMethodEvent("yang'shao", []))
    settle(window)
    assert drafts.recall(page.session.store, "GD02")[NEW].texts == {"cons_no": "yang'shao"}
    commit = QInputMethodEvent()
    commit.setCommitString("仰韶")
    QCoreApplication.sendEvent(focus, commit)
    settle(window)
    assert drafts.recall(page.session.store, "GD02")[NEW].texts == {"cons_no": "仰韶"}


def test_rows_left_unsaved_are_marked_filtered_and_saved_together(
    window: Window, page: DataSetPage, qtbot: QtBot, settle: Settle
) -> None:
    """Who hops between rows must find again what is not finished."""
    first, second = page.model.ids[1:3]
    for key, kwh in ((first, "1300"), (second, "many")):
        page.view.place_cursor(key, column(page, "kwh"))
        write(page, qtbot, kwh=kwh)
    page.view.place_cursor(page.model.ids[3], column(page, "kwh"))
    settle(window)
    assert [cell(page, row, "row_status") for row in (1, 2)] == ["未保存"] * 2
    assert cell(page, 2, "kwh") == "many"
    assert "未保存 2" in screen_of(window).box.currentText()
    press(window, Qt.Key.Key_S, CONTROL | SHIFT)
    settle(window)
    assert "1 行没有保存" in page.note.text()
    assert stored(page, first)["kwh"] == 130000
    assert page.model.ids == [NEW, second]


def test_reviewer_looks_and_withdraws_but_does_not_type(opener: Opener, settle: Settle) -> None:
    """What a role may not do is not offered; the rule itself stays in the core."""
    window = opener(LEADER)
    page = page_of(window, settle)
    assert not page.side.form.isEnabled()
    assert "没有“录入”权限" in page.note.text()
    index = page.model.index(1, column(page, "kwh"))
    assert not page.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert "entry.save" not in {action.objectName() for action in screen_of(window).actions()}


def test_last_data_set_and_its_grid_come_back(
    window: Window, page: DataSetPage, settle: Settle
) -> None:
    """The water company's clerk works in one data set for weeks."""
    window.session.navigate("register")
    window.session.navigate("entry")
    settle(window)
    assert screen_of(window).box.currentData() == "GD02"
    page = page_of(window, settle, status=states.APPROVED)
    assert page.model.count == 4
    assert page.working.row.status == states.APPROVED


def test_grid_keeps_the_rules_of_qt(
    window: Window, page: DataSetPage, settle: Settle, qtmodeltester: object
) -> None:
    """A model that breaks them makes the view crash on some machine, some day."""
    qtmodeltester.check(page.model)  # type: ignore[attr-defined]


def test_opening_and_leaving_costs_no_memory(
    window: Window, page: DataSetPage, settle: Settle
) -> None:
    """The window stays open for weeks on a PC of five years."""

    def rounds(count: int) -> int:
        for number in range(count):
            window.session.navigate("register")
            window.session.navigate("entry", dataset=("GD01", "GD02", "GD03")[number % 3])
            page.view.place_cursor(page.model.ids[number % 12 + 1])
            page.cells.finish()
            settle(window)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return len(QApplication.allWidgets()) + len(window.findChildren(QObject))

    first = rounds(4)
    assert rounds(12) == first


def test_form_that_is_thrown_away_is_gone(settings: Settings, qapp: QApplication) -> None:
    """A form that somebody still holds would keep its two hundred widgets for ever."""
    catalogue = load()

    def widgets() -> int:
        for _ in range(3):
            form = ScrolledForm(RecordForm(catalogue.data_sets["SC01"], catalogue))
            form.show()
            form.close()
            form.deleteLater()
            del form
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return len(QApplication.allWidgets())

    assert widgets() == widgets()
