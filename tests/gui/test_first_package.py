"""Tried as a new user would: from nothing to the first package and its receipt, by the screen.

The power company's clerk and reviewer do everything with mouse and keys; the coordinator and
market regulation are played by ``app`` with real packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QWidget,
    QWizard,
)
from pytestqt.qtbot import QtBot

from app.collection import notices
from app.keys.passwords import TRAINING_COST
from app.merging.campaigns import open_campaign
from app.merging.cards import write_card
from app.merging.directory import publish_directory
from app.merging.enrolment import enrol
from app.merging.merge import merge
from app.merging.receipts import write_receipt
from app.settings import Settings
from tests import offices
from tests.gui.hands import Hands
from tests.gui.importing_files import bill, workbook
from tests.gui.offices import ADMIN, CLERK, LEADER, WORD
from tests.offices import COMPANY, FARM, County
from ui.forms.editors import Editor
from ui.screens.notices.letters import LettersDialog
from ui.shell.window import Window
from ui.start.desktop import Desktop
from ui.start.wizard import Wizard
from ui.start.wizard_pages import PasswordsPage
from ui.tables.view import ListView

Settle = Callable[[Window], None]
STRANGER = "渑池仰韶食品公司"


@pytest.fixture
def county(tmp_path: Path) -> County:
    """A round that runs, market regulation in it; the power company has nothing yet."""
    made = offices.found(tmp_path / "county", ("SCJG",))
    with made.as_("RH", offices.LEADER) as store:
        open_campaign(
            store,
            "2026年第一次采集",
            date(2025, 1, 1),
            date(2026, 3, 31),
            register_due=date(2026, 3, 31),
            rest_due=date(2026, 4, 20),
        )
    assert made.card is not None
    write_card(made.card, made.package("人民银行公钥卡.json"))
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def desktop(settings: Settings) -> Iterator[Desktop]:
    """The program on a computer that never had an office."""
    made = Desktop(settings, cost=TRAINING_COST)
    made.start()
    yield made
    for window in (made.wizard, made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


class User(Hands):
    """Who sits there, before the one window that is open."""

    def __init__(self, desktop: Desktop, qtbot: QtBot, settle: Settle) -> None:
        super().__init__(qtbot)
        self.desktop = desktop
        self._settle = settle

    @property
    def window(self) -> Window:
        assert self.desktop.window is not None
        return self.desktop.window

    def rest(self) -> None:
        """Wait until the window does."""
        self._settle(self.window)

    def sign_in(self, operator: str) -> None:
        """As somebody of the list, with the password."""
        box = self.see(QComboBox, "operator")
        while box.currentText() != operator:
            self.press(box, Qt.Key.Key_Down if operator == LEADER else Qt.Key.Key_Up)
        self.fill("password", WORD)
        self.click_on("signIn")
        self.qtbot.waitUntil(lambda: self.desktop.window is not None, timeout=20_000)
        self.rest()

    def next_step(self) -> str:
        """Look at the workbench: what it says is next, or why there is nothing."""
        self.go_to(self.window, "工作台")
        self.rest()
        button = self.window.findChild(QPushButton, "nextStep")
        why = self.window.findChild(QLabel, "why")
        assert button is not None
        assert why is not None
        return button.text() if button.isVisible() else why.text()

    def take_step(self, words: str) -> None:
        """Do what the workbench says, which must be this."""
        assert self.next_step() == f"下一步：{words}"
        self.click_on("nextStep")
        self.rest()


def test_from_nothing_to_the_first_receipt(
    desktop: Desktop, county: County, stick: Path, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """If this fails, an office that gets the program by post cannot begin without a visit.

    Takes 86 clicks and 290 keys, of which 126 are the passwords of three people typed twice; three
    clicks are counted for each file dialog.
    """
    user = User(desktop, qtbot, settle)
    answer_enrolment(county, stick, make_office(user, county, stick))
    user.sign_in(CLERK)
    take_packages_in(user, county)
    import_bills(user, tmp_path)
    hand_over(user)
    approve_all(user)
    tell_everybody(user, stick)
    package = send(user, stick)
    take_receipt(user, answer_package(county, package))
    assert user.clicks <= 90
    assert user.keys <= 300


def make_office(user: User, county: County, stick: Path) -> str:
    """The wizard: agency, people, passwords, key, form, backup; returns the digits it shows."""
    user.click_on("newOffice")
    wizard = user.desktop.wizard
    assert wizard is not None
    box = user.see(QComboBox, "agency")
    user.turn_to(box, box.itemText(box.findData("GD")))
    user.click_on("choose.folder")
    user.choose_file(county.folder)
    user.click_on("choose.card")
    user.choose_file(county.package("人民银行公钥卡.json"))
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
    assert (stick / "GD-用户备案表.pdf").read_bytes().startswith(b"%PDF")
    return digits.text().partition("\n")[2]


def go_on(user: User, wizard: Wizard) -> None:
    """Whichever button leads on."""
    kinds = QWizard.WizardButton
    for which in (kinds.NextButton, kinds.CommitButton, kinds.FinishButton):
        if wizard.button(which).isVisible():
            user.click(wizard.button(which))
            return


def answer_enrolment(county: County, stick: Path, digits: str) -> None:
    """The coordinator types the digits of the sealed form, and sends directory and register."""
    with county.as_("RH", offices.LEADER) as store:
        enrol(store, stick / "GD-备案.xyb", digits)
        publish_directory(store, county.package("directory-2.xyb"))
    offices.make_register(county)


def take_packages_in(user: User, county: County) -> None:
    """Directory and register, where the workbench leads to."""
    user.take_step("接收企业名录")
    user.click_on("chooseFile")
    user.choose_file(county.package("directory-2.xyb"))
    assert "已接收机构名册" in user.read_message()
    user.take_step("接收企业名录")
    user.click_on("chooseFile")
    user.choose_file(county.package("register.xyb"))
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
    user.press(user.see(LettersDialog, ""), Qt.Key.Key_Escape)
    user.turn_page(user.see(QTabWidget, "tabs"), "登记送达回执")
    line = user.see(QLineEdit, "slipCode")
    for letter in notices.notices(user.window.session.store):
        user.write(line, letter.slip_code)
        user.press(line, Qt.Key.Key_Return)
        user.rest()
    assert user.see(QTableWidget, "slipLog").rowCount() == 2


def send(user: User, stick: Path) -> Path:
    """Sign, and write onto the stick."""
    user.take_step("签名并报送")
    user.click_on("submission.write")
    user.choose_file(stick)
    assert "报送 4 条" in user.give_password(WORD)
    user.rest()
    assert "已写出并核对无误" in user.see(QLabel, "sendingSaid").text()
    (package,) = stick.glob("报送包*.xyb")
    return package


def answer_package(county: County, package: Path) -> Path:
    """The coordinator merges it, and writes the receipt."""
    path = county.package("receipt.xyb")
    with county.as_("RH", offices.LEADER) as store:
        merged = merge(store, package)
        assert merged.accepted == {"GD02": 4}
        assert not merged.returned
        write_receipt(store, merged.package_id, path)
    return path


def take_receipt(user: User, receipt: Path) -> None:
    """The answer, and what the history says of the package then."""
    user.take_step("接收回执")
    user.click_on("submission.receipt")
    user.choose_file(receipt)
    user.rest()
    user.press(user.see(ListView, "packages"), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "已回执\t4\t0" in QApplication.clipboard().text()
    assert "数据已录入、审核并报送" in user.next_step()
