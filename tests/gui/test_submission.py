"""报送 as the leader does it: what goes, sign onto a stick, the receipt, what came back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app import clock
from app.collection import coverage, notices, slips, states
from app.errors import EnvironmentFault
from app.exchange.envelope import Kind
from app.exchange.verifying import show
from app.exchange.writing import Written
from app.merging.cards import own_card
from app.merging.directory import publish_directory, receive_directory
from app.merging.enrolment import enrol, write_enrolment
from app.merging.merge import merge
from app.merging.read_back import read_back
from app.merging.receipts import write_receipt
from app.merging.submission import write_submission
from app.office import open_office
from app.store.office_store import Store
from app.store.tables import outbox
from tests.gui.conftest import Opener
from tests.gui.dialogs import give_password, put_away
from tests.gui.offices import CLERK, ENTERPRISES, LEADER, WORD, copy_office, fill_register
from tests.gui.watching import LoopWatch
from ui.screens.submission.screen import SubmissionScreen
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog

Settle = Callable[[Window], None]


@pytest.fixture
def told(office: Path) -> Path:
    """The office after all its slips came back."""
    with open_office(office, CLERK, WORD) as store:
        for one in notices.generate(store):
            slips.register_delivery(
                store, one.slip_code, delivered_date=clock.today(), method="直接送达"
            )
    return office


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def screen_of(window: Window) -> SubmissionScreen:
    shown = window.screens["submission"]
    assert isinstance(shown, SubmissionScreen)
    return shown


def packages(store: Store) -> list[str]:
    with store.read() as conn:
        query = sa.select(outbox.c.package_id).where(outbox.c.kind == "submission")
        return list(conn.scalars(query))


def sent(store: Store) -> int:
    table = store.table("GD02")
    with store.read() as conn:
        query = sa.select(sa.func.count()).where(table.c.row_status == states.SENT)
        return int(conn.scalar(query) or 0)


def test_reasons_open_the_list_and_lead_to_where_they_are_mended(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A leader who sees only a number cannot tell anybody what to do about it."""
    window = opener(LEADER, "submission")
    panel = screen_of(window).sending
    settle(window)
    assert "可报送 0 条" in panel.goes.text()
    assert "尚未审核通过 8 条" in panel.stays.text()
    assert "告知书尚未送达 4 条" in panel.stays.text()
    panel.stays.linkActivated.emit("G-REVIEW")
    settle(window)
    assert panel.pane.model.rowCount() == 8
    panel.pane.view.selectRow(0)
    qtbot.keyClick(panel.pane.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert window.current == "review"
    window.session.navigate("submission", reason="G-NOTICE")
    settle(window)
    panel.pane.view.selectRow(0)
    qtbot.keyClick(panel.pane.view, Qt.Key.Key_Return)
    settle(window)
    assert window.current == "notices"
    assert window.screens["notices"].telling.pane.model.rowCount() == 6  # type: ignore[attr-defined]


def test_package_is_signed_onto_the_stick_and_its_cover_sheet_shown(
    told: Path, stick: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The task of the month: what may go is on the stick, verified, with its paper."""
    window = opener(LEADER, "submission")
    screen = screen_of(window)
    settle(window)
    assert "可报送 4 条" in screen.sending.goes.text()
    screen.sending.confirm(stick)
    said = give_password(qtbot)
    assert "报送 4 条，留下 8 条" in said
    settle(window)
    assert "已写出并核对无误" in screen.sending.said.text()
    file = stick / "报送包_GD_CJ-2026-01_001.xyb"
    assert show(file).envelope.kind is Kind.SUBMISSION
    assert [path.name for path in stick.iterdir()] == [file.name]
    assert sent(window.session.store) == 4
    window.session.navigate("submission", tab="history")
    settle(window)
    history = screen.history
    assert history.pane.view.picked_keys() == packages(window.session.store)
    history.show_paper("cover_sheet")
    qtbot.waitUntil(lambda: history.findChild(PageDialog) is not None, timeout=20_000)
    settle(window)
    dialog = history.findChild(PageDialog)
    assert dialog is not None
    assert dialog.view.pages >= 1
    dialog.close()


def test_wrong_password_writes_nothing(
    told: Path, stick: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The office's signature belongs to whoever knows the password, not to whoever sits there."""
    window = opener(LEADER, "submission")
    screen = screen_of(window)
    settle(window)
    screen.sending.confirm(stick)
    give_password(qtbot, "not the password")
    assert "K-PASSWORD" in put_away(qtbot)
    settle(window)
    assert list(stick.iterdir()) == []
    assert packages(window.session.store) == []


def test_stick_pulled_before_writing_leaves_everything_as_it_was(
    told: Path, stick: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Nothing may count as sent that nobody can receive."""
    window = opener(LEADER, "submission")
    screen = screen_of(window)
    settle(window)
    screen.sending.confirm(stick)
    stick.rmdir()
    give_password(qtbot)
    assert "ENV-" in put_away(qtbot)
    settle(window)
    assert "没有报送" in screen.sending.said.text()
    assert packages(window.session.store) == []
    assert sent(window.session.store) == 0
    stick.mkdir()
    screen.sending.confirm(stick)
    give_password(qtbot)
    settle(window)
    assert sent(window.session.store) == 4


def test_stick_that_gives_back_something_else_is_found_out(told: Path, stick: Path) -> None:
    """Cheap sticks write well and read badly; the coordinator would be the first to see."""
    with open_office(told, LEADER, WORD) as store:
        path = stick / "a.xyb"
        done = write_submission(store, path, period="2026", checked=True)
        spoiled = bytearray(path.read_bytes())
        spoiled[-200] ^= 1
        path.write_bytes(bytes(spoiled))
        with pytest.raises(EnvironmentFault, match="X-READBACK"):
            read_back(store, path, Kind.SUBMISSION, done.package)
        other = Written(done.package.package_id, "0" * 64, 1, {})
        path.unlink()
        with pytest.raises(EnvironmentFault, match="ENV-MISSING"):
            read_back(store, path, Kind.SUBMISSION, other)


class _Pull:
    """Takes the stick away at a certain point of the work."""

    def __init__(self, stick: Path, at: str) -> None:
        self.stick, self.at = stick, at

    def step(self, done: int, total: int, note: str = "") -> None:
        if note == self.at and self.stick.exists():
            shutil.rmtree(self.stick)


@pytest.mark.parametrize("at", ["data/gd02.jsonl", "回读核对"])
def test_stick_pulled_while_writing_sends_nothing(at: str, told: Path, stick: Path) -> None:
    """Before the last byte or after it: until it was read back nothing may count as sent."""
    with open_office(told, LEADER, WORD) as store:
        before = store.counter
        path = stick / "a.xyb"
        with pytest.raises(EnvironmentFault, match="ENV-MISSING"):
            write_submission(store, path, period="2026", checked=True, progress=_Pull(stick, at))
        assert store.counter == before
        assert packages(store) == []
        stick.mkdir()
        write_submission(store, path, period="2026", checked=True)
        assert sent(store) == 4


def test_clerk_sees_what_stays_but_cannot_sign(opener: Opener, settle: Settle) -> None:
    """The signing key is the leader's; a clerk looks and mends."""
    window = opener(CLERK, "submission")
    screen = screen_of(window)
    settle(window)
    assert screen.findChild(QToolButton, "submission.write") is None
    assert screen.findChild(QToolButton, "submission.mend") is not None
    assert screen.sending.pane.model.rowCount() == 12


def test_data_set_is_declared_complete_and_taken_back(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Without a declaration "no row" means nothing; a wrong one must be taken back."""
    window = opener(CLERK, "submission")
    window.session.navigate("submission", tab="coverage")
    panel = screen_of(window).coverage
    settle(window)
    panel.table.selectRow(1)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    one = coverage.declared(window.session.store)
    assert [(c.dataset, c.period_from, c.period_to) for c in one] == [
        ("GD02", "2025-01-01", "2026-03-31")
    ]
    assert panel.table.item(1, 1).text() == "已声明"  # type: ignore[union-attr]
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    settle(window)
    assert coverage.declared(window.session.store) == []
    panel.last.setDate(panel.last.date().addYears(1))
    panel.declare()
    assert "R-PERIOD" in put_away(qtbot)


def coordinator(template: Path, folder: Path, office: Path, stick: Path) -> Path:
    """The coordinator's office, which knows the power company and one enterprise less."""
    copied = copy_office(template / "RH", folder / "RH")
    with open_office(office, LEADER, WORD) as store:
        write_enrolment(store, stick / "enrolment.xyb")
        digits = own_card(store).fingerprint
    with open_office(copied, LEADER, WORD) as store:
        fill_register(store, ENTERPRISES[1:])
        enrol(store, stick / "enrolment.xyb", digits)
        publish_directory(store, stick / "directory.xyb")
    with open_office(office, LEADER, WORD) as store:
        receive_directory(store, stick / "directory.xyb")
    return copied


def test_receipt_lists_what_came_back_and_leads_to_it(
    template: Path,
    told: Path,
    tmp_path: Path,
    stick: Path,
    opener: Opener,
    qtbot: QtBot,
    settle: Settle,
) -> None:
    """A returned record that nobody sees is missing from the enterprise's file for good."""
    away = coordinator(template, tmp_path, told, tmp_path)
    window = opener(LEADER, "submission")
    screen = screen_of(window)
    settle(window)
    screen.sending.confirm(stick)
    give_password(qtbot)
    settle(window)
    file = next(stick.glob("*.xyb"))
    package = packages(window.session.store)[0]
    with open_office(away, LEADER, WORD) as store:
        merge(store, file)
        write_receipt(store, package, stick / "回执.xyb")
    history = screen.history
    window.session.navigate("submission", tab="history")
    history.receive(file)
    assert "X-" in put_away(qtbot)
    history.receive(stick / "回执.xyb")
    settle(window)
    assert "退回 2 条" in history.said.text()
    returned = history.returned.pane
    assert returned.model.rowCount() == 2
    row = returned.model.source.rows(returned.model.ids)[returned.model.ids[0]]
    assert ENTERPRISES[0].name in row
    assert states.RETURNED in row
    went: list[tuple[str, dict[str, str]]] = []
    window.session.navigated.connect(lambda screen, wanted: went.append((screen, wanted)))
    button = history.returned.findChild(QPushButton, "mendReturned")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert went == [("entry", {"dataset": "GD02", "row_status": states.RETURNED})]
    history.show_packages()
    settle(window)
    shown = history.pane.model.source.rows([package])[package]
    assert tuple(shown[4:7]) == ("已回执", "2", "2")


def test_window_answers_while_the_package_is_written(
    told: Path, stick: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Signing and reading back take a while on a slow stick; the desk goes on."""
    window = opener(LEADER, "submission")
    screen = screen_of(window)
    settle(window)
    watch = LoopWatch(window)
    watch.start()
    screen.sending.write(stick / "a.xyb", "2026")
    settle(window)
    assert watch.stop() <= 50
    shutil.rmtree(stick)
