"""异议与更正 as an office works it off: filed, corrected, reviewed, answered within twenty days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.collection import objections, records, review
from app.office import open_office
from app.pinyin import initials
from app.store.office_store import Store
from tests.gui.conftest import Opener
from tests.gui.dialogs import dialog_of, give_password, put_away
from tests.gui.offices import CLERK, ENTERPRISES, LEADER, WORD
from ui.forms.dialog import FormDialog
from ui.screen import silent
from ui.screens.objections.choosing import RecordChooser
from ui.screens.objections.screen import ObjectionsScreen
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog

Settle = Callable[[Window], None]
FIRST = ENTERPRISES[0]


def approved(store: Store) -> list[str]:
    with store.read() as conn:
        table = store.table("GD02")
        query = table.select().where(table.c.row_status == "已审核").order_by(table.c.id)
        return [str(row.rec_id) for row in conn.execute(query)]


@pytest.fixture
def objected(office: Path) -> str:
    """An objection of 23 March to the first bill, filed by the leader."""
    with open_office(office, LEADER, WORD) as store:
        return objections.file_objection(
            store, "GD02", approved(store)[0], filed=date(2026, 3, 23), statement="抄表有误"
        )


def screen_of(window: Window, settle: Settle, **wanted: str) -> ObjectionsScreen:
    window.session.navigate("objections", **wanted)
    settle(window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, ObjectionsScreen)
    return shown


def test_objection_is_filed_by_keyboard_and_marks_the_record(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """The mark is due the same day; a clerk at the counter must be able to set it alone."""
    screen = screen_of(window, settle)
    assert "没有异议" in screen.objections.pane.message.text()
    qtbot.keyClick(screen.objections.pane.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, FormDialog)
    chooser = dialog.findChild(RecordChooser)
    assert chooser is not None
    qtbot.keyClicks(chooser.finder.line, initials(FIRST.name))
    chooser.finder.hits.setCurrentRow(0)
    settle(window)
    assert chooser.records.topLevelItemCount() == 2
    dialog.form.editors["filed"].put("2026-03-31")
    dialog.form.editors["statement"].put("抄表有误，三月实际用电九百度")
    dialog.send()
    settle(window)
    model = screen.objections.pane.model
    assert [model.index(0, column).data() for column in (0, 1, 2)] == [
        "期限内",
        "10",
        FIRST.name,
    ]
    assert screen.objections.page is not None
    assert ("状态", "异议中") in screen.objections.page.record


def test_what_is_missing_is_said_beside_the_field(
    window: Window, qtbot: QtBot, settle: Settle
) -> None:
    """A day in the future would shorten nothing but the office's honesty."""
    screen = screen_of(window, settle)
    screen.objections.file()
    dialog = dialog_of(qtbot, FormDialog)
    dialog.form.editors["filed"].put("2026-04-11")
    dialog.send()
    told = [label.text() for label in dialog.form._said.values()]
    assert any("2026-04-11不在允许的范围内。允许的范围：" in text for text in told), told
    assert any("异议内容" in text for text in told)
    dialog.form.editors["filed"].put("2026-04-10")
    dialog.form.editors["statement"].put("有误")
    dialog.send()
    assert "请先选定企业" in dialog.refusal.text()
    dialog.reject()


def test_clock_is_told_by_words(objected: str, window: Window, settle: Settle) -> None:
    """Colour alone is lost on a black and white screen."""
    screen = screen_of(window, settle, state="pressing")
    model = screen.objections.pane.model
    assert (model.index(0, 0).data(), model.index(0, 1).data()) == ("快到期", "2")
    screen = screen_of(window, settle, state="closed")
    assert model.rowCount() == 0


