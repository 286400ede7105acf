"""The real window over a real store, without a screen: nothing of ``app`` is replaced."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import clock
from app.office import open_office
from app.settings import LEAVING_BACKUP, Settings
from app.store.office_store import Store
from tests.gui.offices import CLERK, MORNING, WORD, copy_office, make_template
from ui.ask import Ask
from ui.screen import Session
from ui.screens import specs_for
from ui.shell.window import Window
from ui.style import theme

Opener = Callable[..., Window]


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    """The clock stands in the campaign."""
    with clock.at(MORNING):
        yield


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication) -> Iterator[None]:
    """A thread or a running timer left behind would fail some later test, far from its cause."""
    before = set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [thread for thread in threading.enumerate() if thread not in before]
    assert not left, left
    timers = [
        timer
        for widget in QApplication.topLevelWidgets()
        for timer in widget.findChildren(QTimer)
        if timer.isActive()
    ]
    assert not timers, [timer.parent() for timer in timers]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Offices made once; tests get copies."""
    folder = tmp_path_factory.mktemp("template")
    make_template(folder)
    return folder


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> Settings:
    """Settings of this test alone, in force; no backup when a window is closed."""
    made = Settings(tmp_path / "home")
    made.set(LEAVING_BACKUP, 0)
    theme.apply(made)
    return made


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Path:
    """The power company's office, this test's own copy."""
    return copy_office(template / "GD", tmp_path / "GD")


@pytest.fixture
def framed(settings: Settings, qtbot: QtBot) -> Iterator[Callable[[Store, str], Window]]:
    """Puts the real frame over an open office; closes both at the end."""
    opened: list[Window] = []

    def frame(store: Store, screen: str) -> Window:
        session = Session(store, settings, Ask())
        window = Window(session, specs_for(store))
        window.resize(1366, 728)
        opened.append(window)
        window.show()
        qtbot.waitUntil(lambda: not session.jobs.live, timeout=20_000)
        if screen:
            session.navigate(screen)
            qtbot.waitUntil(lambda: not session.jobs.live, timeout=20_000)
        return window

    yield frame
    for window in opened:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def opener(office: Path, framed: Callable[[Store, str], Window]) -> Opener:
    """Opens the real frame for one of the operators."""

    def open_as(operator: str = CLERK, screen: str = "") -> Window:
        return framed(open_office(office, operator, WORD), screen)

    return open_as


@pytest.fixture
def window(opener: Opener) -> Window:
    """The frame, open for the clerk."""
    return opener()


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[Window], None]:
    """Wait until no job of the window runs and every timer of typing has fired.

    Quiet counts when it lasts: what a change sets going may come a round of the event loop later.
    """

    def wait(window: Window) -> None:
        rounds = 0

        def quiet() -> bool:
            nonlocal rounds
            typing = [t for t in window.stack.findChildren(QTimer) if t.isActive()]
            rounds = 0 if window.session.jobs.live or typing else rounds + 1
            return rounds == 3

        qtbot.waitUntil(quiet, timeout=20_000)

    return wait
