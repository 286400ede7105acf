"""One start in a process of its own, to the painted window: ``bare``, or ``ours HOME``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def bare() -> None:
    """An empty PySide6 window."""
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication([])
    window = QWidget()
    window.resize(600, 400)
    window.show()
    application.processEvents()
    window.grab()
    os._exit(0)


def ours(home: Path) -> None:
    """The program up to its sign-in window, with the office that was open last."""
    from PySide6.QtWidgets import QApplication

    from app.settings import Settings
    from ui.start.desktop import Desktop
    from ui.style import theme

    application = QApplication([])
    settings = Settings(home)
    theme.apply(settings)
    desktop = Desktop(settings)
    desktop.start()
    application.processEvents()
    if desktop.sign_in is None or not desktop.sign_in.operator.count():
        raise RuntimeError("no operators are offered")
    desktop.sign_in.grab()
    os._exit(0)  # here the clock stops: what is loaded behind the window is not waited for


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(Path(sys.argv[2]))
