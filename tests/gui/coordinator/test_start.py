"""The coordinator's program before its frame: a new office, the wrong office, the training one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWizard
from pytestqt.qtbot import QtBot

from app.edition import Edition
from app.first_run import FirstRun, Step
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.merging.cards import own_card, read_card
from app.office import open_office
from app.settings import OFFICE, Settings
from app.training.offices import LEADER, SECOND, Offices
from tests.gui.offices import CLERK, WORD
from tests.gui.test_wizard import go_on
from ui.shell.training import TaskPanel
from ui.shell.window import Window
from ui.start.desktop import Desktop
from ui.start.wizard_acts import BackupPage, FormPage, KeyPage
from ui.start.wizard_pages import AgencyPage, OperatorsPage, PasswordsPage


@pytest.fixture
def desktop(settings: Settings, qtbot: QtBot) -> Iterator[Desktop]:
    made = Desktop(settings, cost=TRAINING_COST, edition=Edition.COORDINATOR)
    made.start()
    yield made
    for window in (made.wizard, made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


def test_a_new_coordinator_has_two_reviewers_and_a_card_for_every_agency(
    desktop: Desktop, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    """A county begins here: without the card no agency can make an office."""
    desktop.begin_office()
    wizard = desktop.wizard
    assert wizard is not None
    first = wizard.currentPage()
    assert isinstance(first, AgencyPage)
    assert first.agency.count() == 1
    first.put_folder(tmp_path / "office")
    go_on(wizard, qtbot)
    second = wizard.currentPage()
    assert isinstance(second, OperatorsPage)
    second.names[0].setText("孙录入")
    second.names[1].setText("周审核")
    assert "两名审核人" in second.said.text()
    second.names[2].setText("吴审核")
    go_on(wizard, qtbot)
    third = wizard.currentPage()
    assert isinstance(third, PasswordsPage)
    for pair in third.lines.values():
        for line in pair:
            line.setText(WORD)
    go_on(wizard, qtbot)
    key = wizard.currentPage()
    assert isinstance(key, KeyPage)
    qtbot.mouseClick(key.button, Qt.MouseButton.LeftButton)
    go_on(wizard, qtbot)
    form = wizard.currentPage()
    assert isinstance(form, FormPage)
    form.write(tmp_path)
    go_on(wizard, qtbot)
    last = wizard.currentPage()
    assert isinstance(last, BackupPage)
    last.write(None)
    finish = wizard.button(QWizard.WizardButton.FinishButton)
    qtbot.waitUntil(finish.isEnabled, timeout=20_000)
    qtbot.mouseClick(finish, Qt.MouseButton.LeftButton)
    with open_office(tmp_path / "office", "周审核", WORD) as store:
        assert store.edition == Edition.COORDINATOR
        assert read_card(tmp_path / "RH-公钥卡.json") == own_card(store)
        assert store.roles == {Role.REVIEWER, Role.ADMIN}
    assert settings.get(OFFICE) == str(tmp_path / "office")


def test_one_reviewer_cannot_run_a_county() -> None:
    """Schemes and adjusted grades need two names; found out in the campaign it would be late."""
    run = FirstRun(Edition.COORDINATOR)
    run.people[0].name, run.people[1].name = "孙录入", "周审核"
    assert "两名审核人" in run.problem(Step.OPERATORS)
    run.people[2].name = "吴审核"
    assert run.problem(Step.OPERATORS) == ""


def test_an_agency_s_office_is_refused_in_words(
    desktop: Desktop, office: Path, qtbot: QtBot
) -> None:
    """The officer would find none of the coordinator's screens, and not know why."""
    assert desktop.sign_in is not None
    desktop.sign_in.set_folder(office)
    desktop.sign_in.operator.setCurrentText(CLERK)
    desktop.sign_in.password.setText(WORD)
    qtbot.keyClick(desktop.sign_in.password, Qt.Key.Key_Return)
    said = desktop.sign_in.said
    qtbot.waitUntil(lambda: "E-EDITION" in said.text(), timeout=20_000)
    assert "这是机构端的工作区" in said.text()
    with open_office(office, CLERK, WORD):
        pass  # it was let go of


def test_the_demonstration_county_opens_as_training_and_both_officers_can_be_played(
    desktop: Desktop, county: Offices, settings: Settings, qtbot: QtBot
) -> None:
    """Approval by two is learned by playing both, without any password."""
    desktop.show_county(county.folder)
    window = _shown(desktop, LEADER, qtbot)
    assert window.session.store.training
    assert window.findChild(TaskPanel) is None
    assert settings.get(OFFICE) == ""
    other = window.training.findChild(QPushButton, f"play.{SECOND}")
    assert other is not None
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    _shown(desktop, SECOND, qtbot).close()


def test_a_folder_without_a_county_is_told(desktop: Desktop, tmp_path: Path, qtbot: QtBot) -> None:
    """``--county`` with the wrong folder must not end in a crash report."""
    desktop.show_county(tmp_path)
    assert desktop.sign_in is not None
    said = desktop.sign_in.said
    qtbot.waitUntil(lambda: "U-PLAY" in said.text(), timeout=20_000)


def _shown(desktop: Desktop, operator: str, qtbot: QtBot) -> Window:
    def there() -> bool:
        return desktop.window is not None and desktop.window.session.store.operator == operator

    qtbot.waitUntil(there, timeout=60_000)
    window = desktop.window
    assert window is not None
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=20_000)
    return window
