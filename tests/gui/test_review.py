"""审核 as a department leader does it: look, compare, sign, send back, thousands at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.collection import importing, records, states
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.office import open_office
from app.store import operators
from app.store.office_store import Store
from app.store.tables import finding
from tests.gui.conftest import Opener
from tests.gui.dialogs import give_password, give_reason, put_away
from tests.gui.offices import CLERK, ENTERPRISES, LEADER, WORD
from tests.gui.watching import LoopWatch
from tests.offices import bill
from ui.screens.review.reasons import ReasonsDialog
from ui.screens.review.screen import ReviewScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]
BOTH = "孙双职"


def screen_of(window: Window) -> ReviewScreen:
    shown = window.screens["review"]
    assert isinstance(shown, ReviewScreen)
    return shown


def press(screen: ReviewScreen, qtbot: QtBot, action: str) -> None:
    button = screen.findChild(QToolButton, action)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def statuses(store: Store) -> dict[str, int]:
    table = store.table("GD02")
    query = sa.select(table.c.row_status, sa.func.count()).group_by(table.c.row_status)
    with store.read() as conn:
        return {row[0]: row[1] for row in conn.execute(query)}


def test_leader_sees_what_waits_and_who_entered_it(opener: Opener, settle: Settle) -> None:
    """Without counts per file a leader does not know where to begin, or whose work it is."""
    window = opener(LEADER, "review")
    screen = screen_of(window)
    settle(window)
    whole = screen.groups.topLevelItem(0)
    assert whole is not None
    assert whole.text(1) == "8"
    assert whole.child(0).text(0) == "手工录入"
    row = screen.pane.model.source.rows(screen.pane.model.ids[:1])[screen.pane.model.ids[0]]
    assert CLERK in row
    assert screen.pane.model.rowCount() == 8


def test_changed_value_stands_beside_the_one_that_was_approved(
    office: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A correction after review must not slip through among forty equal fields."""
    with open_office(office, CLERK, WORD) as store:
        approved = next(rec_id for rec_id, state in _records(store) if state == states.APPROVED)
        changed = records.change(store, "GD02", approved, {"kwh": "9999"}, reason="抄表有误")
        assert changed.rec_id == approved, changed.findings
    window = opener(LEADER, "review")
    screen = screen_of(window)
    settle(window)
    view, model = screen.pane.view, screen.pane.model
    view.selectRow(model.ids.index(f"GD02/{approved}"))
    qtbot.waitUntil(lambda: "改动" in screen.case.head.text())
    table = screen.case.table
    texts = [[table.item(r, c).text() for c in range(3)] for r in range(table.rowCount())]
    marked = [line for line in texts if "已改" in line[0]]
    assert any("1,200" in was and "9,999" in becomes for _, was, becomes in marked)
    assert len(marked) < len(texts)


