"""An officer gets a stick with twenty packages, nine of them bad, and works it through."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app import clock
from app.catalogue.load import load
from app.edition import Edition
from app.errors import RefusedError
from app.inbox import quarantine
from app.inbox.arrived import BAD, KNOWN, MERGED, QUARANTINED, READY
from app.inbox.taking import take_all
from app.keys.passwords import TRAINING_COST
from app.merging.receipts import receive_receipt
from app.settings import Settings
from app.store import audit_check
from app.store.office_store import Store
from app.training.offices import CLERK, LEADER, VIEWER, Offices
from tests import sticks
from tests.county import copy_of
from tests.gui import coordinator_steps as steps
from tests.gui import dialogs
from tests.gui.conftest import Opener
from tests.gui.coordinator.conftest import EVENING
from tests.gui.hands import User
from tests.gui.watching import LoopWatch
from tests.sticks import Stick
from ui.screens.inbox.screen import InboxScreen
from ui.shell.window import Window
from ui.start.desktop import Desktop

Settle = Callable[[Window], None]
_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="session")
def made_stick(made_county: Path, tmp_path_factory: pytest.TempPathFactory) -> Stick:
    """Written once by the twenty offices; nobody writes there."""
    with clock.at(EVENING):
        return sticks.make(made_county, tmp_path_factory.mktemp("stick"))


@pytest.fixture
def stick(made_stick: Stick, tmp_path: Path) -> Stick:
    """This test's own: the files, and the coordinator's office that has not seen them."""
    folder = copy_of(made_stick.county, tmp_path / "county", "coordinator", "GD")
    files = Path(shutil.copytree(made_stick.folder, tmp_path / "stick"))
    return Stick(folder, files)


@pytest.fixture
def county(stick: Stick) -> Offices:
    """The offices of this test's stick."""
    return Offices.of_demo(stick.county, load())


@pytest.fixture
def screen(opener: Opener, county: Offices) -> InboxScreen:
    """The screen, open for the leader who may sign receipts."""
    return screen_of(opener(LEADER, "inbox"))


def screen_of(window: Window) -> InboxScreen:
    shown = window.screens["inbox"]
    assert isinstance(shown, InboxScreen)
    return shown


