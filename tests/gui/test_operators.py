"""用户与密钥: people come and go, passwords change, and the paper vouches for the right key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app import clock
from app.errors import RefusedError
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.merging.cards import own_card
from app.office import open_office
from app.store import operators
from tests.gui.conftest import Opener
from tests.gui.offices import ADMIN, CLERK, LEADER, VIEWER, WORD
from ui.screens.operators.dialogs import NewOperatorDialog, PasswordDialog
from ui.screens.operators.screen import OperatorsScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
NEW = "purple mountain river 9"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New slots cost as little as those of the tests' offices; the code is the product's."""
    monkeypatch.setattr(operators, "calibrated_cost", lambda: TRAINING_COST)


def screen_of(window: Window, settle: Settle) -> OperatorsScreen:
    window.session.navigate("operators")
    shown = window.stack.currentWidget()
    assert isinstance(shown, OperatorsScreen)
    settle(window)
    return shown


def dialog_of(window: Window, kind: type[QDialog]) -> QDialog:
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def line(within: QWidget, name: str) -> QLineEdit:
    found = within.findChild(QLineEdit, name)
    assert found is not None
    return found


def names(screen: OperatorsScreen) -> list[str]:
    rows = range(screen.list.topLevelItemCount())
    return [item.text(0) for row in rows if (item := screen.list.topLevelItem(row))]


def test_everybody_sees_who_there_is_and_the_key(window: Window, settle: Settle) -> None:
    """Reading the digits out on the telephone must give those on the stamped paper."""
    screen = screen_of(window, settle)
    assert names(screen) == [CLERK, LEADER, ADMIN, VIEWER]
    shown = screen.keys.digits.text().replace("\n", " ")
    assert shown == own_card(window.session.store).fingerprint
    assert [len(group) for group in shown.split()] == [5] * 8
    assert screen.keys.picture.pixmap().width() > 60


def test_clerk_has_no_acts_on_others_and_reads_why(window: Window, settle: Settle) -> None:
    """What is missing must be explained, or the clerk looks for it all day."""
    screen = screen_of(window, settle)
    assert screen.findChild(QAction, "operators.remove") is None
    assert screen.findChild(QAction, "operators.add") is None
    note = screen.findChild(QLabel, "aboutRights")
    assert note is not None
    assert "由管理员办理" in note.text()
    with pytest.raises(RefusedError, match="R-ROLE"):
        operators.remove(window.session.store, VIEWER)


def test_added_operator_signs_in_with_the_password_just_typed(
    opener: Opener, office: Path, settle: Settle, qtbot: QtBot
) -> None:
    """A new colleague must be able to work at once."""
    window = opener(LEADER)
    screen = screen_of(window, settle)
    screen.add()
    dialog = dialog_of(window, NewOperatorDialog)
    assert isinstance(dialog, NewOperatorDialog)
    dialog.name.setText("孙新人")
    qtbot.mouseClick(dialog.roles[Role.ENTRY], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.new.first, "short")
    assert dialog.new.said.text().startswith("口令太短")
    assert not dialog.go.isEnabled()
    dialog.new.first.clear()
    qtbot.keyClicks(dialog.new.first, NEW)
    assert dialog.new.said.text().startswith("强")
    qtbot.keyClicks(dialog.new.again, NEW[:-1])
    assert "不一致" in dialog.new.said.text()
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.new.again, NEW[-1])
    qtbot.keyClick(dialog.new.again, Qt.Key.Key_Return)
    settle(window)
    assert "孙新人" in names(screen)
    assert "备案表" in screen.said.text()
    window.close()
    with open_office(office, "孙新人", NEW) as store:
        assert store.roles == {Role.ENTRY}


def test_own_password_is_changed_and_the_reminder_goes(
    opener: Opener, office: Path, settle: Settle, qtbot: QtBot
) -> None:
    """等保: after 90 days everybody is reminded until the password is another."""
    with clock.at(datetime(2026, 8, 1, tzinfo=UTC)):
        window = opener()
        screen = screen_of(window, settle)
        assert "已用 113 天" in screen.age.text()
        assert "口令已满 90 天" in window.status.state.text()
        screen.change_password()
        dialog = dialog_of(window, PasswordDialog)
        qtbot.keyClicks(line(dialog, "oldPassword"), WORD)
        qtbot.keyClicks(line(dialog, "newPassword"), NEW)
        qtbot.keyClicks(line(dialog, "again"), NEW)
        dialog.accept()
        settle(window)
        assert "口令已修改" in screen.said.text()
        assert screen.age.isHidden()
        assert "90 天" not in window.status.state.text()
        window.close()
        open_office(office, CLERK, NEW).close()


def test_wrong_old_password_changes_nothing(opener: Opener, settle: Settle, qtbot: QtBot) -> None:
    """Somebody at an unattended desk must not take the account over."""
    window = opener()
    screen = screen_of(window, settle)
    screen._change_password("not the password", NEW)
    settle(window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "还可以试4次" in box.informativeText()
    box.close()
    assert screen.said.text() == ""


def test_retired_operator_is_out_after_the_own_password_was_asked(
    opener: Opener, office: Path, settle: Settle, qtbot: QtBot
) -> None:
    """It cannot be undone, so it says exactly what will happen and asks who is asking."""
    window = opener(ADMIN)
    screen = screen_of(window, settle)
    screen.list.setCurrentItem(screen.list.topLevelItem(names(screen).index(VIEWER)))
    screen.remove()
    asked = dialog_of(window, QDialog)
    said = " ".join(label.text() for label in asked.findChildren(QLabel))
    assert VIEWER in said
    assert "不能撤销" in said
    qtbot.keyClicks(line(asked, "password"), WORD)
    qtbot.keyClick(line(asked, "password"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已停用" in screen.said.text(), timeout=20_000)
    settle(window)
    assert VIEWER not in names(screen)
    window.close()
    with pytest.raises(RefusedError, match="K-PASSWORD"):
        open_office(office, VIEWER, WORD)
    open_office(office, CLERK, WORD).close()


def test_form_names_everybody_and_the_key(window: Window, settle: Settle, tmp_path: Path) -> None:
    """What is sealed must be what the program is."""
    screen = screen_of(window, settle)
    screen.write_form(tmp_path / "表.pdf")
    settle(window)
    with pypdfium2.PdfDocument(tmp_path / "表.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert all(name in text for name in (CLERK, LEADER, ADMIN, VIEWER))
    assert own_card(window.session.store).fingerprint.split()[0] in text
    box = window.findChild(QMessageBox)
    assert box is not None
    box.close()


def test_reviewer_writes_the_enrolment_file_again(
    opener: Opener, settle: Settle, tmp_path: Path
) -> None:
    """After a change of people or keys the coordinator needs it anew."""
    window = opener(LEADER)
    screen = screen_of(window, settle)
    screen.write_enrolment_file(tmp_path / "备案.xyb")
    settle(window)
    assert (tmp_path / "备案.xyb").stat().st_size > 500
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "盖章" in box.informativeText()
    box.close()
