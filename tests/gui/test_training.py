"""培训模式 from the sign-in window: one click, and nobody can mistake it for the real office."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.collection.importing import import_file
from app.settings import OFFICE, Settings
from app.training.practice import DATASET, SHEET
from ui.changes import Subject
from ui.screen import silent
from ui.shell.training import TaskPanel
from ui.shell.window import Window
from ui.start.desktop import Desktop


def quiet(desktop: Desktop, qtbot: QtBot) -> Window:
    """The window, once everything that it began is done."""
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=60_000)
    window = desktop.window
    assert window is not None
    qtbot.waitUntil(lambda: not window.session.jobs.live, timeout=20_000)
    return window


@pytest.mark.slow
def test_one_click_opens_a_marked_office_whose_tasks_tick_themselves(
    settings: Settings, qtbot: QtBot
) -> None:
    """A new clerk learns by doing, on invented data, without anybody beside."""
    desktop = Desktop(settings)
    desktop.start()
    assert desktop.sign_in is not None
    qtbot.mouseClick(desktop.sign_in.train, Qt.MouseButton.LeftButton)
    window = quiet(desktop, qtbot)
    assert window.session.store.training
    band = window.training.findChild(QLabel)
    assert band is not None
    assert "虚构" in band.text()
    assert settings.get(OFFICE) == ""
    panel = window.findChild(TaskPanel)
    assert panel is not None
    assert SHEET in panel.help.text()
    store = window.session.store
    window.session.act(
        "导入",
        silent(import_file, store, DATASET, store.folder.parents[1] / SHEET),
        changed=(Subject.RECORDS,),
    )
    qtbot.waitUntil(lambda: "已完成" in panel.lines["import"].text(), timeout=20_000)
    assert "代码" in panel.help.text()
    other = window.training.findChild(QPushButton, "play.审核员")
    assert other is not None
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(partial(_played_by, desktop, "审核员"), timeout=60_000)
    again = quiet(desktop, qtbot)
    panel = again.findChild(TaskPanel)
    assert panel is not None
    assert "已完成" in panel.lines["import"].text()
    again.close()


def _played_by(desktop: Desktop, operator: str) -> bool:
    return desktop.window is not None and desktop.window.session.store.operator == operator
