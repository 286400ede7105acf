"""待匹配与冲突 as an officer works it: by keys, with reasons, and back again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app import clock
from app.disputes.history import decisions
from app.merging import marks
from app.office import open_office
from app.store.office_store import Store
from app.store.tables import audit, pool
from tests.gui.conftest import Opener
from tests.offices import CLERK, COMPANY, FARM, LEADER, WORD
from tests.unit.disputes.quarrels import with_quarrels
from ui.screens.audit.screen import AuditScreen
from ui.screens.disputes.screen import CODES, CONTRADICTIONS, DECISIONS, TAB, DisputesScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]


@pytest.fixture(scope="module")
def quarrels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Offices made once, by real packages; nobody writes there."""
    folder = tmp_path_factory.mktemp("quarrels")
    with_quarrels(folder)
    return folder


@pytest.fixture
def opener(quarrels: Path, tmp_path: Path, framed: Callable[[Store, str], Window]) -> Opener:
    """Opens the coordinator's frame over this test's own copy."""

    def open_as(operator: str = LEADER, screen: str = "") -> Window:
        shutil.copytree(quarrels / "RH", tmp_path / "RH")
        return framed(open_office(tmp_path / "RH", operator, WORD), screen)

    return open_as


def screen_of(window: Window, tab: str) -> DisputesScreen:
    window.session.navigate("disputes", **{TAB: tab})
    shown = window.stack.currentWidget()
    assert isinstance(shown, DisputesScreen)
    return shown


def give_reason(window: Window, text: str) -> None:
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    dialogs[-1].findChild(QPlainTextEdit, "reason").setPlainText(text)  # type: ignore[union-attr]
    dialogs[-1].accept()
    window.activateWindow()


def bills_of(store: Store, uscc: str) -> int:
    table = store.table("GD02")
    with store.read() as conn:
        return len(conn.execute(sa.select(table.c.rec_id).where(table.c.uscc == uscc)).all())


def test_unknown_code_is_decided_by_keys_and_taken_back(
    opener: Opener, settle: Settle, qtbot: QtBot
) -> None:
    """Two officers go through dozens of codes: every hand's turn to the mouse is an hour."""
    window = opener()
    screen = screen_of(window, CODES)
    settle(window)
    page, store = screen.codes, window.session.store
    assert screen.tabs.tabText(0) == "待匹配 1"
    assert page.who.text() == FARM
    assert "渑池县天池农民专业合作社" in page.why.text()
    assert "月度用电3行" in page.why.text()
    assert not page.reason.text(), "nobody is near, nothing is proposed"
    qtbot.keyClick(page.pane.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.box.line, COMPANY)
    page.reason.setText("吸收合并，新证已核")
    qtbot.keyClick(page.box.line, Qt.Key.Key_Return)
    settle(window)
    assert bills_of(store, COMPANY) == 4
    assert "渑池仰韶食品有限公司，3 行记录" in page.said.text()
    assert (screen.tabs.tabText(0), page.pane.model.rowCount()) == ("待匹配 0", 0)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert (bills_of(store, COMPANY), page.who.text()) == (1, FARM)
    window.session.navigate("disputes", package="another")
    settle(window)
    assert page.pane.model.ids == []
    window.session.navigate("disputes")
    settle(window)
    assert page.pane.model.ids == [f"GD/{FARM}"]
    page.put_off("elsewhere")
    give_reason(window, "注册地为义马市")
    settle(window)
    with store.read() as conn:
        assert set(conn.scalars(sa.select(pool.c.state))) == {"不属本县"}
        done = [(one.choice, one.operator, one.reason) for one in decisions(conn)]
    assert ("elsewhere", LEADER, "注册地为义马市") in done


