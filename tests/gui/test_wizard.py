"""The first start: from nothing to an office that is enrolled and backed up, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from app.first_run import FirstRun, Step
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.merging.cards import own_card, write_card
from app.office import open_office, opened
from app.settings import BACKUPS, OFFICE, Settings
from app.store import backup
from tests.gui.offices import LEADER, WORD
from ui.start.desktop import Desktop
from ui.start.wizard import Wizard
from ui.start.wizard_acts import BackupPage, FormPage, KeyPage
from ui.start.wizard_pages import AgencyPage, OperatorsPage, PasswordsPage


@pytest.fixture
def card(template: Path, tmp_path: Path) -> Path:
    """The coordinator's card as it comes with the program."""
    path = tmp_path / "coordinator-card.json"
    with opened(template / "RH", LEADER, WORD) as store:
        write_card(own_card(store), path)
    return path


@pytest.fixture
def desktop(settings: Settings) -> Iterator[Desktop]:
    made = Desktop(settings, cost=TRAINING_COST)
    made.start()
    made.begin_office()
    yield made
    for window in (made.wizard, made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


def go_on(wizard: Wizard, qtbot: QtBot) -> None:
    for which in (QWizard.WizardButton.NextButton, QWizard.WizardButton.CommitButton):
        button = wizard.button(which)
        if button.isVisible():
            qtbot.waitUntil(button.isEnabled, timeout=20_000)
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            return


def test_a_new_office_is_ready_to_be_enrolled_at_the_end(
    desktop: Desktop, card: Path, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    """Without a command line: keys, form, file for the coordinator, backup, and then sign-in."""
    wizard = desktop.wizard
    assert wizard is not None
    first = wizard.currentPage()
    assert isinstance(first, AgencyPage)
    assert not first.isComplete()
    first.agency.setCurrentIndex(first.agency.findData("GD"))
    first.put_folder(tmp_path / "office")
    first.put_card(card)
    go_on(wizard, qtbot)
    second = wizard.currentPage()
    assert isinstance(second, OperatorsPage)
    second.names[0].setText("王录入")
    assert "审核人" in second.said.text()
    second.names[2].setText("李审核")
    go_on(wizard, qtbot)
    third = wizard.currentPage()
    assert isinstance(third, PasswordsPage)
    for name, pair in third.lines.items():
        qtbot.keyClicks(pair[0], "short")
        assert name in third.said.text()
        for line in pair:
            line.clear()
            qtbot.keyClicks(line, WORD)
    go_on(wizard, qtbot)
    key = wizard.currentPage()
    assert isinstance(key, KeyPage)
    qtbot.mouseClick(key.button, Qt.MouseButton.LeftButton)
    go_on(wizard, qtbot)
    form = wizard.currentPage()
    assert isinstance(form, FormPage)
    form.write(tmp_path)
    qtbot.waitUntil(wizard.button(QWizard.WizardButton.NextButton).isEnabled, timeout=20_000)
    assert (tmp_path / "GD-用户备案表.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "GD-备案.xyb").exists()
    go_on(wizard, qtbot)
    last = wizard.currentPage()
    assert isinstance(last, BackupPage)
    last.write(tmp_path / "stick")
    finish = wizard.button(QWizard.WizardButton.FinishButton)
    qtbot.waitUntil(finish.isEnabled, timeout=20_000)
    qtbot.mouseClick(finish, Qt.MouseButton.LeftButton)
    assert settings.get(OFFICE) == str(tmp_path / "office")
    assert settings.get(BACKUPS) == str(tmp_path / "stick")
    assert len(backup.listed(tmp_path / "stick")) == 1
    assert desktop.sign_in is not None
    assert desktop.sign_in.operator.count() == 2
    with open_office(tmp_path / "office", "王录入", WORD) as store:
        assert store.agency == "GD"


def test_leaving_the_wizard_early_makes_nothing(
    desktop: Desktop, tmp_path: Path, qtbot: QtBot
) -> None:
    """Somebody who only looked must find the folder as it was."""
    wizard = desktop.wizard
    assert wizard is not None
    first = wizard.currentPage()
    assert isinstance(first, AgencyPage)
    first.put_folder(tmp_path / "office")
    wizard.reject()
    assert desktop.wizard is None
    assert not (tmp_path / "office").exists()


def test_steps_say_what_is_missing(tmp_path: Path) -> None:
    """The next button alone tells nobody why it is grey."""
    run = FirstRun()
    assert run.problem(Step.AGENCY) == "请选择本单位。"
    run.agency = "GD"
    (tmp_path / "x").mkdir()
    run.folder = tmp_path
    assert "不是空的" in run.problem(Step.AGENCY)
    run.folder = tmp_path / "new"
    assert "公钥卡" in run.problem(Step.AGENCY)
    run.people[0].name = run.people[2].name = "同名"
    assert "重复" in run.problem(Step.OPERATORS)
    run.people[2].name = ""
    run.people[0].roles = frozenset({Role.ENTRY, Role.REVIEWER})
    assert "同一个人" in run.problem(Step.OPERATORS)
    run.people[2].name = "李审核"
    assert run.problem(Step.OPERATORS) == ""
    assert "口令太短" in run.problem(Step.PASSWORDS)
    for person in run.people:
        person.password, person.again = WORD, WORD
    run.people[2].again = "something else"
    assert run.problem(Step.PASSWORDS) == "李审核：两次输入的口令不一致。"
    run.forget()
    assert all(not person.password for person in run.people)
