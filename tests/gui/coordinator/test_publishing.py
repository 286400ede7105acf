"""结果发布: a bank's office receives what was written for it, and nobody gets a trial run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app import clock
from app.catalogue.load import load
from app.outcomes import grades, upwards
from app.outcomes.results import receive_result
from app.training.offices import LEADER, Offices
from tests.county import copy_of
from tests.gui.conftest import Opener
from tests.gui.coordinator.test_ratings import act, cells, rate, word
from tests.gui.dialogs import choose_file, give_password, put_away
from ui.screens.publishing.screen import PublishingScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
BANK = "YH-NSH"


@pytest.fixture
def county(made_county: Path, tmp_path: Path) -> Offices:
    """The coordinator, and a bank that waits for results."""
    folder = copy_of(made_county, tmp_path / "county", "coordinator", BANK)
    return Offices.of_demo(folder, load())


def screen_of(window: Window, settle: Settle, **wanted: str) -> PublishingScreen:
    window.session.navigate("publishing", **wanted)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, PublishingScreen)
    return shown


def test_each_bank_receives_its_own_enterprises_and_nobody_a_trial_run(
    county: Offices, opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """Results on a stick for the wrong bank, or of an undecided run, cannot be called back."""
    stick = tmp_path / "stick"
    stick.mkdir()
    window = opener(LEADER)
    rate(window, qtbot, settle)
    trial = window.stack.currentWidget().runs.pane.model.ids[0]  # type: ignore[attr-defined]
    screen = screen_of(window, settle, run=trial)
    assert "未发布" in screen.giving.standing.text()
    act(window, "giving.all", settle)
    choose_file(qtbot, stick)
    give_password(qtbot, word(county, LEADER))
    settle(window)
    assert "还没有发布" in put_away(qtbot)
    assert "没有全部写出" in screen.giving.said.text()
    assert list(stick.iterdir()) == []

    published = screen.giving.box.itemData(0)
    screen = screen_of(window, settle, run=published)
    row = screen.giving.pane.model.ids.index(BANK)
    screen.giving.pane.view.selectRow(row)
    settle(window)
    share = screen.giving.source.found[BANK]
    assert cells(screen.giving.pane, row)["gives"] == str(share.gives) == "35"
    screen.giving.who.show_filter({"state": "可发放"})
    settle(window)
    assert len(screen.giving.who.model.ids) == share.gives
    act(window, "giving.all", settle)
    choose_file(qtbot, stick)
    said = give_password(qtbot, word(county, LEADER))
    assert "河南渑池农村商业银行：35 户" in said
    settle(window)
    files = sorted(path.name for path in stick.iterdir())
    giving = [one for one in screen.giving.source.found.values() if one.gives]
    assert len(files) == len(giving)
    assert f"已写出 {len(giving)} 个结果包" in screen.giving.said.text()
    screen = screen_of(window, settle, tab="given", bank=BANK)
    name = f"{BANK}-result-{clock.today():%Y%m%d}.xyb"
    assert cells(screen.given.pane)["file_name"] == name
    with county.open(BANK, LEADER) as store:
        assert receive_result(store, stick / name) == 35
        assert {one.run_id for one in grades.grades(store, clock.today())} == {published}


def test_a_file_for_above_is_looked_at_before_it_is_written_and_logged(
    county: Offices, opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """What went to the province without an entry can never be taken back there."""
    window = opener(LEADER)
    screen = screen_of(window, settle, tab="upwards")
    act(window, "upwards.preview", settle)
    assert screen.upwards.counts.topLevelItemCount() > 3
    act(window, "upwards.export", settle)
    target = screen.upwards.target
    assert target is not None
    out = tmp_path / f"省{upwards.suffix(target)}"
    choose_file(qtbot, out)
    settle(window)
    assert "登记为已上报" in give_password(qtbot, word(county, LEADER))
    settle(window)
    assert "SB-2026-0001" in put_away(qtbot)
    assert out.stat().st_size > 1000
    assert cells(screen.upwards.pane)["state"] == "已导出"
    box = screen.upwards.findChild(QCheckBox, "changedOnly")
    assert box is not None
    box.setChecked(True)
    act(window, "upwards.export", settle)
    choose_file(qtbot, tmp_path / f"再{upwards.suffix(target)}")
    settle(window)
    give_password(qtbot, word(county, LEADER))
    settle(window)
    assert "没有可上报的内容" in put_away(qtbot)
