"""What an agency's people do in a campaign, with mouse and keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.gui import agency_steps as steps
from tests.gui.hands import User
from tests.gui.offices import CLERK
from ui.tables.view import ListView


def begin(user: User, agency: str, card: str, place: str, stick: str) -> str:
    """Make the office and sign in; returns the digits of the sealed form."""
    digits = steps.make_office(user, agency, Path(card), Path(place), Path(stick))
    user.sign_in(CLERK)
    return digits


def receive(user: User, path: str) -> str:
    """Take in what came on the stick; returns what the program said."""
    user.go_to(user.window, "导入")
    user.click_on("chooseFile")
    user.choose_file(Path(path))
    said = user.read_message()
    user.rest()
    return said


def collect(user: User, path: str) -> None:
    """Import a workbook of the office, and declare the data set complete."""
    user.go_to(user.window, "导入")
    user.click_on("chooseFile")
    user.choose_file(Path(path))
    for _ in range(3):
        user.rest()
        user.click_on("next")
    user.rest()
    steps.declare(user)


def approve_and_send(user: User, stick: str, records: str) -> str:
    """The reviewer takes over: approves, tells the enterprises, signs; returns the package."""
    steps.hand_over(user)
    user.take_step("审核记录")
    user.click_on("review.approveAll")
    user.give_password(steps.WORD)
    user.rest()
    if "告知书" in user.next_step():
        steps.tell_everybody(user, Path(stick))
    return str(steps.send(user, Path(stick), int(records)))


def take_receipt(user: User, path: str) -> str:
    """The coordinator's answer; returns the line of the history."""
    user.take_step("接收回执")
    user.click_on("submission.receipt")
    user.choose_file(Path(path))
    user.rest()
    user.press(user.see(ListView, "packages"), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QApplication.clipboard().text()
