"""评级方案: an officer changes a table, sees what it does, and two people bring it into force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.rating import schemes
from app.settings import SCALE, Settings
from app.training.offices import CLERK, LEADER, SECOND, VIEWER, Offices
from tests.gui.conftest import Opener
from tests.gui.dialogs import choose_file, dialog_of, give_password, put_away
from ui.forms.dialog import FormDialog
from ui.screens.schemes.screen import SchemesScreen
from ui.screens.schemes.working import block_of
from ui.shell.window import Window
from ui.style import theme

Settle = Callable[[Window], None]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIPPED = "MC-SME-2026:1"


def screen_of(window: Window, settle: Settle) -> SchemesScreen:
    settle(window)
    screen = window.stack.currentWidget()
    assert isinstance(screen, SchemesScreen)
    return screen


def leave(window: Window) -> None:
    """The officer goes home; a colleague may sign in."""
    window.close()


def press(screen: SchemesScreen, act: str, tab: str = "versions") -> None:
    part = {"versions": screen.versions, "editor": screen.editor}.get(tab) or screen.trial
    part.live[act].trigger()


def states(screen: SchemesScreen) -> dict[str, str]:
    """Version → state, as the list shows them."""
    model = screen.versions.pane.model
    rows = range(model.rowCount())
    return {str(model.index(row, 0).data()): str(model.index(row, 1).data()) for row in rows}


def write(
    qtbot: QtBot, screen: SchemesScreen, sheet: str, row: int, column: str, text: str
) -> None:
    """Go to a cell and type over it."""
    view = screen.editor.sheets[sheet]
    screen.editor.tabs.setCurrentWidget(view)
    view.go(row, column)
    qtbot.keyClicks(view, text)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.state() == QAbstractItemView.State.NoState)


def fill(dialog: FormDialog, **texts: str) -> None:
    dialog.form.put_texts(texts)
    dialog.send()


def password(county: Offices, operator: str) -> str:
    return county.passwords[county.coordinator][operator]


def test_an_officer_changes_a_scheme_and_two_people_bring_it_into_force(
    opener: Opener, county: Offices, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The whole way: a slip is found at once, nothing half typed is lost, nobody does it alone."""
    window = opener(CLERK, "schemes")
    screen = screen_of(window, settle)
    assert states(screen) == {"1": "在用"}
    qtbot.keyClick(screen.versions.pane.view, Qt.Key.Key_F2)
    settle(window)
    view = screen.editor.view
    write(qtbot, screen, "指标", 6, "权重C", "x")
    settle(window)
    assert "有的不是数字" in screen.editor.sums.text()
    item = screen.editor.problems.item(0)
    assert item.text() == "指标：I07 资产负债率 “权重（公司）”应为整数，现为“x”。"
    view.go(0, "名称")
    screen.editor.problems.itemClicked.emit(item)
    assert (view.currentIndex().row(), view.currentIndex().data()) == (6, "x")
    QGuiApplication.clipboard().setText("6\n2")
    qtbot.keyClick(view, Qt.Key.Key_V, CONTROL)
    settle(window)
    assert "公司 101（应为100）" in screen.editor.sums.text()
    view.go(7, "权重C")
    qtbot.keyClicks(view, "1")  # still open when he leaves
    leave(window)

    window = opener(CLERK, "schemes")
    screen = screen_of(window, settle)
    assert screen.editor.sums.text() == "权重合计：公司 100　合作社 100　家庭农场 100"
    screen.tabs.setCurrentWidget(screen.editor)
    settle(window)
    assert screen.editor.said.text() == "检查：没有发现问题。"
    qtbot.keyClick(screen.editor.view, Qt.Key.Key_S, CONTROL)
    dialog = dialog_of(qtbot, FormDialog)
    fill(dialog, version="1", reason="负债率更重要", effective_from="2026-05-01")
    settle(window)
    assert "已有方案" in dialog.refusal.text()
    fill(dialog, version="2", reason="负债率更重要", effective_from="2026-05-01")
    settle(window)
    assert states(screen) == {"2": "草稿", "1": "在用"}
    assert "改动 2 处" in screen.versions.said.text()
    press(screen, "scheme.compare")
    settle(window)
    shown = screen.comparing.pane.model
    assert screen.comparing.said.text() == "有 2 处不同。"
    assert [shown.index(0, place).data() for place in range(4)] == [
        "指标I07权重（公司）", "资产负债率", "4", "6",
    ]  # fmt: skip
    screen.comparing.pane.findChild(QPushButton, "export").click()
    choose_file(qtbot, tmp_path / "差异.xlsx")
    settle(window)
    assert load_workbook(tmp_path / "差异.xlsx").active.max_row == 3
    screen.tabs.setCurrentWidget(screen.versions)
    press(screen, "scheme.check")
    settle(window)
    assert states(screen)["2"] == "已检查"
    assert "scheme.approve" not in screen.versions.live
    leave(window)

    window = opener(LEADER, "schemes")
    screen = screen_of(window, settle)
    press(screen, "scheme.approve")
    said = give_password(qtbot, password(county, LEADER))
    assert "版本 2（录入员 起草）" in said
    assert "指标I07权重（公司）：4 → 6" in said
    settle(window)
    assert states(screen)["2"] == "已签一人"
    press(screen, "scheme.in-force")
    give_password(qtbot, password(county, LEADER))
    assert "不能办理此步骤" in put_away(qtbot)
    press(screen, "scheme.approve")
    give_password(qtbot, password(county, LEADER))
    assert "两名不同的审核人员" in put_away(qtbot)
    leave(window)

    window = opener(SECOND, "schemes")
    screen = screen_of(window, settle)
    press(screen, "scheme.approve")
    assert "第二个签名" in give_password(qtbot, password(county, SECOND))
    settle(window)
    assert states(screen)["2"] == "已批准"
    press(screen, "scheme.in-force")
    said = give_password(qtbot, password(county, SECOND))
    assert "自 2026-05-01 起" in said
    assert "已经作出的评级不变" in said
    settle(window)
    assert states(screen) == {"2": "待施行", "1": "在用"}
    with window.session.store.read() as conn:
        [version] = schemes.versions(conn)
    assert (version.approved_1, version.approved_2) == (LEADER, SECOND)