def test_record_is_corrected_reviewed_and_answered_by_two_people(
    objected: str, office: Path, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The whole way of a justified objection, as the regulation asks for it."""
    window = opener(CLERK)
    screen = screen_of(window, settle, objection=objected)
    assert screen.objections.page is not None
    assert "objection.answer" not in screen.objections.live
    screen.objections.correct()
    settle(window)
    dialog = dialog_of(qtbot, FormDialog)
    dialog.send()
    assert "没有改动" in dialog.refusal.text()
    dialog.form.editors["kwh"].put("900")
    dialog.form.editors["amount"].put("630")
    dialog.send()
    settle(window)
    assert "审核" in screen.objections.view.todo.text()
    window.close()
    with open_office(office, LEADER, WORD) as store:
        waiting = [
            one.rec_id for one in review.pending(store, "GD02") if one.values["kwh"] == 90000
        ]
        review.approve(store, "GD02", waiting, reasons={"*": "已复核表底"})
    window = opener(LEADER)
    screen = screen_of(window, settle, objection=objected)
    assert screen.objections.page is not None
    assert "更正" in screen.objections.page.results
    screen.objections.answer()
    dialog = dialog_of(qtbot, FormDialog)
    dialog.form.editors["answer"].put("经复核表底，三月用电量应为900度。")
    dialog.send()
    give_password(qtbot)
    settle(window)
    page = screen.objections.page
    assert page is not None
    assert not page.open
    assert [(title, becomes) for title, _, becomes in page.changes] == [
        ("用电量", "900kWh"),
        ("应收电费", "630.00元"),
    ]
    window.close()
    with open_office(office, LEADER, WORD) as store:
        values, _ = records.read(store, "GD02", page.rec_id)
    assert values["row_status"] == "已更正"


def test_wrong_password_leaves_the_answer_as_it_was_typed(
    objected: str, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """An answer is final: who merely sits at the leader's desk must not give it."""
    window = opener(LEADER)
    screen = screen_of(window, settle, objection=objected)
    screen.objections.answer()
    dialog = dialog_of(qtbot, FormDialog)
    dialog.form.editors["result"].put("维持")
    dialog.form.editors["answer"].put("抄表无误")
    dialog.send()
    give_password(qtbot, "not the password")
    settle(window)
    put_away(qtbot)
    assert dialog.isVisible()
    assert dialog.form.values()["answer"] == "抄表无误"
    assert screen.objections.page is not None
    assert screen.objections.page.open
    dialog.reject()


def test_withdrawn_record_is_answered_as_withdrawn(
    objected: str, opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """The answer must say what became of the record, and nothing else."""
    window = opener(LEADER)
    screen = screen_of(window, settle, objection=objected)
    screen.objections.withdraw()
    reason = dialog_of(qtbot, QDialog)
    box = reason.findChild(QPlainTextEdit, "reason")
    assert box is not None
    box.setPlainText("户号登记错误，并非该企业")
    reason.accept()
    give_password(qtbot)
    settle(window)
    page = screen.objections.page
    assert page is not None
    assert page.results == ("撤回",)
    assert "撤回" in page.todo


def test_acceptance_and_answer_are_printed(
    objected: str, opener: Opener, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    """The regulation asks for a written answer: it must come out of the same screen."""
    window = opener(LEADER)
    screen = screen_of(window, settle, objection=objected)
    assert "异议受理通知书" in printed(screen, qtbot, settle, tmp_path / "受理.pdf")
    said = {"result": "未能核实", "closed": date(2026, 4, 10), "answer": "凭证缺失"}
    work = silent(objections.answer_objection, window.session.store, objected, **said)
    window.session.act("答复", work)
    settle(window)
    told = printed(screen, qtbot, settle, tmp_path / "答复.pdf")
    assert "异议答复书" in told
    assert "凭证缺失" in told
    assert FIRST.name in told


def printed(screen: ObjectionsScreen, qtbot: QtBot, settle: Settle, path: Path) -> str:
    """What the letter says that is shown, as its copy is kept."""
    screen.objections.print()
    shown = dialog_of(qtbot, PageDialog)
    qtbot.waitUntil(lambda: shown.view.pages > 0, timeout=20_000)
    shown.view.save_to(path)
    settle(screen.window())  # type: ignore[arg-type]
    assert path.name in shown.view.said.text()
    shown.close()
    return _text(path)


def _text(path: Path) -> str:
    with PdfDocument(path) as paper:
        return "".join(page.get_textpage().get_text_range() for page in paper)