def test_a_decision_with_an_objection_on_it_stands_and_says_why(
    opener: Opener, settle: Settle
) -> None:
    """Taking it back would leave an objection to a record that is nowhere."""
    window = opener()
    screen = screen_of(window, CODES)
    settle(window)
    store = window.session.store
    screen.codes._decide([f"GD/{FARM}"], "same", "核对", COMPANY, "")
    settle(window)
    with store.read() as conn:
        rec_id = str(conn.scalars(sa.select(pool.c.rec_id)).first())
    marks.file_paper(store, "GD02", rec_id, filed=clock.today(), statement="不是我们的电费")
    screen_of(window, DECISIONS)
    settle(window)
    screen.decisions.pane.view.selectRow(0)
    screen.take_back()
    settle(window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "已提出异议" in box.text()
    assert "D-STANDS" in box.informativeText()
    box.close()
    assert bills_of(store, COMPANY) == 4


def test_contradictions_are_found_shown_side_by_side_and_settled_together(
    opener: Opener, settle: Settle, qtbot: QtBot
) -> None:
    """An officer sees both words and where they come from, and answers a batch with one reason."""
    window = opener()
    screen = screen_of(window, CONTRADICTIONS)
    settle(window)
    page, store = screen.contradictions, window.session.store
    assert page.stale.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_F5)
    settle(window)
    assert not page.stale.isVisible()
    assert "现有 4 处不一致" in page.said.text()
    assert screen.tabs.tabText(1) == "冲突 4"
    page.pane.show_filter({"state": "open", "topic": "状态"})
    settle(window)
    assert (page.left.value.text(), page.right.value.text()) == ("存续", "注销")
    origin = dict(page.page.right.origin) if page.page else {}
    assert origin["数据集"] == "SW01 税务登记"
    assert origin["录入"].startswith(CLERK)
    assert "2026第1个报送包" in origin["报送包"]
    page.copy.click()
    asked = QApplication.clipboard().text()
    assert "市场监管局“登记状态”为存续；税务局“纳税人状态”为注销" in asked
    page.pane.show_filter({"state": "open"})
    settle(window)
    page.pane.view.selectAll()
    qtbot.keyClick(page.pane.view, Qt.Key.Key_4)
    give_reason(window, "去函核实")
    settle(window)
    assert (page.pane.model.rowCount(), screen.tabs.tabText(1)) == (0, "冲突 0")
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert page.pane.model.rowCount() == 4, "what was done in one go is taken back in one go"
    page.pane.view.selectRow(0)
    qtbot.keyClick(page.pane.view, Qt.Key.Key_4)
    give_reason(window, "去函核实")
    settle(window)
    page.pane.show_filter({"state": "ask"})
    settle(window)
    assert page.decided.text().startswith("已定　请核实：去函核实（审核员 ")
    with store.read() as conn:
        acts = list(conn.scalars(sa.select(audit.c.action).order_by(audit.c.seq.desc()).limit(6)))
    assert acts == ["dispute.ask", *["dispute.undo"] * 4, "dispute.ask"]


def test_clerk_reads_and_cannot_decide(opener: Opener, settle: Settle) -> None:
    """Whose file a record lands in is for those who answer for it."""
    window = opener(CLERK)
    screen = screen_of(window, CODES)
    settle(window)
    assert not any(button.isEnabled() for button in screen.codes.buttons)
    screen.codes._decide([f"GD/{FARM}"], "same", "核对", COMPANY, "")
    settle(window)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "R-ROLE" in box.informativeText()
    box.close()


def test_agencies_logs_stand_beside_ones_own(opener: Opener, settle: Settle) -> None:
    """The coordinator is the only one who can see that an agency's log was exchanged."""
    window = opener()
    window.session.navigate("audit", tab="agencies")
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, AuditScreen)
    assert shown.agencies is not None
    pane = shown.agencies.pane
    assert pane.model.ids[:4] == ["SCJG", "SW", "GD", "RS"]
    told = dict(shown.agencies.source.told("GD"))
    assert told["说明"] == "各包的日志末号逐包增加，前后一致。"
    assert "末号 第" in told["报送第1个"]
    pane.show_filter({"state": "未收到"})
    settle(window)
    assert "GA" in pane.model.ids
    assert "GD" not in pane.model.ids
