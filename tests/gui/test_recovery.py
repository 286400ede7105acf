"""Nobody can sign in any more: the way back through the coordinator, act by act, on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from app.keys.attempts import LIMIT
from app.keys.passwords import TRAINING_COST
from app.merging.cards import own_card
from app.office import open_office
from app.settings import Settings
from app.store import recovery
from tests.gui.offices import CLERK, LEADER, WORD, copy_office
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.operators.screen import OperatorsScreen
from ui.shell.window import Window
from ui.start.desktop import Desktop
from ui.start.recovery import RecoveryDialog

NEW = "purple mountain river 9"
Settle = Callable[[Window], None]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new slot costs as little as those of the tests' offices."""
    monkeypatch.setattr(recovery, "calibrated_cost", lambda: TRAINING_COST)


@pytest.fixture
def desktop(office: Path, settings: Settings) -> Iterator[Desktop]:
    made = Desktop(settings, office)
    made.start()
    yield made
    for window in (made.sign_in, made.window):
        if window is not None:
            window.close()
            window.deleteLater()


@pytest.fixture
def coordinator(
    template: Path, tmp_path: Path, settings: Settings, qtbot: QtBot
) -> Iterator[Window]:
    """The coordinator's frame, open for the officer who may sign."""
    store = open_office(copy_office(template / "RH", tmp_path / "RH"), LEADER, WORD)
    window = Window(Session(store, settings, Ask()), specs_for(store))
    window.show()
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=20_000)
    yield window
    window.close()
    window.deleteLater()


def ask_for(desktop: Desktop, operator: str, path: Path, qtbot: QtBot) -> None:
    """The first act."""
    start = desktop.sign_in
    assert start is not None
    start.operator.setCurrentText(operator)
    qtbot.mouseClick(start.forgot, Qt.MouseButton.LeftButton)
    dialog = start.findChild(RecoveryDialog)
    assert dialog is not None
    assert dialog.operator.currentText() == operator
    assert not dialog.ask_for.isEnabled()
    qtbot.keyClicks(dialog.new.first, NEW)
    qtbot.keyClicks(dialog.new.again, NEW)
    assert dialog.ask_for.isEnabled()
    dialog.write_request(path)
    qtbot.waitUntil(lambda: "申请已保存" in dialog.said.text(), timeout=20_000)
    dialog.reject()


def answer(coordinator: Window, asked: Path, path: Path, qtbot: QtBot, settle: Settle) -> None:
    """The second act, at the coordinator."""
    coordinator.session.navigate("operators")
    screen = coordinator.stack.currentWidget()
    assert isinstance(screen, OperatorsScreen)
    settle(coordinator)
    screen.recovery.write(asked, path)
    line = coordinator.findChild(QLineEdit, "password")
    assert line is not None
    qtbot.keyClicks(line, WORD)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: coordinator.findChild(QMessageBox) is not None, timeout=20_000)
    box = coordinator.findChild(QMessageBox)
    assert box is not None
    assert str(path) in box.text()
    box.close()
    settle(coordinator)


def complete(desktop: Desktop, answered: Path, qtbot: QtBot) -> None:
    """The third act."""
    start = desktop.sign_in
    assert start is not None
    qtbot.mouseClick(start.forgot, Qt.MouseButton.LeftButton)
    dialog = start.findChildren(RecoveryDialog)[-1]
    qtbot.keyClicks(dialog.password, NEW)
    assert dialog.finish.isEnabled()
    dialog.take_answer(answered)


@pytest.mark.parametrize("operator", [CLERK, LEADER])
def test_forgotten_password_is_recovered_in_three_acts(
    operator: str,
    desktop: Desktop,
    coordinator: Window,
    office: Path,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
) -> None:
    """Even after five wrong passwords: the data are there and the operator works on."""
    with open_office(office, LEADER, WORD) as store:
        before = own_card(store).fingerprint
    start = desktop.sign_in
    assert start is not None
    start.operator.setCurrentText(operator)
    for _ in range(LIMIT):
        start.password.setText("something else")
        start.go.click()
        qtbot.waitUntil(start.go.isEnabled, timeout=20_000)
    assert "K-LOCKED" in start.said.text()
    asked, answered = tmp_path / "a.recovery", tmp_path / "a.answer"
    ask_for(desktop, operator, asked, qtbot)
    answer(coordinator, asked, answered, qtbot, settle)
    complete(desktop, answered, qtbot)
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=30_000)
    window = desktop.window
    assert window is not None
    settle(window)
    assert window.session.store.operator == operator
    assert (own_card(window.session.store).fingerprint != before) == (operator == LEADER)


def test_answer_of_somebody_else_leaves_everything_as_it_was(
    desktop: Desktop, office: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """A mixed-up file on the stick must not close the office for ever."""
    ask_for(desktop, CLERK, tmp_path / "a.recovery", qtbot)
    (tmp_path / "b.answer").write_text("{}")
    complete(desktop, tmp_path / "b.answer", qtbot)
    start = desktop.sign_in
    assert start is not None
    qtbot.waitUntil(lambda: "K-RECOVERY" in start.said.text(), timeout=20_000)
    open_office(office, CLERK, WORD).close()
