"""信用档案: found, opened for a purpose, followed from an event to the record, printed."""

from __future__ import annotations

import json
from collections.abc import Callable

import sqlalchemy as sa
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.browsing.credit_file_page import Tone
from app.store.office_store import Store
from app.store.tables import audit
from app.training.offices import VIEWER
from tests.gui.conftest import Opener
from tests.gui.coordinator.papers import read_paper
from tests.gui.dialogs import dialog_of
from ui.forms.dialog import FormDialog
from ui.screens.credit_files.screen import CreditFilesScreen
from ui.shell.window import Window

Settle = Callable[[Window], None]


def looks(store: Store) -> list[dict[str, str]]:
    """Who was looked at, why and how, as the log has it."""
    query = sa.select(audit).where(audit.c.action == "file.read").order_by(audit.c.seq)
    with store.read() as conn:
        return [{"uscc": row.subject, **json.loads(row.summary)} for row in conn.execute(query)]


def found(screen: CreditFilesScreen, window: Window, settle: Settle, **wanted: str) -> list[str]:
    screen.pane.show_filter(wanted)
    settle(window)
    return list(screen.pane.model.ids)


def test_a_file_is_opened_for_a_purpose_and_every_event_leads_to_what_tells_it(
    opener: Opener, qtbot: QtBot, settle: Settle
) -> None:
    """An officer who answers an enterprise must see who said what, and the county who looked."""
    window = opener(screen="credit_files")
    store = window.session.store
    screen = window.stack.currentWidget()
    assert isinstance(screen, CreditFilesScreen)
    listed = found(screen, window, settle, mark="listed")
    assert len(listed) == 5
    objected = found(screen, window, settle, mark="objection")
    (uscc,) = set(listed) & set(objected)
    place = screen.pane.model.ids.index(uscc)
    cells = {
        column.key: screen.pane.model.index(place, number).data()
        for number, column in enumerate(screen.pane.model.columns)
    }
    assert (cells["grade"], cells["objected"], cells["listed"]) == ("暂缓", "存在异议", "失信名单")
    assert uscc in found(screen, window, settle, mark="penalty", grade="暂缓", search=uscc[-8:])
    window.session.navigate("credit_files", uscc=uscc)
    dialog = dialog_of(qtbot, FormDialog)
    dialog.send()
    dialog.form.editors["purpose"].put("其他")
    dialog.send()
    assert "须写明事由" in dialog.refusal.text()
    assert looks(store) == []
    dialog.form.editors["purpose"].put("评级核查")
    dialog.send()
    settle(window)
    page = screen.file.page
    assert page is not None
    assert looks(store) == [{"uscc": uscc, "reason": "评级核查", "form": "屏幕"}]
    strip = screen.file.overview.strip
    mark = next(one for one in strip.marks() if one.tone is Tone.ADVERSE)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=mark.centre.toPoint())
    assert screen.file.tabs.currentWidget() is screen.file.records
    assert screen.file.records.current() == page.events[mark.events[-1]].source
    values = screen.file.records.values
    told = [[values.topLevelItem(n).text(c) for c in range(3)] for n in range(3)]  # type: ignore[union-attr]
    assert all("录入" in origin for _, _, origin in told), told
    derived = [
        v for part in page.parts for r in part.records for v in r.values if "计算" in v.origin
    ]
    assert derived
    screen.file.back.emit()
    screen.pane.view.opened.emit(uscc)
    settle(window)
    assert len(looks(store)) == 2, "the same sitting is not asked twice, the log is told twice"
    screen.file.live["file.print"].trigger()
    dialog = dialog_of(qtbot, FormDialog)
    dialog.form.editors["purpose"].put("企业查询本企业档案")
    dialog.form.editors["detail"].put("法定代表人申请")
    dialog.send()
    paper = read_paper(qtbot)
    assert "信用报告" in paper
    assert "法定代表人申请" in paper
    assert looks(store)[-1]["form"] == "报告"
    settle(window)


def test_whoever_may_only_look_is_offered_nothing_more(opener: Opener, settle: Settle) -> None:
    """An act that is refused only after its form was filled in wastes an enterprise's time."""
    window = opener(VIEWER, "credit_files")
    screen = window.stack.currentWidget()
    assert isinstance(screen, CreditFilesScreen)
    assert screen.pane.model.rowCount() == 46
    assert set(screen.file.live) == {"file.print", "file.refresh"}
