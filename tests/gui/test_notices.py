"""告知与授权 as the office does it: letters in a batch, slips by scanner, consents, own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.collection import notices, scans, slips
from app.keys.passwords import TRAINING_COST
from app.merging.cards import own_card
from app.office import create_office, open_office
from app.store import audit_check
from tests.gui.conftest import Opener
from tests.gui.offices import (
    CLERK,
    ENTERPRISES,
    LEADER,
    WORD,
    fill_register,
    operators,
)
from ui.screens.notices.consent_form import ConsentDialog
from ui.screens.notices.screen import NoticesScreen
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog, PageView
from ui.widgets.printing_dialog import PrintingDialog

Settle = Callable[[Window], None]
BANK = "YH-NSH"


def screen_of(window: Window) -> NoticesScreen:
    shown = window.screens["notices"]
    assert isinstance(shown, NoticesScreen)
    return shown


def letters(window: Window, settle: Settle) -> PrintingDialog:
    panel = screen_of(window).telling
    panel.make_letters()
    settle(window)
    assert panel.letters is not None
    return panel.letters


def codes(office: Path) -> list[str]:
    with open_office(office, CLERK, WORD) as store:
        return [one.slip_code for one in notices.generate(store)]


def press(parent: object, qtbot: QtBot, name: str) -> None:
    button = parent.findChild(QPushButton, name)  # type: ignore[attr-defined]
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_counts_say_who_must_still_be_told_and_open_the_list(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Nothing may be submitted about somebody who was not told: the office must see whom."""
    window = opener(CLERK, "notices")
    panel = screen_of(window).telling
    settle(window)
    assert "待告知 6 家" in panel.counts.text()
    panel.counts.linkActivated.emit("待告知")
    settle(window)
    assert panel.pane.model.rowCount() == 6
    panel.pane.show_filter({"state": "已签收"})
    settle(window)
    assert panel.pane.model.rowCount() == 0


