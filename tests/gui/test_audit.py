"""审计日志 as an auditor uses it: find an act, read it, prove the log, keep its head on paper."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.browsing.audit_export import write_audit_list
from app.browsing.enterprise import read_enterprise
from app.collection import records
from app.errors import RefusedError
from tests.gui.conftest import Opener
from tests.gui.offices import CLERK, ENTERPRISES, LEADER
from tests.offices import bill
from ui.screens.audit.screen import AuditScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]


def screen_of(window: Window) -> AuditScreen:
    window.session.navigate("audit")
    shown = window.stack.currentWidget()
    assert isinstance(shown, AuditScreen)
    return shown


def column(screen: AuditScreen, place: int) -> list[str]:
    model = screen.pane.model
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def find(screen: AuditScreen, window: Window, settle: Settle, text: str) -> list[str]:
    screen.pane.bar.line.setText(text)
    settle(window)
    return column(screen, 0)


def test_acts_are_found_by_who_when_what_and_about_whom(window: Window, settle: Settle) -> None:
    """An auditor asks: who entered this enterprise, what was done on that day."""
    screen = screen_of(window)
    settle(window)
    everything = column(screen, 0)
    assert everything[0] == "15"
    assert find(screen, window, settle, "李审核") == ["15"]
    assert set(column(screen, 3)) == {"审核通过"}
    assert len(find(screen, window, settle, "录入 2026-04-10")) >= 12
    assert find(screen, window, settle, "2026-04-11") == []
    assert len(find(screen, window, settle, ENTERPRISES[0].name)) == 2
    assert set(column(screen, 4)) == {ENTERPRISES[0].name}
    assert find(screen, window, settle, "2026-13-40") == []
    assert find(screen, window, settle, "14")[0] == "14"
    screen.pane.show_filter({"group": "system"})
    settle(window)
    assert column(screen, 3) == ["更新数据项目录", "新建工作区"]


def test_entry_tells_before_and_after_in_words(
    opener: Opener, settle: Settle, qtbot: QtBot
) -> None:
    """A number of an entry proves nothing to somebody who wants to see what was changed."""
    window = opener()
    store = window.session.store
    uscc = ENTERPRISES[5].uscc
    held = next(one for one in read_enterprise(store, uscc).records if "1月" in one.label)
    changed = bill(uscc, "4100000005", "2026-01", "1300")
    window.session.act("修改", lambda _: records.change(store, "GD02", held.rec_id, changed))
    screen = screen_of(window)
    qtbot.waitUntil(lambda: len(screen.pane.model.ids) == 16, timeout=20_000)
    settle(window)
    screen.pane.view.selectRow(0)
    panel = screen.entry
    qtbot.waitUntil(lambda: panel.title.text().startswith("第 16 条"), timeout=20_000)
    top = panel.rows.topLevelItem(0)
    assert top is not None
    assert ENTERPRISES[5].name in top.text(0)
    told = [tuple(top.child(n).text(c) for c in range(3)) for n in range(top.childCount())]
    assert ("用电量", "1,200kWh", "1,300kWh") in told
    words = [label.text() for label in panel.facts.findChildren(QLabel)]
    assert any("GD02 " in word for word in words)


def test_proof_is_told_in_a_sentence(window: Window, settle: Settle, qtbot: QtBot) -> None:
    """完好 must be something that somebody can repeat to an inspector."""
    screen = screen_of(window)
    settle(window)
    qtbot.keyClick(screen.pane.view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert screen.said.text() == (
        "核对完好：15 条日志首尾相连、没有改动，12 条记录都与日志一致。核对时间 2026-04-10 10:00。"
    )


def test_tampered_row_is_told_with_what_to_do(window: Window, settle: Settle) -> None:
    """Somebody changed a value behind the program: the screen must not say 完好."""
    with window.session.store.write() as conn:
        conn.exec_driver_sql("UPDATE rec_gd02 SET kwh = kwh + 1 WHERE id = 1")
    screen = screen_of(window)
    settle(window)
    screen.verify()
    settle(window)
    assert "没有通过" in screen.said.text()
    assert "从备份恢复" in screen.said.text()
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "S-AUDIT-ROW" in box.informativeText()
    box.close()


def test_head_is_shown_in_groups_and_printed(
    window: Window, settle: Settle, tmp_path: Path
) -> None:
    """The number on paper must be the number on the screen, digit by digit."""
    screen = screen_of(window)
    settle(window)
    shown = screen.head.text().split("校验值 ")[1]
    assert len(shown.split()) == 16
    path = tmp_path / "末号.pdf"
    screen.write_head(path)
    settle(window)
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage().get_text_range()
    assert shown in " ".join(text.split())
    assert "第15号" in text
    box = window.findChild(QMessageBox)
    assert box is not None
    assert str(path) in box.text()
    box.close()


def test_reviewer_carries_away_what_is_shown_and_the_log_says_so(
    opener: Opener, settle: Settle, tmp_path: Path
) -> None:
    """Who took the log out of the house must itself be in the log."""
    window = opener(LEADER)
    screen = screen_of(window)
    settle(window)
    screen.pane.show_filter({"operator": LEADER})
    settle(window)
    screen.pane._write(tmp_path / "日志.csv")
    settle(window)
    with (tmp_path / "日志.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0][:4] == ["编号", "时间", "操作员", "事项"]
    assert [row[2] for row in rows[1:]] == [LEADER]
    screen.pane._write(tmp_path / "日志.xlsx")
    settle(window)
    assert load_workbook(tmp_path / "日志.xlsx").active["C2"].value == LEADER
    screen.pane.show_filter({"group": "looking"})
    settle(window)
    assert column(screen, 3) == ["导出审计日志"] * 2


def test_clerk_has_no_export_and_reads_why(window: Window, settle: Settle, tmp_path: Path) -> None:
    """The rule is the program's, not the button's: the act itself refuses."""
    screen = screen_of(window)
    settle(window)
    button = screen.pane.findChild(QPushButton, "export")
    assert button is not None
    assert not button.isEnabled()
    assert "审核人或管理员" in button.toolTip()
    assert window.session.store.operator == CLERK
    source = screen.pane.model.source
    with pytest.raises(RefusedError, match="R-ROLE"):
        write_audit_list(window.session.store, tmp_path / "x.csv", source, [0], [])
    assert not (tmp_path / "x.csv").exists()