def test_a_weight_that_is_moved_shows_who_moves_and_why(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """A working group that does not see whom it moves decides about names that it never read."""
    window = opener(LEADER, "schemes")
    screen = screen_of(window, settle)
    trial = screen.trial
    press(screen, "scheme.try")
    settle(window)
    assert trial.bar.runs.currentText() == "2026-03-31 全部企业的评级"
    assert not trial.bar.before.isEnabled()
    qtbot.mouseClick(trial.bar.go, Qt.MouseButton.LeftButton)
    settle(window)
    assert "变动 0 户" in trial.said.text()
    slider, number = trial.weights.line("I09")
    for _ in range(6):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    settle(window)
    own = trial.trial.under.scheme.by_id["I09"].weights["C"] if trial.trial else 0
    assert number.value() == own + 6
    assert "权重合计 106，应为 100；试算时按比例折算为 100" in trial.weights.sum.text()
    assert trial.shown is not None
    assert trial.shown.moves
    rows = trial.pane.model.rowCount()
    assert rows == len(trial.shown.moves)
    assert "→" in trial.pane.model.index(0, 2).data()
    assert "用电" in trial.pane.model.index(0, 6).data()
    after = trial.chart.chart.series[1].values
    assert sum(after) == len(trial.shown.before.results)
    assert after != trial.chart.chart.series[0].values
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, str(own))
    settle(window)
    assert "变动 0 户" in trial.said.text()
    assert trial.weights.sum.text() == "权重合计 100。"
    number.setValue(own + 2)
    trial.weights.line("I07")[1].setValue(2)
    press(screen, "trial.save", "trial")
    fill(dialog_of(qtbot, FormDialog), version="2", reason="试算所得", effective_from="2026-05-01")
    settle(window)
    assert states(screen)["2"] == "草稿"
    assert trial.trial is not None, "a draft changes no facts"
    with window.session.store.read() as conn:
        kept = schemes.version_of(conn, *SHIPPED.split(":")[:1], "2")
    assert kept.by_id["I07"].weights["C"] == 2
    press(screen, "scheme.edit")
    settle(window)
    write(qtbot, screen, "等级", 0, "起点", "95")
    press(screen, "desk.try", "editor")
    settle(window)
    assert trial.bar.after.currentText().startswith("正在修改的方案")
    trial.bar.start()
    settle(window)
    assert trial.shown.grades["AAA"][1] < trial.shown.grades["AAA"][0]
    assert trial.pane.model.rowCount()