def test_whole_list_is_signed_by_keyboard_with_reason_and_password(
    office: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The monthly sign-off: a reason for the warning, the password, and it is done."""
    with open_office(office, CLERK, WORD) as store:
        dear = {**bill(ENTERPRISES[9].uscc, "4100000009", "2026-01", "1200"), "amount": "9000"}
        assert records.add(store, "GD02", dear).rec_id is not None
    window = opener(LEADER, "review")
    screen = screen_of(window)
    settle(window)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(screen.pane.view, Qt.Key.Key_Return, keys)
    qtbot.waitUntil(lambda: screen.findChild(ReasonsDialog) is not None)
    dialog = screen.findChild(ReasonsDialog)
    assert dialog is not None
    assert not dialog.go.isEnabled()
    assert list(dialog.lines) == ["GD02-PRICE"]
    dialog.lines["GD02-PRICE"].setText("已与抄表记录核对，属实")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    said = give_password(qtbot)
    assert "通过 9 条" in said
    settle(window)
    assert "已通过 9 条" in screen.said.text()
    assert statuses(window.session.store) == {states.APPROVED: 13}
    assert screen.pane.model.rowCount() == 0
    with window.session.store.read() as conn:
        reasons = conn.execute(sa.select(finding.c.code, finding.c.reason, finding.c.reason_by))
        assert ("GD02-PRICE", "已与抄表记录核对，属实", LEADER) in [tuple(row) for row in reasons]


def test_wrong_password_signs_nothing(opener: Opener, qtbot: QtBot, settle: Settle) -> None:
    """Whoever passes an unlocked desk must not be able to sign for the leader."""
    window = opener(LEADER, "review")
    screen = screen_of(window)
    settle(window)
    before = statuses(window.session.store)
    screen.pane.view.selectAll()
    press(screen, qtbot, "review.approve")
    give_password(qtbot, "not the password")
    assert "K-PASSWORD" in put_away(qtbot)
    settle(window)
    assert statuses(window.session.store) == before


def test_own_record_is_refused_in_words(
    office: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Four eyes: nobody approves what he entered himself, whatever roles he holds."""
    with open_office(office, LEADER, WORD) as store:
        roles = frozenset({Role.ENTRY, Role.REVIEWER})
        operators.add(store, NewOperator(BOTH, WORD, roles))
    with open_office(office, BOTH, WORD) as store:
        values = bill(ENTERPRISES[9].uscc, "4100000009", "2026-01", "1200")
        mine = records.add(store, "GD02", values).rec_id
    window = opener(BOTH, "review")
    screen = screen_of(window)
    screen.pane.show_filter({"enterer": "mine"})
    settle(window)
    assert screen.pane.model.ids == [f"GD02/{mine}"]
    screen.pane.view.selectRow(0)
    settle(window)
    assert "由您本人录入" in screen.case.said.text()
    press(screen, qtbot, "review.approve")
    said = put_away(qtbot)
    assert "由您本人录入，须由另一位审核人审核" in said
    assert "R-FOUR-EYES" in said
    screen.pane.show_filter({})
    settle(window)
    press(screen, qtbot, "review.approveAll")
    assert "1 条由您本人录入" in give_password(qtbot)
    settle(window)
    assert "已通过 8 条" in screen.said.text()
    assert "1 条由您本人录入" in screen.said.text()
    assert statuses(window.session.store)[states.ENTERED] == 1


def test_record_is_sent_back_with_its_reason(opener: Opener, qtbot: QtBot, settle: Settle) -> None:
    """The clerk must read what to mend; a return without words costs a telephone call."""
    window = opener(LEADER, "review")
    screen = screen_of(window)
    settle(window)
    screen.pane.view.selectRow(0)
    key = screen.pane.view.picked_keys()[0]
    qtbot.keyClick(screen.pane.view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    give_reason(qtbot, "电量与发票不符")
    settle(window)
    assert "已退回 1 条" in screen.said.text()
    assert key not in screen.pane.model.ids
    assert statuses(window.session.store)[states.RETURNED] == 1


def test_spot_check_draws_so_many_and_gives_the_rest_back(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """Of thousands a leader looks at a few at random; the others must come back for signing."""
    window = opener(LEADER, "review")
    screen = screen_of(window)
    settle(window)
    every = list(screen.pane.model.ids)
    screen.size_of_sample.setValue(3)
    qtbot.mouseClick(screen.draw, Qt.MouseButton.LeftButton)
    settle(window)
    assert len(screen.pane.model.ids) == 3
    assert set(screen.pane.model.ids) < set(every)
    qtbot.mouseClick(screen.whole, Qt.MouseButton.LeftButton)
    settle(window)
    assert screen.pane.model.ids == every


def test_clerk_looks_but_has_no_button_to_sign(opener: Opener, settle: Settle) -> None:
    """A clerk may see what waits; the screen says who decides."""
    window = opener(CLERK, "review")
    screen = screen_of(window)
    settle(window)
    assert screen.pane.model.rowCount() == 8
    assert screen.findChild(QToolButton, "review.approve") is None
    assert "没有“审核”权限" in screen.said.text()


def test_three_thousand_are_signed_while_the_window_answers(
    office: Path, tmp_path: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A month of bills in one signature; meanwhile the window must go on answering."""
    lines = ["统一社会信用代码,户号,用电月份,用电量,电费金额,应缴日期"]
    for number in range(3_000):
        entry = ENTERPRISES[number % len(ENTERPRISES)]
        lines.append(f"{entry.uscc},42{number:08d},2026-01,1200,840,2026-01-28")
    file = tmp_path / "电费.csv"
    file.write_text("\n".join(lines), "utf-8")
    with open_office(office, CLERK, WORD) as store:
        report = importing.import_file(store, "GD02", file)
    window = opener(LEADER, "review")
    window.session.navigate("review", dataset="GD02", batch=report.batch_id)
    screen = screen_of(window)
    settle(window)
    assert screen.pane.model.rowCount() == 3_000
    watch = LoopWatch(window)
    watch.start()
    press(screen, qtbot, "review.approveAll")
    give_password(qtbot)
    settle(window)
    longest = watch.stop()
    assert "已通过 3,000 条" in screen.said.text()
    assert longest <= 50, f"{longest} ms"


def _records(store: Store) -> list[tuple[str, str]]:
    table = store.table("GD02")
    with store.read() as conn:
        return [tuple(row) for row in conn.execute(sa.select(table.c.rec_id, table.c.row_status))]
