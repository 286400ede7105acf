"""Types into the entry screen of a real window, key by key, until it is killed.

Arguments: office folder, settings folder. Prints each word as soon as it was typed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.office import open_office
from app.settings import Settings
from tests.gui.offices import CLERK, WORD
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.shell.window import Window
from ui.style import theme


def main() -> None:
    """Sign in, open 月度用电, and count upwards in the meter's number."""
    application = QApplication([])
    settings = Settings(Path(sys.argv[2]))
    theme.apply(settings)
    store = open_office(Path(sys.argv[1]), CLERK, WORD)
    window = Window(Session(store, settings, Ask()), specs_for(store))
    window.show()
    window.session.navigate("entry", dataset="GD02")
    page = window.screens["entry"].page  # type: ignore[attr-defined]
    page.side.form.focus_field("cons_no")
    focus = page.side.form.editors["cons_no"].focus
    page.keeper.kept.connect(lambda _key: say(page.working.text("cons_no")))

    def burst() -> None:
        """A few digits, then a pause in which they are kept."""
        QTest.keyClicks(focus, "123")

    timer = QTimer()
    timer.timeout.connect(burst)
    timer.start(600)
    application.exec()


def say(text: str) -> None:
    """Tell what the disk has."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


main()
