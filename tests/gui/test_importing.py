"""导入 as a clerk does it: five steps, left and taken up, the bench, and taking a batch back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.collection import batches, held, records
from app.collection.importing import import_file
from app.store.office_store import Store
from tests.gui.conftest import Opener
from tests.gui.importing_files import (
    HEADER,
    STRANGER,
    bill,
    csv,
    mixed,
    of_stranger,
    press,
    screen_of,
    told,
    workbook,
)
from tests.gui.offices import ENTERPRISES
from ui.screens.importing.held_dialog import HeldDialog
from ui.screens.importing.screen import BENCH, COLUMNS, FILE, HISTORY, SHEET, TRIAL, ImportingScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
USCCS = frozenset(entry.uscc for entry in ENTERPRISES)


def to_trial(window: Window, path: Path, qtbot: QtBot, settle: Settle) -> ImportingScreen:
    """The first four steps with nothing to correct."""
    screen = screen_of(window)
    screen.take(path)
    for _ in range(3):
        settle(window)
        if screen.pages.currentIndex() < TRIAL:
            qtbot.keyClick(screen.next, Qt.Key.Key_Space)
    settle(window)
    assert screen.pages.currentIndex() == TRIAL
    return screen


def bills(store: Store) -> dict[str, str]:
    """State by record of the power company's bills."""
    with store.read() as conn:
        rows = conn.exec_driver_sql("SELECT rec_id, row_status FROM rec_gd02")
        return {str(row[0]): str(row[1]) for row in rows}


def counts(screen: ImportingScreen) -> list[str]:
    bar = screen.trial.classes
    return [bar.tabText(place) for place in range(bar.count())]


