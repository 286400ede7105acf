"""工作台 as a clerk meets it in the morning: one next step, and numbers that open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.browsing.workbench import read_workbench
from app.collection import holdings, notices, objections, records, slips
from app.collection.gate import gate, gate_counts
from app.collection.records import change
from app.office import open_office
from app.store.office_store import Store
from tests.gui.conftest import Opener
from tests.gui.offices import CLERK, ENTERPRISES, LEADER, WORD
from tests.offices import bill
from ui.screens.register.screen import RegisterScreen
from ui.screens.workbench.screen import WorkbenchScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]


def screen_of(window: Window) -> WorkbenchScreen:
    window.session.navigate("workbench")
    shown = window.stack.currentWidget()
    assert isinstance(shown, WorkbenchScreen)
    return shown


def test_numbers_open_the_list_that_they_count(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """The clerk must come to the very enterprises that are still lacking."""
    screen = screen_of(window)
    settle(window)
    button = screen.findChild(QPushButton, "enter.0")
    assert button is not None
    assert button.text() == f"尚无数据 {len(ENTERPRISES) - 6}"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, RegisterScreen)
    assert shown.pane.model.rowCount() == len(ENTERPRISES) - 6


def test_next_step_depends_on_who_sits_there(opener: Opener, settle: Settle) -> None:
    """The clerk tells the enterprises, the leader reviews: each is shown his own."""
    clerk = opener(CLERK)
    screen = screen_of(clerk)
    settle(clerk)
    assert screen.button.text() == "下一步：制作和登记告知书"
    assert screen.button.isVisible()
    clerk.close()
    leader = opener(LEADER)
    screen = screen_of(leader)
    settle(leader)
    assert screen.button.text() == "下一步：审核记录"
    assert screen.why.text() == "8 条记录等待审核。"


def test_step_is_taken_by_keyboard_alone(window: Window, qtbot: QtBot, settle: Settle) -> None:
    """The first key of the morning: Enter."""
    screen = screen_of(window)
    settle(window)
    with qtbot.waitSignal(window.session.navigated) as heard:
        screen.button.setFocus()
        qtbot.keyClick(screen.button, Qt.Key.Key_Space)
    assert heard.args == ["notices", {"tab": "telling"}]


def test_a_change_is_seen_at_once(window: Window, settle: Settle) -> None:
    """A workbench of yesterday sends people to work that is done."""
    screen = screen_of(window)
    settle(window)
    store = window.session.store

    def work(_: object) -> None:
        for month in ("2026-01", "2026-02"):
            records.add(store, "GD02", bill(ENTERPRISES[9].uscc, "4100000009", month, "1200"))

    window.session.act("录入", work)
    settle(window)
    button = screen.findChild(QPushButton, "enter.0")
    assert button is not None
    assert button.text() == f"尚无数据 {len(ENTERPRISES) - 7}"


def test_coverage_says_how_far_each_data_set_is(window: Window, settle: Settle) -> None:
    """What is late or forgotten is seen before the coordinator writes a reminder."""
    screen = screen_of(window)
    settle(window)
    rows = {
        screen.coverage.topLevelItem(n).text(0): screen.coverage.topLevelItem(n)
        for n in range(screen.coverage.topLevelItemCount())
    }
    bills = rows["月度用电"]
    assert bills.text(1) == f"6 / {len(ENTERPRISES)} 家"
    assert (bills.text(3), bills.text(4)) == ("12", "2026年4月20日")
    assert bills.text(5) == "录入中，还剩 10 天"
    assert rows["用电户"].text(5) == "未开始，还剩 10 天"


def test_pressing_objection_goes_before_everything(
    office: Path, opener: Opener, settle: Settle
) -> None:
    """A missed day of the twenty is a breach of law; no entry work is."""
    with open_office(office, LEADER, WORD) as store:
        rec_id = _approved(store)[0]
        objections.file_objection(
            store, "GD02", rec_id, filed=date(2026, 3, 23), statement="抄表有误"
        )
    window = opener(CLERK)
    screen = screen_of(window)
    settle(window)
    assert screen.button.text() == "下一步：办理异议"
    named = screen.findChild(QPushButton, "objection.0")
    assert named is not None
    assert "还剩 2 天" in named.text()


def test_counts_are_those_of_the_gate(office: Path) -> None:
    """A workbench that says 可以报送 where the package stays empty is worse than none."""
    with open_office(office, LEADER, WORD) as store:
        rec_ids = _approved(store)
        for notice in notices.generate(store, [ENTERPRISES[0].uscc]):
            slips.register_delivery(
                store, notice.slip_code, delivered_date=date(2026, 4, 10), method="直接送达"
            )
        records.withdraw(store, "GD02", rec_ids[-1], "重复")
    with open_office(office, CLERK, WORD) as store:
        change(store, "GD02", rec_ids[0], {"kwh": "1300"}, reason="抄错")
        judged = gate(store).counts()
        with store.read() as conn:
            held = {code: holdings.holdings(store, conn, code) for code in ("GD01", "GD02")}
            counted = gate_counts(store, conn, held)
        assert {code: n for code, n in judged.items() if n} == counted.rows
        assert counted.rows["ready"]
        found = read_workbench(store).tasks
        assert found.ready == counted.rows["ready"]
        assert found.unreviewed == {"GD02": 9}


def _approved(store: Store) -> list[str]:
    with store.read() as conn:
        table = store.table("GD02")
        query = table.select().where(table.c.row_status == "已审核").order_by(table.c.id)
        return [str(row.rec_id) for row in conn.execute(query)]
