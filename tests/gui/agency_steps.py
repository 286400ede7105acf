"""A clerk's and a reviewer's steps to a package, with mouse and keys alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTabWidget,
    QWidget,
    QWizard,
)

from app.collection import notices
from tests.gui.hands import User
from tests.gui.importing_files import bill, workbook
from tests.gui.offices import ADMIN, CLERK, LEADER, WORD
from tests.offices import COMPANY, FARM
from ui.forms.editors import Editor
from ui.start.wizard import Wizard
from ui.start.wizard_pages import PasswordsPage
from ui.tables.view import ListView
from ui.widgets.printing_dialog import PrintingDialog

STRANGER = "渑池仰韶食品公司"


def make_office(user: User, agency: str, card: Path, place: Path, stick: Path) -> str:
    """The wizard: agency, people, passwords, key, form, backup; returns the digits it shows."""
    user.click_on("newOffice")
    wizard = user.desktop.wizard
    assert wizard is not None
    box = user.see(QComboBox, "agency")
    user.turn_to(box, box.itemText(box.findData(agency)))
    user.click_on("choose.folder")
    user.choose_file(place)
    user.click_on("choose.card")
    user.choose_file(card)
    go_on(user, wizard)
    for line, name in ((1, CLERK), (3, LEADER), (4, ADMIN)):
        user.fill(f"name{line}", name)
    user.click_on("admin3")
    user.click_on("admin4")
    go_on(user, wizard)
    page = wizard.currentPage()
    assert isinstance(page, PasswordsPage)
    for pair in page.lines.values():
        for line in pair:
            user.write(line, WORD)
    go_on(user, wizard)
    user.click_on("do.key")
    digits = user.see(QLabel, "result.key")
    user.qtbot.waitUntil(lambda: "指纹" in digits.text(), timeout=20_000)
    go_on(user, wizard)
    user.click_on("do.form")
    user.choose_file(stick)
    go_on(user, wizard)
    user.click_on("do.backup")
    user.choose_file(stick)
    go_on(user, wizard)
    assert (stick / f"{agency}-用户备案表.pdf").read_bytes().startswith(b"%PDF")
    return digits.text().partition("\n")[2]


def go_on(user: User, wizard: Wizard) -> None:
    """Whichever button leads on."""
    kinds = QWizard.WizardButton
    for which in (kinds.NextButton, kinds.CommitButton, kinds.FinishButton):
        if wizard.button(which).isVisible():
            user.click(wizard.button(which))
            return


def take_packages_in(user: User, directory: Path, register: Path) -> None:
    """Directory and register, where the workbench leads to."""
    user.take_step("接收企业名录")
    user.click_on("chooseFile")
    user.choose_file(directory)
    assert "已接收机构名册" in user.read_message()
    user.take_step("接收企业名录")
    user.click_on("chooseFile")
    user.choose_file(register)
    assert "共 2 家" in user.read_message()
    assert user.next_step() == "下一步：录入数据或声明完整"


def import_bills(user: User, folder: Path) -> None:
    """A file of the billing system: two good rows, a name nobody knows, a cell left empty."""
    good = {"统一社会信用代码": COMPANY, "户号": "5100000001"}
    rows = [
        bill(0, "2026-02", **good),
        bill(0, "2026-03", **good),
        bill(0, 户号="5100000002", 户名=STRANGER, 统一社会信用代码=""),
        bill(0, 户号="5100000003", 统一社会信用代码=FARM, 应收电费=""),
    ]
    user.go_to(user.window, "导入")
    user.click_on("chooseFile")
    user.choose_file(workbook(folder / "三月电费.xlsx", rows))
    for _ in range(3):
        user.rest()
        user.click_on("next")
    user.rest()
    user.take_step("处理导入的错误行")
    mend_row(user)
    lock_and_unlock(user)
    user.take_step("匹配企业")
    user.press(user.see(ListView, "unknowns"), Qt.Key.Key_1)
    user.rest()
    declare(user)
    assert "等待审核人员办理" in user.next_step()


def declare(user: User) -> None:
    """Everything of the period was in the file."""
    user.take_step("声明完整")
    table = user.see(QTableWidget, "coverage")
    user.press(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    user.click_on("coverage.declare")
    user.rest()


def mend_row(user: User) -> None:
    """Type the amount that the file left out."""
    user.press(user.see(ListView, "remarks"), Qt.Key.Key_Return)
    user.rest()
    user.write(user.see(Editor, "amount").focus, "700")
    user.click_on("saveHeld")
    user.rest()


def lock_and_unlock(user: User) -> None:
    """The telephone rings in the other room."""
    user.click_on("lock")
    user.fill("unlockPassword", WORD)
    user.press(user.see(QWidget, "unlockPassword"), Qt.Key.Key_Return)
    user.qtbot.waitUntil(lambda: not user.window.locked, timeout=20_000)
    user.rest()


def hand_over(user: User) -> None:
    """The clerk leaves, the reviewer sits down."""
    user.click_on("leave")
    user.qtbot.waitUntil(lambda: user.desktop.sign_in is not None, timeout=20_000)
    user.sign_in(LEADER)


def approve_all(user: User) -> None:
    """Everything that the clerk entered."""
    user.take_step("审核记录")
    user.click_on("review.approveAll")
    assert "通过 4 条记录" in user.give_password(WORD)
    user.rest()


def tell_everybody(user: User, stick: Path) -> None:
    """Letters, and the slips that came back signed."""
    user.take_step("制作和登记告知书")
    user.click_on("notices.letters")
    user.rest()
    user.click_on("write")
    user.choose_file(stick)
    user.rest()
    user.press(user.see(PrintingDialog, ""), Qt.Key.Key_Escape)
    user.turn_page(user.see(QTabWidget, "tabs"), "登记送达回执")
    line = user.see(QLineEdit, "slipCode")
    for letter in notices.notices(user.window.session.store):
        user.write(line, letter.slip_code)
        user.press(line, Qt.Key.Key_Return)
        user.rest()
    assert user.see(QTableWidget, "slipLog").rowCount() == 2


def send(user: User, stick: Path, records: int) -> Path:
    """Sign, and write onto the stick."""
    user.take_step("签名并报送")
    user.click_on("submission.write")
    user.choose_file(stick)
    assert f"报送 {records} 条" in user.give_password(WORD)
    user.rest()
    assert "已写出并核对无误" in user.see(QLabel, "sendingSaid").text()
    (package,) = stick.glob(f"报送包_{user.window.session.store.agency}_*.xyb")
    return package


def take_receipt(user: User, receipt: Path) -> None:
    """The answer, and what the history says of the package then."""
    user.take_step("接收回执")
    user.click_on("submission.receipt")
    user.choose_file(receipt)
    user.rest()
    user.press(user.see(ListView, "packages"), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "已回执\t4\t0" in QApplication.clipboard().text()
    assert "数据已录入、审核并报送" in user.next_step()