def test_workbook_goes_through_five_steps_by_keyboard(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The clerk's daily work: sheet, header, data set and columns are found without a word."""
    screen = screen_of(window)
    screen.take(workbook(tmp_path / "三月.xlsx", mixed()))
    settle(window)
    assert screen.pages.currentIndex() == SHEET
    assert screen.sheet.sheet.currentText() == "三月电费（10 行）"
    assert "第 2 行" in screen.sheet.header.text()
    assert screen.sheet.dataset.currentData() == "GD02"
    head = screen.sheet.preview.verticalHeaderItem(1)
    assert head is not None
    assert head.text() == "2 表头"
    assert screen.next.hasFocus()
    qtbot.keyClick(screen.next, Qt.Key.Key_Space)
    settle(window)
    assert screen.columns.boxes["户号#1"].currentData() == "cons_no"
    qtbot.keyClick(screen.next, Qt.Key.Key_Space)
    settle(window)
    assert counts(screen) == [
        "全部 8", "新增 2", "变更 1", "相同 0", "重复 1", "错误 1", "警告 1", "未匹配 2",
    ]  # fmt: skip
    assert screen.next.text() == "导入 4 行"
    assert not batches.batches(window.session.store)
    qtbot.keyClick(screen.next, Qt.Key.Key_Space)
    settle(window)
    assert screen.pages.currentIndex() == HISTORY
    assert "未匹配 2" in screen.history.title.text()
    assert window.focusWidget() is screen.history.match
    qtbot.keyClick(screen.history.match, Qt.Key.Key_Space)
    settle(window)
    assert screen.pages.currentIndex() == BENCH
    assert screen.bench.who.text() == STRANGER


def test_every_class_opens_as_a_list_with_cells_and_findings(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """A number alone does not tell the clerk which line to mend."""
    screen = to_trial(window, csv(tmp_path / "a.csv", mixed()), qtbot, settle)
    pane = screen.trial.pane
    assert pane is not None
    screen.trial.show_class("error")
    settle(window)
    assert pane.model.rowCount() == 1
    texts = [str(pane.model.index(0, place).data()) for place in range(6)]
    assert texts[:3] == ["5", "错误", ENTERPRISES[12].name]
    assert "应收电费" in texts[3]
    pane.view.selectRow(0)
    assert "E-REQUIRED" in screen.trial.detail.toPlainText()
    screen.trial.show_class("changed")
    settle(window)
    pane.view.selectRow(0)
    assert "→" in screen.trial.detail.toPlainText()


def test_wrong_column_is_corrected_and_the_choice_is_remembered(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Every system names its columns otherwise; nobody says the same thing twice."""
    header = ["奇怪的量" if one == "用电量" else one for one in HEADER]
    screen = screen_of(window)
    screen.take(csv(tmp_path / "a.csv", [bill(10)], header))
    settle(window)
    screen.go_on()
    settle(window)
    page = screen.columns
    assert "奇怪的量" in page.missing.text()
    assert "用电量" in page.missing.text()
    box = page.boxes["奇怪的量#5"]
    box.setCurrentIndex(box.findData("kwh"))
    box.activated.emit(box.currentIndex())
    assert not page.missing.isVisible()
    settle(window)
    for _ in range(2):
        screen.go_on()
        settle(window)
    screen.take(csv(tmp_path / "b.csv", [bill(11)], header))
    settle(window)
    screen.go_on()
    settle(window)
    assert page.boxes["奇怪的量#5"].currentData() == "kwh"
    assert page.grid.item(4, 3).text() == "沿用上次的选择"


def test_two_columns_for_one_field_are_asked_about(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Taking either would be a guess about money."""
    screen = screen_of(window)
    screen.take(csv(tmp_path / "a.csv", [[*bill(10), "701"]], [*HEADER, "应收电费"]))
    settle(window)
    screen.go_on()
    settle(window)
    page = screen.columns
    assert "有2列都像“应收电费”" in page.problem.text()
    screen.go_on()
    assert "有2列都像" in told(window, qtbot)
    box = page.boxes["应收电费#10"]
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert not page.problem.isVisible()
    settle(window)
    screen.go_on()
    settle(window)
    assert screen.pages.currentIndex() == TRIAL


def test_sheet_and_header_are_corrected_on_the_preview(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """No finder is always right; the clerk sees the first rows and says which is the header."""
    strange = [f"代号{place}" for place in range(9)]
    screen = screen_of(window)
    screen.take(csv(tmp_path / "a.csv", [HEADER, bill(10)], strange))
    settle(window)
    page = screen.sheet
    page.preview.activated.emit(page.preview.model().index(0, 0))
    assert page.request().header_row == 1
    page.preview.activated.emit(page.preview.model().index(1, 0))
    assert page.request().header_row == 2
    screen.go_on()
    settle(window)
    screen.go_on()
    settle(window)
    assert counts(screen)[1] == "新增 1"


def test_import_left_half_way_is_taken_up_after_a_restart(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Telephone, lunch, power cut: what was chosen must still be there."""
    path = csv(tmp_path / "a.csv", mixed())
    window = opener()
    screen = screen_of(window)
    screen.take(path)
    settle(window)
    screen.go_on()
    settle(window)
    box = screen.columns.boxes["缴费日期#9"]
    box.setCurrentIndex(0)
    box.activated.emit(0)
    settle(window)
    window.close()
    again = opener()
    screen = screen_of(again)
    settle(again)
    assert "a.csv，停在“列”这一步" in screen.file.told.text()
    press(screen, "resume", qtbot)
    settle(again)
    assert screen.pages.currentIndex() == COLUMNS
    assert screen.columns.boxes["缴费日期#9"].currentData() == ""
    screen.go_on()
    settle(again)
    screen.go_on()
    settle(again)
    assert screen.left is None
    assert len(batches.batches(again.session.store)) == 1
    assert screen.file.recent.item(0).text().startswith("a.csv")


def test_bench_is_worked_by_keys_and_remembers(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Forty names in ten minutes, and next month none of them again."""
    near = ENTERPRISES[20].name.replace("有限公司", "公司")
    rows = [of_stranger(), bill(0, 户号="5200000009", 户名=near, 统一社会信用代码="")]
    store = window.session.store
    import_file(store, "GD02", csv(tmp_path / "a.csv", rows))
    screen = screen_of(window, reason="unmatched", dataset="GD02")
    settle(window)
    bench, view = screen.bench, screen.bench.pane.view
    assert bench.who.text() == STRANGER
    qtbot.keyClick(view, Qt.Key.Key_S)
    settle(window)
    assert bench.who.text() == near
    first = bench.candidates.item(0).text()
    assert ENTERPRISES[20].name in first
    assert "字号" in first
    qtbot.keyClick(view, Qt.Key.Key_1)
    settle(window)
    assert "1 行入库" in bench.said.text()
    assert bench.who.text() == STRANGER
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(bench.search, ENTERPRISES[30].uscc)
    qtbot.keyClick(bench.search, Qt.Key.Key_Return)
    settle(window)
    assert not held.held_rows(store)
    assert bench.pane.model.rowCount() == 0
    again = import_file(store, "GD02", csv(tmp_path / "b.csv", [of_stranger(month="2026-02")]))
    assert again.unmatched == 0
    press(screen, "remembered", qtbot)
    settle(window)
    choices = screen.choices.pane
    choices.view.setCurrentIndex(
        choices.model.index(choices.model.ids.index("cons_no\t5200000001"), 0)
    )
    press(screen, "importing.forget", qtbot)
    settle(window)
    assert choices.model.rowCount() == 1


def test_undo_takes_the_batch_back_or_says_why_not(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The wrong file was imported: one click, unless somebody has worked on it since."""
    store = window.session.store
    before = bills(store)
    screen = to_trial(window, csv(tmp_path / "a.csv", [bill(10), bill(11)]), qtbot, settle)
    screen.go_on()
    settle(window)
    assert len(bills(store)) == len(before) + 2
    press(screen, "importing.undo", qtbot)
    settle(window)
    assert bills(store) == before
    assert "已撤销" in screen.history.title.text()
    import_file(store, "GD02", csv(tmp_path / "b.csv", [bill(12)]))
    (changed,) = bills(store).keys() - before
    assert records.change(store, "GD02", changed, {"late_fee": "3"}).rec_id
    screen.show_history()
    settle(window)
    screen.history.batches.view.selectRow(0)
    press(screen, "importing.undo", qtbot)
    words = told(window, qtbot)
    assert "不能整批撤销" in words
    assert "没有撤销任何内容" in words


def test_findings_come_back_in_the_clerks_own_workbook(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Whoever keeps the source mends it there, not here."""
    screen = to_trial(window, workbook(tmp_path / "三月.xlsx", mixed()), qtbot, settle)
    trial = screen.trial.trial
    assert trial is not None
    screen.trial._write_back(trial, tmp_path / "回.xlsx")
    assert "批注" in told(window, qtbot)
    settle(window)
    book = load_workbook(tmp_path / "回.xlsx")
    assert book.sheetnames == ["三月电费", "汇总"]
    comment = book["三月电费"]["F6"].comment
    assert comment is not None
    assert "E-REQUIRED" in comment.text
    assert [cell.value for cell in book["汇总"][1]][:2] == ["数据行", 8]


def test_history_lists_batches_and_what_was_said(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Weeks later somebody asks what became of line 5 of that file."""
    import_file(window.session.store, "GD02", csv(tmp_path / "三月.csv", mixed()))
    screen = screen_of(window, reason="history")
    settle(window)
    pane = screen.history.batches
    assert [str(pane.model.index(0, place).data()) for place in (2, 3, 4)] == [
        "三月.csv",
        "王录入",
        "8",
    ]
    pane.view.selectRow(0)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    settle(window)
    remarks = screen.history.remarks.model
    lines = [
        [str(remarks.index(row, place).data()) for place in range(6)]
        for row in range(remarks.rowCount())
    ]
    assert ["5", "错误", "待处理"] in [[line[0], line[1], line[5]] for line in lines]
    assert any(line[1] == "警告" and line[2] == ENTERPRISES[13].name for line in lines)


def test_row_with_an_error_is_mended_or_put_aside(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """One wrong cell of a paper bill: nobody exports the whole month again for it."""
    store = window.session.store
    rows = [bill(12, 应收电费=""), bill(13, 月份="2026-13")]
    report = import_file(store, "GD02", csv(tmp_path / "三月.csv", rows))
    assert report.batch_id is not None
    before = len(bills(store))
    screen = screen_of(window, reason="faulty", dataset="GD02")
    settle(window)
    assert screen.history.remarks.model.rowCount() == 2
    screen = screen_of(window, batch=report.batch_id)
    settle(window)
    view = screen.history.remarks.view
    view.setCurrentIndex(screen.history.remarks.model.index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(window)
    (dialog,) = window.findChildren(HeldDialog)
    assert "为空" in dialog.form.findChild(QLabel, "finding.amount").text()
    dialog.form.editors["amount"].put("七百")
    dialog.save()
    settle(window)
    assert dialog.isVisible()
    dialog.form.editors["amount"].put("700")
    dialog.save()
    settle(window)
    assert len(bills(store)) == before + 1
    view.setCurrentIndex(screen.history.remarks.model.index(1, 0))
    screen.history.correct()
    settle(window)
    dialog = next(one for one in window.findChildren(HeldDialog) if one.isVisible())
    dialog._discard("重复登记的户")
    settle(window)
    screen = screen_of(window, reason="faulty", dataset="GD02")
    settle(window)
    assert screen.history.remarks.model.rowCount() == 0
    assert not screen.history.live["importing.undo"].isVisible()
    states = [row.state for row in held.held_rows(store, waiting_only=False)]
    assert states == ["已入库", "已放弃"]


def test_file_can_be_dropped_on_the_screen(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Excel and the mail lie open beside; dragging is what people do."""
    screen = screen_of(window)
    settle(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(csv(tmp_path / "a.csv", [bill(10)])))])
    spot, buttons = QPointF(20, 20), Qt.MouseButton.LeftButton
    keys, action = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(spot.toPoint(), action, data, buttons, keys)
    screen.dragEnterEvent(enter)
    assert enter.isAccepted()
    screen.dropEvent(QDropEvent(spot, action, data, buttons, keys))
    settle(window)
    assert screen.pages.currentIndex() == SHEET
    screen.bar.buttons[FILE].click()
    assert screen.pages.currentIndex() == FILE


def test_blank_workbook_comes_out_and_goes_in_again(
    window: Window, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Offices without a system fill in what they were given; it must be understood again."""
    screen = screen_of(window)
    settle(window)
    card, path = screen.file.template, tmp_path / "空白.xlsx"
    card.dataset.setCurrentIndex(card.dataset.findData("GD02"))
    card.prefilled.setChecked(True)
    card.write(path)
    assert "已填好 60 家企业" in told(window, qtbot)
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = {
        str(cell.value).split("（")[0].strip("* "): cell.column
        for row in page.iter_rows(max_row=6)
        for cell in row
        if cell.value
    }
    line = next(
        row for row in range(1, 12) if page.cell(row, heads["统一社会信用代码"]).value in USCCS
    )
    for title, text in zip(HEADER[3:], bill(10)[3:], strict=True):
        page.cell(line, heads[title]).value = text
    page.cell(line, heads["户号"]).value = "5100000010"
    book.save(path)
    screen = to_trial(window, path, qtbot, settle)
    assert counts(screen)[:2] == ["全部 1", "新增 1"]
