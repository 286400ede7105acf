"""The real program on a real X screen, in a process of its own: sign in, see everything, leave.

``python -m tests.gui.xvfb_visit OFFICE HOME PICTURES`` leaves a picture of the whole X screen for
each screen of the program.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import clock
from app.settings import Settings
from tests.gui.offices import CLERK, MORNING, WORD
from tests.screenshots import LIMIT, settle
from ui.start.desktop import Desktop
from ui.style import theme


def photograph(path: Path) -> None:
    """Keep what the X server shows, frame and all."""
    QCoreApplication.processEvents()
    if not QGuiApplication.primaryScreen().grabWindow(0).save(str(path)):
        raise OSError(path)


def wait_until(reached: Callable[[], bool]) -> None:
    """Let the program run until it has come so far."""
    limit = QDeadlineTimer(LIMIT)
    while not reached() and not limit.hasExpired():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def visit(desktop: Desktop, pictures: Path) -> None:
    """Everything that the clerk can open."""
    start = desktop.sign_in
    assert start is not None
    QTest.qWaitForWindowExposed(start)
    start.operator.setCurrentText(CLERK)
    QTest.keyClicks(start.password, WORD)
    photograph(pictures / "sign-in.png")
    QTest.keyClick(start.password, Qt.Key.Key_Return)
    wait_until(lambda: desktop.window is not None)
    window = desktop.window
    assert window is not None, start.said.text()
    QTest.qWaitForWindowExposed(window)
    for name in window.specs:
        window.session.navigate(name)
        settle(window.session)
        photograph(pictures / f"{name}.png")
    QTest.mouseClick(window.status.leave, Qt.MouseButton.LeftButton)
    wait_until(lambda: desktop.sign_in is not None)
    assert desktop.window is None
    assert desktop.sign_in is not None
    desktop.sign_in.close()


def main(office: Path, home: Path, pictures: Path) -> None:
    """Run it on the display of the environment."""
    application = QApplication([])
    settings = Settings(home)
    theme.apply(settings)
    with clock.at(MORNING):
        desktop = Desktop(settings, office)
        desktop.start()
        visit(desktop, pictures)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    sys.stdout.write(f"{application.platformName()}\n")


if __name__ == "__main__":
    main(*(Path(given) for given in sys.argv[1:4]))