def drop(screen: InboxScreen, *places: Path) -> None:
    """Let files or folders fall onto the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    no_key, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    spot, copy = QPointF(50, 50), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(spot.toPoint(), copy, mime, left, no_key)
    screen.dragEnterEvent(enter)
    assert enter.isAccepted()
    screen.dropEvent(QDropEvent(spot, copy, mime, left, no_key))


def states(screen: InboxScreen) -> dict[str, str]:
    """What stands beside each file."""
    return {path.stem: one.state for path, one in screen.arrivals.heap.items()}


def password(county: Offices, operator: str) -> str:
    return county.passwords[county.coordinator][operator]


def facts(store: Store) -> tuple[int, int]:
    """How far the log has come, and how many packages were taken in."""
    with store.read() as conn:
        entries = conn.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
        return entries, conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one()


def test_of_twenty_packages_the_good_ones_merge_and_the_others_are_held_with_their_reason(
    qtbot: QtBot, screen: InboxScreen, settle: Settle, stick: Stick, county: Offices
) -> None:
    """One bad file would hold up nineteen offices, or come in among them."""
    window, store, panel = screen.window(), screen.session.store, screen.arrivals
    assert isinstance(window, Window)
    before = facts(store)
    drop(screen, stick.folder)
    settle(window)
    assert states(screen) == dict.fromkeys(sticks.GOOD, READY) | dict.fromkeys(sticks.BAD, BAD)
    refused = {path.stem: one.code for path, one in panel.heap.items() if one.state == BAD}
    assert refused == sticks.BAD
    for path, one in panel.heap.items():
        if one.state == BAD:
            panel.pane.view.selectRow(panel.pane.model.ids.index(str(path)))
            steps = [
                panel.checks.steps.topLevelItem(row).text(1)
                for row in range(panel.checks.steps.topLevelItemCount())
            ]
            assert steps.count("未通过") == 1
            assert panel.checks.words.reason.text() == one.reason
            assert one.reason.endswith("。")
            assert one.reason in panel.checks.words.ask.toPlainText()

    qtbot.keyClick(panel.pane.view, Qt.Key.Key_T, _CONTROL)
    settle(window)
    assert "没有写入任何数据" in panel.said.text()
    same = sum(forecast.total("same") for forecast in panel.forecasts.values())
    assert same > 2000
    assert facts(store) == before

    qtbot.keyClick(panel.pane.view, Qt.Key.Key_Return, _CONTROL)
    watch = LoopWatch(window)
    said = dialogs.give_password(qtbot, password(county, LEADER))
    assert "将并入 11 个数据包" in said
    assert "9 个转入隔离" in said
    watch.start()
    settle(window)
    longest = watch.stop()
    assert states(screen) == dict.fromkeys(sticks.GOOD, MERGED) | dict.fromkeys(
        sticks.BAD, QUARANTINED
    )
    assert facts(store)[1] == before[1] + len(sticks.GOOD)
    assert longest < 50
    audit_check.verify(store)

    held = screen.quarantine.pane
    assert screen.tabs.tabText(1) == "隔离 9"
    assert {Path(held.model.data(held.model.index(row, 0))).stem for row in range(9)} == set(
        sticks.BAD
    )
    receipts = sorted(path.name for path in stick.folder.glob("回执_*.xyb"))
    assert len(receipts) == len(sticks.GOOD)
    with county.open("GD", LEADER) as agency:
        assert receive_receipt(agency, stick.folder / "回执_GD_002.xyb").accepted == 1103

    drop(screen, stick.folder)
    settle(window)
    again = states(screen)
    assert {again[agency] for agency in sticks.GOOD} == {MERGED}
    panel.clear()
    drop(screen, stick.folder)
    settle(window)
    assert {states(screen)[agency] for agency in sticks.GOOD} == {KNOWN}, "told apart from damage"


def test_an_officer_decides_about_what_is_held(
    qtbot: QtBot, screen: InboxScreen, settle: Settle, stick: Stick
) -> None:
    """A held file that nobody answers for would be forgotten, or slip in without anybody's word."""
    window, store = screen.window(), screen.session.store
    assert isinstance(window, Window)
    drop(screen, stick.file("ST"), stick.file("YH-ZYH"))
    settle(window)
    screen.arrivals.merge()
    settle(window)
    screen.tabs.setCurrentWidget(screen.quarantine)
    view, words = screen.quarantine.pane.view, screen.quarantine.words
    names = {quarantine.held(store, key).file_name: key for key in screen.quarantine.pane.model.ids}
    assert set(names) == {"ST.xyb", "YH-ZYH.xyb"}

    view.selectRow(screen.quarantine.pane.model.ids.index(names["ST.xyb"]))
    assert words.reason.text() == "该数据包是第3个，缺少第2个。"
    qtbot.mouseClick(words.copy, Qt.MouseButton.LeftButton)
    assert "请把缺少的报送包一并送来" in QApplication.clipboard().text()
    qtbot.keyClick(view, Qt.Key.Key_R, _CONTROL)
    dialogs.give_reason(qtbot, "机构称第2个已补来")
    settle(window)
    assert "仍不通过：该数据包是第3个，缺少第2个" in screen.quarantine.said.text()

    view.selectRow(screen.quarantine.pane.model.ids.index(names["YH-ZYH.xyb"]))
    screen.quarantine.findChild(object, "quarantine.discard").trigger()
    dialogs.give_reason(qtbot, "拿错了文件，与银行核实过")
    settle(window)
    gone = quarantine.held(store, names["YH-ZYH.xyb"])
    assert (gone.state, gone.kept) == (quarantine.DISCARDED, False)
    with store.read() as conn:
        told = conn.exec_driver_sql(
            "SELECT operator, action, summary FROM audit WHERE action LIKE 'quarantine.%'"
            " ORDER BY seq DESC"
        ).all()
    assert (told[0][0], told[0][1]) == (LEADER, "quarantine.discard")
    assert "与银行核实过" in told[0][2]
    assert told[1][1] == "quarantine.recheck"