def test_batch_is_counted_looked_at_and_written_with_labels(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Whoever prints 5,000 letters must know the paper it takes before numbers are used up."""
    window = opener(CLERK, "notices")
    dialog = letters(window, settle)
    assert "共 6 份" in dialog.printing.said.text()
    pages = int(dialog.printing.said.text().split("、")[1].split(" ")[0])
    press(dialog, qtbot, "preview")
    qtbot.waitUntil(lambda: dialog.findChild(PageDialog) is not None, timeout=20_000)
    settle(window)
    shown = dialog.findChild(PageDialog)
    assert shown is not None
    assert shown.view.pages == pages
    assert not shown.view.picture.pixmap().isNull()
    shown.close()
    assert notices.notices(window.session.store) == []
    dialog.printing.duplex.setChecked(True)
    settle(window)
    double = int(dialog.printing.said.text().split("、")[1].split(" ")[0])
    assert double > pages
    dialog.printing.duplex.setChecked(False)
    dialog.printing.labels.setChecked(True)
    settle(window)
    dialog.printing.issue(tmp_path / "告知书")
    settle(window)
    assert f"{pages} 页" in dialog.printing.said.text()
    written = PdfReader(dialog.printing.files[0])
    assert len(written.pages) == pages
    assert (tmp_path / "告知书" / "信封标签.pdf").is_file()
    assert "已生成 6 家" in screen_of(window).telling.counts.text()
    dialog.close()


def test_one_township_one_file_each(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Letters go out by township, and a file for each goes to an enterprise by mail."""
    window = opener(CLERK, "notices")
    dialog = letters(window, settle)
    there = [one for one in ENTERPRISES[:6] if one.township == ENTERPRISES[0].township]
    dialog.whom.setCurrentIndex(dialog.whom.findData(ENTERPRISES[0].township))
    settle(window)
    assert f"共 {len(there)} 份" in dialog.printing.said.text()
    dialog.printing.separate.setChecked(True)
    dialog.printing.issue(tmp_path / "out")
    settle(window)
    assert len(dialog.printing.files) == len(there)
    made = {one.uscc for one in notices.notices(window.session.store)}
    assert made == {one.uscc for one in there}
    dialog.close()


def test_batch_that_cannot_be_written_says_so_and_goes_on_later(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """A stick that was pulled must cost no letter its number."""
    window = opener(CLERK, "notices")
    dialog = letters(window, settle)
    blocked = tmp_path / "U盘"
    blocked.write_text("no folder")
    dialog.printing.issue(blocked / "告知书")
    settle(window)
    assert "ENV-" in dialog.printing.said.text()
    numbers = [one.notice_id for one in notices.notices(window.session.store)]
    assert dialog.printing.write.isEnabled()
    dialog.printing.issue(tmp_path / "again")
    settle(window)
    assert "已写出 1 个文件" in dialog.printing.said.text()
    assert [one.notice_id for one in notices.notices(window.session.store)] == numbers
    dialog.close()


def test_batch_that_was_stopped_goes_on_with_the_same_numbers(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Whoever stops a batch to refill the tray must not send anybody two letters."""
    window = opener(CLERK, "notices")
    dialog = letters(window, settle)
    dialog.printing.separate.setChecked(True)
    dialog.printing.issue(tmp_path / "out")
    assert not dialog.printing.write.isEnabled()
    (job,) = [one for one in window.session.jobs.live if one.title == "制作采集告知书"]
    job.progressed.connect(job.cancel)
    settle(window)
    assert "已停止" in dialog.printing.said.text()
    numbers = [one.notice_id for one in notices.notices(window.session.store)]
    assert len(numbers) == 6
    dialog.printing.issue(tmp_path / "out")
    settle(window)
    assert "已写出 6 个文件" in dialog.printing.said.text()
    assert [one.notice_id for one in notices.notices(window.session.store)] == numbers
    dialog.close()


def test_chosen_pages_go_to_the_printer(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """A jammed page is printed again alone, not with the other thousands."""
    window = opener(CLERK, "notices")
    dialog = letters(window, settle)
    dialog.printing.issue(tmp_path / "out")
    settle(window)
    view = PageView(window.session, "告知书", window)
    view.show_pdf(dialog.printing.files[0].read_bytes())
    settle(window)
    view.wanted_pages.setText("9-x")
    view.ask_printer()
    assert "看不懂页码范围" in view.said.text()
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    view.print_to(printer, [2, 3])
    settle(window)
    assert "已送出打印 2 页" in view.said.text()
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 2
    dialog.close()


def test_slips_are_scanned_one_after_the_other(
    office: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A scanner types and presses Enter faster than the store writes; none may be lost."""
    made = codes(office)
    window = opener(CLERK, "notices")
    window.session.navigate("notices", tab="slips")
    panel = screen_of(window).slips
    panel.method.setCurrentText("邮寄送达")
    panel.signatory.setText("张三")
    for code in made:
        qtbot.keyClicks(panel.code, code)
        qtbot.keyClick(panel.code, Qt.Key.Key_Return)
    settle(window)
    kept = notices.notices(window.session.store)
    assert {one.status for one in kept} == {slips.SIGNED}
    assert {(one.method, one.signatory) for one in kept} == {("邮寄送达", "张三")}
    assert panel.log.rowCount() == len(made)
    assert panel.code.text() == ""
    assert panel.signatory.text() == "张三"
    settle(window)
    assert "已签收 6 家" in screen_of(window).telling.counts.text()


def test_mistyped_digit_is_said_at_once_and_keeps_the_line(
    office: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """One wrong digit must not register another enterprise's slip."""
    made = codes(office)
    window = opener(CLERK, "notices")
    window.session.navigate("notices", tab="slips")
    panel = screen_of(window).slips
    wrong = made[0][:-1] + str((int(made[0][-1]) + 1) % 10)
    qtbot.keyClicks(panel.code, wrong)
    assert "回执编号有误" in panel.said.text()
    qtbot.keyClick(panel.code, Qt.Key.Key_Return)
    assert "N-SLIP-DIGIT" in panel.said.text()
    assert panel.code.selectedText() == wrong
    assert panel.log.rowCount() == 0
    qtbot.keyClicks(panel.code, made[0])
    qtbot.keyClick(panel.code, Qt.Key.Key_Return)
    settle(window)
    assert panel.log.rowCount() == 1


def test_slip_of_another_office_is_listed_as_not_registered(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A pile of slips has strangers in it; each must be seen after the pile is through."""
    window = opener(CLERK, "notices")
    window.session.navigate("notices", tab="slips")
    panel = screen_of(window).slips
    qtbot.keyClicks(panel.code, slips.slip_code(2026, 777))
    qtbot.keyClick(panel.code, Qt.Key.Key_Return)
    settle(window)
    item = panel.log.item(0, 2)
    assert item is not None
    assert item.text() == "未登记"
    assert "N-SLIP-UNKNOWN" in panel.log.item(0, 3).text()  # type: ignore[union-attr]


def test_digits_of_a_chinese_input_method_are_digits(office: Path) -> None:
    """Full-width digits look the same to a clerk."""
    code = codes(office)[0]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert slips.read_code(wide) == code


def test_letterhead_is_tried_taken_up_and_taken_back(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """An office's telephone changes; the letter must not wait for a new release."""
    window = opener(LEADER, "notices")
    window.session.navigate("notices", tab="wording")
    settle(window)
    panel = screen_of(window).wording
    line = panel.head.findChild(QLineEdit, "head.phone")
    assert line is not None
    before = line.text()
    line.setText("0398-4800000")
    press(panel, qtbot, "lookAtWords")
    qtbot.waitUntil(lambda: panel.findChild(PageDialog) is not None, timeout=20_000)
    settle(window)
    panel.findChild(PageDialog).close()  # type: ignore[union-attr]
    press(panel, qtbot, "useWords")
    settle(window)
    assert "已采用（第 1 版）" in panel.said.text()
    assert line.text() == "0398-4800000"
    panel.kept.setCurrentIndex(0)
    press(panel, qtbot, "backToWords")
    settle(window)
    assert line.text() == before


def test_letter_without_what_the_law_wants_is_refused_by_name(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A notice that names no receiver would not count as notice."""
    window = opener(LEADER, "notices")
    window.session.navigate("notices", tab="wording")
    panel = screen_of(window).wording
    panel.letter.setCurrentIndex(panel.letter.findData("notice"))
    settle(window)
    table = panel.words.table
    row = next(
        r
        for r in range(table.rowCount())
        if "{recipients}" in table.item(r, 2).text()  # type: ignore[union-attr]
    )
    table.setCurrentCell(row, 2)
    press(panel, qtbot, "removeParagraph")
    press(panel, qtbot, "useWords")
    settle(window)
    assert "接收方" in panel.said.text()
    assert "D-WORDING" in panel.said.text()
    panel.words.places.activated.emit(0)


@pytest.fixture
def bank(template: Path, tmp_path: Path) -> Path:
    """A bank's office with the same register."""
    with open_office(template / "RH", LEADER, WORD) as coordinator:
        card = own_card(coordinator)
    folder = tmp_path / BANK
    create_office(folder, agency=BANK, operators=operators(), coordinator=card, cost=TRAINING_COST)
    with open_office(folder, CLERK, WORD) as store:
        fill_register(store, ENTERPRISES)
    return folder


@pytest.fixture
def office(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Path:
    """The power company's office; the bank's where a test asks for it."""
    from tests.gui.offices import copy_office

    if "bank" in request.fixturenames:
        return Path(request.getfixturevalue("bank"))
    return copy_office(template / "GD", tmp_path / "GD")


def scan_file(folder: Path) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    path = folder / "授权书.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 700, "consent")
    canvas.save()
    return path


def test_consent_is_registered_with_its_scan(
    bank: Path, opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """A bank that is asked for the enterprise's signature must have it at hand."""
    window = opener(CLERK, "notices")
    window.session.navigate("notices", tab="consents")
    panel = screen_of(window).consents
    assert panel is not None
    settle(window)
    panel.add()
    dialog = panel.findChild(ConsentDialog)
    assert dialog is not None
    dialog.take_scan(tmp_path / "没有.pdf")
    settle(window)
    assert "ENV-MISSING" in dialog.said.text()
    dialog.take_scan(scan_file(tmp_path))
    settle(window)
    assert "授权书.pdf" in dialog.said.text()
    dialog.form.editors["uscc"].put(ENTERPRISES[0].uscc)
    dialog.form.editors["no"].put("SQ-1")
    dialog.form.editors["signed_date"].put("2026-04-01")
    dialog.form.editors["valid_to"].put("2026-03-01")
    press(dialog, qtbot, "saveConsent")
    settle(window)
    assert "有效期至早于签署日期" in dialog.form._said["valid_to"].text()
    dialog.form.editors["valid_to"].put("2026-04-30")
    press(dialog, qtbot, "saveConsent")
    settle(window)
    row = panel.source.rows(panel.pane.model.ids)[ENTERPRISES[0].uscc]
    assert "待审核" in row
    assert "已附" in row
    panel.pane.view.selectRow(0)
    panel.show_scan()
    qtbot.waitUntil(lambda: panel.findChild(PageDialog) is not None, timeout=20_000)
    settle(window)
    assert panel.findChild(PageDialog).view.pages == 1  # type: ignore[union-attr]
    panel.findChild(PageDialog).close()  # type: ignore[union-attr]
    audit_check.verify(window.session.store)


def test_file_that_is_no_scan_is_refused_in_words(tmp_path: Path) -> None:
    """A workbook under the name of a scan would be found out years later."""
    wrong = tmp_path / "授权书.pdf"
    wrong.write_bytes(b"PK\x03\x04 no scan")
    with pytest.raises(Exception, match="N-SCAN-KIND"):
        scans.read_scan(wrong)
    big = tmp_path / "大.pdf"
    big.write_bytes(b"%PDF-" + b"0" * scans.LARGEST)
    with pytest.raises(Exception, match="N-SCAN-SIZE"):
        scans.read_scan(big)
