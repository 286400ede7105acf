"""What the coordinator's officers do in a campaign, with mouse and keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QTabWidget, QWizard

from tests.gui import agency_steps as steps
from tests.gui.hands import User
from ui.forms.dialog import FormDialog
from ui.start.wizard_pages import PasswordsPage

CLERK, FIRST, SECOND = "孙录入", "周审核", "吴审核"


def begin(user: User, place: str, stick: str) -> str:
    """Make the office, and leave its card on the stick; returns the card's path."""
    user.click_on("newOffice")
    wizard = user.desktop.wizard
    assert isinstance(wizard, QWizard)
    user.click_on("choose.folder")
    user.choose_file(Path(place))
    steps.go_on(user, wizard)
    for line, name in enumerate((CLERK, FIRST, SECOND), 1):
        user.fill(f"name{line}", name)
    steps.go_on(user, wizard)
    page = wizard.currentPage()
    assert isinstance(page, PasswordsPage)
    for pair in page.lines.values():
        for line in pair:
            user.write(line, user.word)
    steps.go_on(user, wizard)
    user.click_on("do.key")
    digits = user.see(QLabel, "result.key")
    user.qtbot.waitUntil(lambda: "指纹" in digits.text(), timeout=20_000)
    steps.go_on(user, wizard)
    user.click_on("do.form")
    user.choose_file(Path(stick))
    steps.go_on(user, wizard)
    user.click_on("ownBackups")
    steps.go_on(user, wizard)
    user.sign_in(FIRST)
    return str(Path(stick) / "RH-公钥卡.json")


def open_round(user: User) -> str:
    """A campaign with the days that the program proposes; returns what it said."""
    _open(user, "批次与名录", "采集批次")
    user.click_on("campaigns.open")
    user.write(user.see(FormDialog, "").form.editors["title"].focus, "2026年第一次信用信息采集")
    user.click_on("go")
    user.rest()
    return user.see(QLabel, "roundsSaid").text()


def enrol(user: User, file: str, digits: str) -> str:
    """Type the digits of the sealed form; returns what was said of the agency."""
    _open(user, "机构与备案", "机构")
    user.click_on("agencies.enrol")
    user.choose_file(Path(file))
    line = user.see(QLineEdit, "fingerprint")
    user.write(line, digits.replace(" ", "").replace("\n", ""))
    user.press(line, Qt.Key.Key_Return)
    user.rest()
    return user.see(QLabel, "agenciesSaid").text()


def publish_directory(user: User, path: str) -> None:
    """Sign who may send, onto the stick."""
    _open(user, "机构与备案", "机构名册")
    user.click_on("agencies.publish")
    user.choose_file(Path(path))
    user.give_password(user.word)
    user.rest()


def publish_register(user: User, path: str) -> str:
    """Sign the register, onto the stick; returns what the password was asked for."""
    _open(user, "批次与名录", "企业名录")
    user.click_on("campaigns.publish")
    user.choose_file(Path(path))
    said = user.give_password(user.word)
    user.rest()
    return said


def take_all(user: User, stick: str) -> str:
    """The whole stick: look, try out, merge what is good; returns what became of it."""
    _open(user, "收件箱", "收到的文件")
    user.click_on("inbox.stick")
    user.choose_file(Path(stick))
    user.rest()
    user.click_on("inbox.rehearse")
    user.rest()
    user.click_on("inbox.take")
    user.give_password(user.word)
    user.rest()
    return user.see(QLabel, "arrivalsSaid").text()


def rate_and_publish(user: User) -> str:
    """A run on today's facts, published; returns the count of grades that it told."""
    user.go_to(user.window, "评级")
    user.rest()
    user.click_on("ratings.run")
    user.click_on("go")
    user.rest()
    told = user.see(QLabel, "runSaid").text()
    user.click_on("ratings.publish")
    user.give_password(user.word)
    user.rest()
    assert "已发布" in user.see(QLabel, "runSaid").text()
    return told


def print_notices(user: User, folder: str) -> list[str]:
    """The grade notices of everybody who was rated; returns the files."""
    user.go_to(user.window, "文书")
    user.rest()
    kinds = user.see(QListWidget, "kinds")
    (item,) = kinds.findItems("评级结果通知书", Qt.MatchFlag.MatchExactly)
    user.click_item(kinds, kinds.row(item))
    user.rest()
    user.click_on("write")
    user.choose_file(Path(folder))
    user.rest()
    files = user.see(QComboBox, "files")
    return [files.itemText(place) for place in range(files.count())]


def give_results(user: User, folder: str) -> str:
    """Every bank's result package onto the stick; returns what was said."""
    user.go_to(user.window, "结果发布")
    user.rest()
    user.click_on("giving.all")
    user.choose_file(Path(folder))
    user.give_password(user.word)
    user.rest()
    return user.see(QLabel, "givingSaid").text()


def _open(user: User, screen: str, tab: str) -> None:
    user.go_to(user.window, screen)
    user.rest()
    user.turn_page(user.see(QTabWidget, "tabs"), tab)
    user.rest()
