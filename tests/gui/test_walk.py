"""A walk through every screen and every form: names, buddies, room for the text, and Tab."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

import ui.screens
from app.catalogue.load import load
from app.edition import every_screen
from app.settings import SCALE, Settings
from tests.gui.conftest import Opener
from tests.gui.offices import ADMIN, CLERK, LEADER, VIEWER
from tests.gui.walking import SMALL, faults, lay_out, walked
from ui.forms.form import RecordForm, ScrolledForm
from ui.safety.restore_dialog import RestoreDialog
from ui.screens import spec_of
from ui.screens.operators.dialogs import NewOperatorDialog, PasswordDialog
from ui.shell.window import Window
from ui.start.recovery import RecoveryDialog
from ui.start.sign_in import SignIn
from ui.style import theme

Settle = Callable[[Window], None]


@pytest.mark.parametrize("operator", [CLERK, LEADER, ADMIN, VIEWER])
@pytest.mark.parametrize("scale", [100, 200])
def test_every_screen_can_be_heard_read_and_reached(
    scale: int, operator: str, opener: Opener, settings: Settings, settle: Settle
) -> None:
    """One officer hears the screen, one reads it at double size, one has no mouse."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    assert not walked(opener(operator), settle)


def test_an_edition_lists_every_screen_that_there_is() -> None:
    """A screen that no edition lists is closed to everybody; one that is only listed, a crash."""
    folders = {path.parent.name for path in Path(ui.screens.__path__[0]).glob("*/__init__.py")}
    assert folders == every_screen()
    assert {name: spec_of(name).id for name in folders} == {name: name for name in folders}


def test_an_agency_does_not_wait_for_the_coordinator_s_charts() -> None:
    """Half a second at every sign-in on an old computer, for what it has no use for."""
    said = (
        "import sys; from app.edition import screens_of; from ui.screens import spec_of\n"
        "for name in screens_of('agency'): spec_of(name)\n"
        "print('pyqtgraph' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("scale", [100, 200])
def test_every_form_can_be_heard_read_and_reached(
    scale: int, settings: Settings, qtbot: QtBot
) -> None:
    """All data sets of the catalogue, made from it: one bad declaration spoils one form."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    catalogue = load()
    found: dict[str, list[str]] = {}
    for code, data_set in catalogue.data_sets.items():
        held = ScrolledForm(RecordForm(data_set, catalogue))
        held.resize(900, 600)
        held.show()
        lay_out(held)
        if wrong := faults(held, held):
            found[code] = wrong
        held.close()
        held.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not found


@pytest.mark.parametrize("scale", [100, 200])
def test_every_dialog_of_keys_and_backups_fits_and_can_be_reached(
    scale: int, opener: Opener, settings: Settings, settle: Settle
) -> None:
    """They come on the worst day; nobody may fail at them for want of a mouse or of sight."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    window = opener(LEADER)
    session = window.session
    start = SignIn(settings, session.ask)
    dialogs: list[QDialog] = [
        NewOperatorDialog(window),
        PasswordDialog(window, LEADER),
        RestoreDialog(window, session.ask, "恢复", "说明", "恢复", ()),
        RecoveryDialog(start, session.ask, settings, session.store.folder, CLERK),
    ]
    found: dict[str, list[str]] = {}
    for shown in (start, *dialogs):
        shown.show()
        lay_out(shown)
        wrong = faults(shown, shown)
        if shown.width() > SMALL[0] or shown.height() > SMALL[1]:
            wrong.append(f"needs {shown.width()}×{shown.height()}")
        if wrong:
            found[type(shown).__name__] = wrong
    for dialog in dialogs:
        dialog.reject()
    start.close()
    start.deleteLater()
    settle(window)
    assert not found
