"""The real window, committing act after act until it is killed; run as a program."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.office import open_office
from app.settings import Settings
from app.store import audit
from app.store.office_store import Store
from ui.ask import Ask
from ui.screen import Session, silent
from ui.screens import specs_for
from ui.shell.window import Window


def note(store: Store, number: int) -> int:
    with store.write() as conn:
        audit.append(conn, store, "note", str(number), {})
    return number


def main(folder: Path, home: Path, operator: str, password: str) -> None:
    application = QApplication([])
    store = open_office(folder, operator, password)
    session = Session(store, Settings(home), Ask())
    window = Window(session, specs_for(store))
    window.show()

    def go_on(number: int) -> None:
        if number:
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
        session.act("记一条", silent(partial(note, store, number + 1)), then=go_on)

    go_on(0)
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
