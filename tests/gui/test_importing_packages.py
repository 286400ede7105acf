"""Packages from the coordinator, dropped on 导入 like any other file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.collection import held
from app.collection.importing import import_file
from app.merging.registers import publish_register
from tests import offices
from tests.gui.conftest import Opener
from tests.gui.importing_files import bill, csv, screen_of, told
from tests.gui.offices import ENTERPRISES, fill_register
from ui.shell.window import Window

Settle = Callable[[Window], None]


@pytest.fixture
def county(tmp_path: Path) -> offices.County:
    """A coordinator whose register names 60 enterprises, and a power company that has none yet."""
    made = offices.found(tmp_path / "county")
    with made.as_("RH", offices.LEADER) as store:
        fill_register(store, ENTERPRISES)
        publish_register(store, made.package("register.xyb"), period="2026")
    return made


@pytest.fixture
def office(county: offices.County) -> Path:
    return county.folder / "GD"


def test_register_package_is_taken_in_and_settles_what_waited(
    county: offices.County, opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The first thing a new office does; rows imported before it must not be matched by hand."""
    window = opener(offices.CLERK)
    store = window.session.store
    import_file(store, "GD02", csv(tmp_path / "a.csv", [bill(10), bill(11)]))
    assert len(held.held_rows(store)) == 2
    screen = screen_of(window)
    screen.take(county.package("register.xyb"))
    said = told(window, qtbot)
    settle(window)
    assert "已接收企业名录，共 60 家" in said
    assert "2 行已自动入库" in said
    assert not held.held_rows(store)
    assert len(window.session.search) == 60
    screen.take(county.package("register.xyb"))
    assert "已经导入过" in told(window, qtbot)


def test_package_that_is_not_for_agencies_is_refused(
    county: offices.County, opener: Opener, qtbot: QtBot
) -> None:
    """The enrolment lies on the same stick; taking the wrong one must cost nothing."""
    window = opener(offices.CLERK)
    screen_of(window).take(county.package("GD.xyb"))
    assert "请交汇总端办理" in told(window, qtbot)