def test_a_workbook_goes_out_and_comes_back_as_a_draft(
    opener: Opener, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    """The working group changes it in its own program; a slip there is told by its cell."""
    window = opener(CLERK, "schemes")
    screen = screen_of(window, settle)
    press(screen, "scheme.workbook")
    path = tmp_path / "方案.xlsx"
    choose_file(qtbot, path)
    settle(window)
    book = load_workbook(path)
    cell = book["指标"]["D8"]
    for value, said in (("五", "工作表“指标”第8行“权重C”"), (5, "")):
        cell.value = value
        book.save(path)
        screen.versions.steps.take(path)
        dialog = dialog_of(qtbot, FormDialog)
        fill(dialog, version="2", reason="工作组修改", effective_from="2026-05-01")
        settle(window)
        if said:
            assert said in dialog.refusal.text()
            dialog.reject()
    assert screen.versions.said.text() == "已存为草稿 2，改动 1 处。"
    press(screen, "scheme.check")
    settle(window)
    assert "权重合计为101" in put_away(qtbot)
    assert states(screen)["2"] == "草稿"


def test_a_table_is_worked_on_like_a_workbook(opener: Opener, qtbot: QtBot, settle: Settle) -> None:
    """Who loses an hour's work to one wrong key goes back to paper."""
    window = opener(CLERK, "schemes")
    screen = screen_of(window, settle)
    screen.edit(SHIPPED)
    settle(window)
    editor = screen.editor
    indicators, bands = editor.sheets["指标"], editor.sheets["分档"]
    indicators.go(6, "名称")
    qtbot.keyClick(indicators, Qt.Key.Key_F4)
    assert editor.view is bands
    before = bands.sheet.rowCount()
    first = bands.currentIndex().row()
    assert bands.sheet.index(first, 1).data() == "资产负债率"
    qtbot.keyClick(bands, Qt.Key.Key_I, CONTROL)
    assert bands.sheet.rowCount() == before + 1
    write(qtbot, screen, "分档", first + 1, "不高于", "55%")
    settle(window)
    assert editor.problems.item(0).text() == "分档：I07 资产负债率 “得分率”没有填写。"
    press(screen, "desk.undo", "editor")
    press(screen, "desk.undo", "editor")
    settle(window)
    assert bands.sheet.rowCount() == before
    assert not editor.problems.count()
    bands.go(first, "不高于")
    qtbot.keyClick(bands, Qt.Key.Key_Delete)
    assert bands.currentIndex().data() == ""
    press(screen, "desk.undo", "editor")
    assert bands.currentIndex().data() == "50%"
    bands.go(bands.sheet.rowCount() - 1, "得分率")
    QGuiApplication.clipboard().setText("1\n2")
    qtbot.keyClick(bands, Qt.Key.Key_V, CONTROL)
    assert "没有粘贴" in editor.said.text()
    write(qtbot, screen, "指标", 0, "权重C", "4")
    press(screen, "desk.clear", "editor")
    settle(window)
    desk = editor.working.desk()
    assert desk is not None
    assert not desk.changed
    press(screen, "desk.undo", "editor")
    screen.edit(SHIPPED)
    box = dialog_of(qtbot, QMessageBox)
    assert "没有存为草稿" in box.text()
    box.reject()
    settle(window)
    assert indicators.sheet.index(0, indicators.sheet.column_of("权重C")).data() == "4"


@pytest.mark.parametrize("scale", [100, 200])
def test_every_tab_fits_a_small_display(
    scale: int, opener: Opener, settings: Settings, settle: Settle
) -> None:
    """Half of the offices have 1366×768; who sees badly doubles everything."""
    settings.set(SCALE, scale)
    theme.apply(settings)
    window = opener(LEADER, "schemes")
    screen = screen_of(window, settle)
    screen.edit(SHIPPED)
    for place in range(screen.tabs.count()):
        screen.tabs.setCurrentIndex(place)
        settle(window)
        needed = window.minimumSizeHint()
        assert needed.width() <= 1366
        assert needed.height() <= 728


def test_who_only_looks_can_try_and_compare_but_change_nothing(
    opener: Opener, settle: Settle
) -> None:
    """A reader who can draft would be asked why he did not."""
    window = opener(VIEWER, "schemes")
    screen = screen_of(window, settle)
    assert set(screen.versions.live) == {"scheme.try", "scheme.compare", "scheme.workbook"}
    assert not screen.editor.live.keys() & {"desk.save", "desk.undo"}
    screen.versions.pane.view.opened.emit(SHIPPED)
    settle(window)
    assert screen.tabs.currentWidget() is screen.comparing
    assert screen.comparing.said.text() == "没有差异。"


@pytest.mark.parametrize(
    ("text", "places", "first", "said"),
    [
        ("1\t2", [2, 3], 0, ""),
        ("I01\t9", [0, 2], 0, ""),
        ("I02\t9", [0, 2], 0, "第 1 行是“I01”，粘贴的是“I02”"),
        ("任意\t9", [None, 2], 1, ""),
        ("1\n2\n3", [2], 0, "要粘贴 3 行，从这里起只有 2 行"),
        ("1\t2\t3", [2, 3], 0, "要粘贴 3 列，从这里起只有 2 列"),
    ],
)
def test_a_block_fits_whole_or_not_at_all(
    text: str, places: list[int | None], first: int, said: str
) -> None:
    """Numbers laid one row too low would give every indicator its neighbour's weight."""
    rows = [["I01", "甲", "3", "4"], ["I02", "乙", "5", "6"]]
    block = block_of(text, places, first, rows, lambda _row, place: place > 0)
    assert said in block.problem
    assert bool(block.cells) == (not said)
