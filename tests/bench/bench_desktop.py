"""How the desktop feels: its start, a long list opened, the longest stop of its event loop."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import clock
from app.office import open_office
from app.settings import LEAVING_BACKUP, OFFICE, Settings
from app.store.tables import register
from tests.bench.loop import Watchdog, application, until, wait
from tests.gui.offices import CLERK, MORNING, WORD, make_template
from ui.ask import Ask
from ui.changes import Subject
from ui.screen import Session
from ui.screens import specs_for
from ui.screens.register.screen import RegisterScreen
from ui.shell.window import Window
from ui.style import theme

MANY, FEW = 100_000, 100
GAP_MS = 50.0
Result = dict[str, Any]


def bench_start(folder: Path) -> Result:
    """To the sign-in window, with an office remembered, against an empty PySide6 window."""
    make_template(folder)
    settings = Settings(folder / "home")
    settings.set(OFFICE, str(folder / "GD"))
    bare = min(_start("bare") for _ in range(5))
    ours = min(_start("ours", str(settings.folder)) for _ in range(5))
    return _result("start to sign-in window", ours, bare, 2.0)


def _start(*arguments: str) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.start_once", *arguments]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def bench_register(folder: Path) -> list[Result]:
    """First rows of 100,000 enterprises against 100; then the longest stop of the event loop."""
    with clock.at(MORNING):
        few = folder / "few"
        make_template(folder)
        (folder / "GD").rename(few)
        _fill(few, FEW)
        with _window(few, folder) as (window, screen):
            small = _first_rows(window, screen)
        _fill(few, MANY)
        with _window(few, folder) as (window, screen):
            large = _first_rows(window, screen)
            gaps = _gaps(window, screen)
    return [
        _result(f"first rows of {MANY:,} against {FEW}", large, small, 1.5),
        *(_result(f"longest gap (ms): {name}", gap, GAP_MS, 1.0) for name, gap in gaps.items()),
    ]


def _fill(office: Path, count: int) -> None:
    with open_office(office, CLERK, WORD) as store, store.write() as conn:
        conn.execute(sa.delete(register))
        conn.execute(
            sa.insert(register),
            [
                {
                    "uscc": f"91411221MA{number:08d}",
                    "name": f"渑池县{_SYLLABLES[number % 17]}{_SYLLABLES[number // 17 % 17]}"
                    f"{_TRADES[number % 7]}第{number}有限公司",
                    "former_names": "",
                    "entity_kind": "1",
                    "reg_status": "1",
                    "township": "城关镇",
                    "address": f"渑池县城关镇仰韶大街{number}号",
                    "legal_rep": "王建国",
                    "reg_capital": number * 100_00,
                }
                for number in range(count)
            ],
        )


_SYLLABLES = "仰韶天坛润达华茂鑫源隆昌盛世诚和安"
_TRADES = ("农产品", "铝业", "运输", "商贸", "建筑", "食品", "矿业")


@contextmanager
def _window(office: Path, folder: Path) -> Iterator[tuple[Window, RegisterScreen]]:
    application()
    settings = Settings(folder / "home")
    settings.set(LEAVING_BACKUP, 0)
    theme.apply(settings)
    store = open_office(office, CLERK, WORD)
    window = Window(Session(store, settings, Ask()), specs_for(store))
    window.resize(1366, 728)
    window.show()
    window.session.navigate("register")
    until(lambda: not window.session.jobs.live)
    screen = window.stack.currentWidget()
    if not isinstance(screen, RegisterScreen):
        raise TypeError(screen)
    try:
        yield window, screen
    finally:
        window.close()
        window.deleteLater()


def _first_rows(window: Window, screen: RegisterScreen) -> float:
    """Seconds from asking to painted rows; the best of seven."""
    found = []
    resets: list[None] = []
    screen.pane.model.modelReset.connect(lambda: resets.append(None))
    for turn in range(7):
        begun = time.perf_counter()
        screen.pane.ask()
        until(partial(_more_than, resets, turn))
        screen.pane.view.grab()
        found.append(time.perf_counter() - begun)
        until(lambda: not window.session.jobs.live)
    return min(found)


def _more_than(resets: list[None], count: int) -> bool:
    return len(resets) > count


def _gaps(window: Window, screen: RegisterScreen) -> dict[str, float]:
    """The longest stops while a clerk scrolls to the end, types in the filter and in Ctrl+K."""
    view, pane = screen.pane.view, screen.pane
    acts: dict[str, Callable[[], None]] = {
        "reading the names to search": lambda: window.session.changes.tell(Subject.REGISTER),
        "opening": pane.ask,
        "scrolling to the end": lambda: _scroll(view.verticalScrollBar()),
        "typing in the filter": lambda: _type(pane.bar.line, "mcxysnc"),
        "typing in the search": lambda: _type(window.search, "mcxttl"),
        "sorting": lambda: view.sortByColumn(1, Qt.SortOrder.DescendingOrder),
    }
    found = {}
    for name, act in acts.items():
        watchdog = Watchdog()
        act()
        wait(0.5)
        until(lambda: not window.session.jobs.live)
        found[name] = watchdog.stop()
    return found


def _scroll(bar: Any) -> None:
    for step in range(40):
        bar.setValue(bar.maximum() * (step + 1) // 40)
        wait(0.005)


def _type(line: Any, text: str) -> None:
    line.setFocus()
    for letter in text:
        QTest.keyClick(line, letter)
        wait(0.03)


def _result(name: str, ours: float, baseline: float, bound: float) -> Result:
    return {
        "name": name,
        "ours_s": ours,
        "baseline_s": baseline,
        "ratio": ours / baseline,
        "bound": bound,
    }
