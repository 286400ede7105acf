"""One edition in a process of its own, played with mouse and keys by whoever writes to it.

``python -m tests.endtoend.played EDITION HOME PART`` starts the real program and then, for each
line of its input (a JSON list: the name of a step in the module ``PART``, the day on which it is
taken, and its arguments), takes the step and answers with a line: ``["done", result]`` or
``["failed", what happened]``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QSocketNotifier, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import clock
from app.edition import Edition
from app.keys.passwords import TRAINING_COST
from app.settings import LEAVING_BACKUP, Settings
from app.training.campaign import noon
from tests.gui.hands import User
from ui.shell.window import Window
from ui.start.desktop import Desktop
from ui.style import theme


class Robot:
    """What pytest-qt gives to a test, for a program that no test runner started."""

    mouseClick = staticmethod(QTest.mouseClick)
    keyClick = staticmethod(QTest.keyClick)
    keyClicks = staticmethod(QTest.keyClicks)

    @staticmethod
    def waitUntil(reached: Callable[[], object], timeout: int = 20_000) -> None:
        """Let the program run until it has come so far."""
        limit = QDeadlineTimer(timeout)
        while not reached():
            if limit.hasExpired():
                raise TimeoutError
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def settle(window: Window) -> None:
    """Wait until nothing runs in the window any more."""
    rounds = 0

    def quiet() -> bool:
        nonlocal rounds
        typing = [one for one in window.stack.findChildren(QTimer) if one.isActive()]
        rounds = 0 if window.session.jobs.live or typing else rounds + 1
        return rounds == 3

    Robot.waitUntil(quiet, timeout=60_000)


class Player:
    """Takes the steps that come in, one after the other, in the thread of the window."""

    def __init__(self, desktop: Desktop, part: str) -> None:
        self._user = User(desktop, Robot(), settle)  # type: ignore[arg-type]
        self._steps = importlib.import_module(part)
        self._today = ExitStack()
        self._heard = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._heard.activated.connect(self._listen)

    def _listen(self) -> None:
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        self._heard.setEnabled(False)
        step, day, *given = json.loads(line)
        try:
            self._today.close()
            self._today.enter_context(clock.at(noon(date.fromisoformat(day))))
            said: list[Any] = ["done", getattr(self._steps, step)(self._user, *given)]
        except Exception:
            picture = os.environ.get("PLAYED_PICTURE", "")
            for top in QApplication.topLevelWidgets():
                if picture and top.isVisible():
                    top.grab().save(f"{picture}-{step}-{type(top).__name__}.png")
            said = ["failed", traceback.format_exc()]
        self._heard.setEnabled(True)
        print(json.dumps(said, ensure_ascii=False), flush=True)


def main(edition: str, home: str, part: str) -> int:
    """Start the program, and play."""
    application = QApplication([])
    settings = Settings(Path(home))
    settings.set(LEAVING_BACKUP, 0)
    theme.apply(settings)
    desktop = Desktop(settings, cost=TRAINING_COST, edition=Edition(edition))
    desktop.start()
    player = Player(desktop, part)
    code = application.exec()
    del player
    for window in (desktop.window, desktop.sign_in):
        if window is not None:
            window.close()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