def test_whoever_may_not_sign_merges_and_the_receipts_come_later(
    qtbot: QtBot, opener: Opener, settle: Settle, stick: Stick, county: Offices
) -> None:
    """The leader is away: the clerk must get on, and no agency may be left without its receipt."""
    window = opener(CLERK, "inbox")
    screen = screen_of(window)
    drop(screen, stick.file("GD"))
    settle(window)
    screen.arrivals.merge()
    settle(window)
    assert states(screen) == {"GD": MERGED}
    assert not list(stick.folder.glob("回执_*"))
    window.close()
    window = opener(LEADER, "inbox")
    screen = screen_of(window)
    screen.tabs.setCurrentWidget(screen.history)
    view, model = screen.history.pane.view, screen.history.pane.model
    waiting = next(
        row
        for row in range(model.count)
        if model.data(model.index(row, 8)) == "待出回执"
        and model.data(model.index(row, 9)) == "GD.xyb"
    )
    view.selectRow(waiting)
    qtbot.keyClick(view, Qt.Key.Key_S, _CONTROL)
    dialogs.choose_file(qtbot, stick.folder)
    dialogs.give_password(qtbot, password(county, LEADER))
    settle(window)
    assert screen.history.said.text() == "已写出回执 1 份。"
    assert model.data(model.index(waiting, 8)) == "已回执"
    assert (stick.folder / "回执_GD_002.xyb").is_file()


def test_whoever_only_looks_cannot_merge(opener: Opener, settle: Settle, stick: Stick) -> None:
    """A button that is hidden is no rule: the core refuses too."""
    window = opener(VIEWER, "inbox")
    screen = screen_of(window)
    drop(screen, stick.file("GD"))
    settle(window)
    assert states(screen) == {"GD": READY}
    assert "inbox.take" not in screen.arrivals.live
    with pytest.raises(RefusedError, match="R-ROLE"):
        take_all(screen.session.store, screen.arrivals.heap.values())


def test_a_window_closed_in_the_middle_leaves_no_half(
    qtbot: QtBot, opener: Opener, settle: Settle, stick: Stick, county: Offices
) -> None:
    """Whoever shuts the window would find half a package, or have to begin from nothing."""
    window = opener(LEADER, "inbox")
    screen = screen_of(window)
    drop(screen, stick.folder)
    settle(window)
    screen.arrivals.merge()
    (job,) = screen.session.jobs.live
    begun = ("", "1")
    qtbot.waitUntil(lambda: job.step_now.note.partition("/")[0] not in begun, timeout=20_000)
    window.close()
    window = opener(LEADER, "inbox")
    screen = screen_of(window)
    audit_check.verify(screen.session.store)
    drop(screen, stick.folder)
    settle(window)
    found = states(screen)
    assert {found[agency] for agency in sticks.GOOD} == {READY, KNOWN}
    screen.arrivals.merge()
    settle(window)
    assert {states(screen)[agency] for agency in sticks.GOOD} == {KNOWN, MERGED}
    audit_check.verify(screen.session.store)


def test_the_words_can_be_reached_by_keyboard(screen: InboxScreen) -> None:
    """Who cannot use a mouse must be able to read and copy what the agency is to be told."""
    for box in screen.findChildren(QPlainTextEdit, "ask"):
        assert box.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.slow
def test_a_new_officer_goes_from_the_stick_to_printed_letters_with_mouse_and_keys(
    stick: Stick,
    county: Offices,
    settings: Settings,
    qtbot: QtBot,
    settle: Settle,
    tmp_path: Path,
) -> None:
    """Who must ask for a command line here will ask for it every day.

    Twenty packages looked at, tried out and merged, a rating made and published, its notices and
    the banks' packages written: 23 clicks, three of them counted for each file dialog, and 39 keys,
    which are the password typed three times.
    """
    desktop = Desktop(settings, cost=TRAINING_COST, edition=Edition.COORDINATOR)
    desktop.start()
    desktop.show_county(county.folder)
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=20_000)
    officer = User(desktop, qtbot, settle, password(county, LEADER))
    officer.rest()
    said = steps.take_all(officer, str(stick.folder))
    assert f"并入 {len(sticks.GOOD)} 个" in said
    assert f"{len(sticks.BAD)} 个" in said
    assert "共 46 户" in steps.rate_and_publish(officer)
    printed, carried = tmp_path / "printed", tmp_path / "carried"
    printed.mkdir()
    carried.mkdir()
    (name,) = steps.print_notices(officer, str(printed))
    document = pdfium.PdfDocument(printed / name)
    assert len(document) >= 40
    document.close()
    assert "已写出" in steps.give_results(officer, str(carried))
    assert list(carried.glob("*.xyb"))
    officer.window.close()
    assert officer.clicks <= 25
    assert officer.keys <= 40
