"""Every screen of the agency's desktop as a picture: light and dark, at 100 % and 150 %.

``python -m tests.screenshots [folder]`` leaves ``<screen>-<theme>-<scale>.png`` there.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from app import clock
from app.office import open_office
from app.settings import OFFICE, SCALE, THEME, Settings
from tests.gui.offices import CLERK, ENTERPRISES, LEADER, MORNING, WORD, make_template
from ui.ask import Ask
from ui.screen import Session
from ui.shell.window import Window
from ui.start.desktop import specs_for
from ui.start.sign_in import SignIn
from ui.style import theme

LOOKS = [(name, scale) for name in ("light", "dark") for scale in (100, 150)]
SIZE = (1366, 728)
LIMIT = 60_000

Act = Callable[[Window], None]


def _search(window: Window) -> None:
    window.search.call()
    window.search.setText("mc")
    window.search.textEdited.emit("mc")


VISITS: dict[str, Act] = {
    "register-enterprise": lambda w: w.session.navigate("register", uscc=ENTERPRISES[0].uscc),
    "search": _search,
    "locked": lambda w: w.lock(),
}
"""Pictures besides one of each screen: name → what to do before. The lock comes last."""


def settle(session: Session) -> None:
    """Let everything that was begun come to its end."""
    limit = QDeadlineTimer(LIMIT)
    calm = QDeadlineTimer(300)
    while (session.jobs.live or not calm.hasExpired()) and not limit.hasExpired():
        if session.jobs.live:
            calm = QDeadlineTimer(300)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def picture(widget: QWidget, path: Path) -> None:
    """Keep what the widget shows."""
    if not widget.grab().save(str(path)):
        raise OSError(path)


def shoot(office: Path, folder: Path, settings: Settings) -> None:
    """All pictures in the look of ``settings``."""
    look = f"{settings.get(THEME)}-{settings.get(SCALE)}"
    theme.apply(settings)
    settings.set(OFFICE, str(office))
    start = SignIn(settings, Ask())
    start.show()
    picture(start, folder / f"sign-in-{look}.png")
    start.close()
    start.deleteLater()
    for operator, screens in ((CLERK, None), (LEADER, "rest")):
        store = open_office(office, operator, WORD)
        session = Session(store, settings, Ask())
        window = Window(session, specs_for(store))
        window.resize(*SIZE)
        window.show()
        settle(session)
        for name in window.specs:
            path = folder / f"{name}-{look}.png"
            if screens is None or not path.exists():
                session.navigate(name)
                settle(session)
                picture(window, path)
        if screens is None:
            for name, act in VISITS.items():
                act(window)
                settle(session)
                picture(window, folder / f"{name}-{look}.png")
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(folder: Path) -> None:
    """Make the office, then every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    application = QApplication([])
    with tempfile.TemporaryDirectory() as place, clock.at(MORNING):
        make_template(Path(place))
        for name, scale in LOOKS:
            settings = Settings(Path(place) / f"home-{name}-{scale}")
            settings.set(THEME, name)
            settings.set(SCALE, scale)
            shoot(Path(place) / "GD", folder, settings)
    application.quit()
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots"))
