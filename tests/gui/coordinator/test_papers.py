"""文书: every kind of paper from one screen; numbers are taken when it is written, never before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.collection.outgoing import outgoing
from app.documents.printing import LABELS
from app.outcomes.publishing import publish
from app.rating import schemes
from app.rating.runs import run_rating
from app.store.office_store import Store
from app.store.tables import audit, register
from app.training.offices import LEADER
from tests.gui.conftest import Opener
from tests.gui.watching import LoopWatch
from ui.screens.papers.printing import PapersPanel
from ui.screens.papers.screen import PapersScreen
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog

Settle = Callable[[Window], None]
GRADES = "grade_notice"
BLOCKED = 50.0
"""Milliseconds for which the window may not answer."""


def screen_of(window: Window) -> PapersScreen:
    shown = window.screens["papers"]
    assert isinstance(shown, PapersScreen)
    return shown


def papers(window: Window, settle: Settle, **wanted: str) -> PapersPanel:
    window.session.navigate("papers", **wanted)
    settle(window)
    return screen_of(window).papers


def numbers(store: Store) -> list[tuple[str, int]]:
    return [(one.addressee, one.serial) for one in outgoing(store, GRADES)]


def enterprises(store: Store) -> int:
    with store.read() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(register)) or 0


def test_letters_are_counted_looked_at_written_stopped_and_taken_up(
    opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Whoever only looks must use no number up, and a stopped batch send nobody two letters."""
    window = opener(LEADER, "papers")
    store, panel = window.session.store, papers(window, settle, kind=GRADES)
    printing = panel.printing
    assert f"共 {enterprises(store)} 份" in printing.said.text()
    with store.read() as conn:
        counted = sa.func.count().label("there")
        towns = sa.select(register.c.township, counted).group_by(register.c.township)
        town, there = conn.execute(towns.having(counted > 2).order_by(counted)).first() or ("", 0)
    panel.whom.town.setCurrentIndex(panel.whom.town.findText(town))
    settle(window)
    assert f"共 {there} 份" in printing.said.text()
    printing.preview()
    qtbot.waitUntil(lambda: printing.findChild(PageDialog) is not None, timeout=20_000)
    settle(window)
    looked = printing.findChild(PageDialog)
    assert looked is not None
    assert "编号以写出时为准" in looked.windowTitle()
    assert not [one for one in looked.view.actions() if one.objectName() == "page.print"]
    looked.close()
    assert numbers(store) == []
    printing.separate.setChecked(True)
    printing.labels.setChecked(True)
    printing.issue(tmp_path / "out")
    (job,) = [one for one in window.session.jobs.live if one.title == "制作评级结果通知书"]
    job.progressed.connect(job.cancel)
    settle(window)
    assert "已停止" in printing.said.text()
    taken = numbers(store)
    assert len(taken) == there
    printing.issue(tmp_path / "out")
    settle(window)
    assert f"已写出 {there} 个文件" in printing.said.text()
    assert numbers(store) == taken
    assert (tmp_path / "out" / LABELS).is_file()
    assert len(printing.files) == there
    panel.refresh()
    settle(window)
    assert f"其中 {there} 份已编号" in printing.said.text()


def test_window_answers_while_two_hundred_letters_are_printed(
    opener: Opener, tmp_path: Path, settle: Settle
) -> None:
    """An officer goes on working while the letters of a township are made."""
    window = opener(LEADER)
    store = window.session.store
    with store.write() as conn:
        codes = [f"9141122{place:04d}TEST000" for place in range(200 - enterprises(store))]
        for table in (register, store.table("SC01")):
            first = dict(conn.execute(sa.select(table)).mappings().first() or {})
            first.pop("id", None)
            own = [{**first, "uscc": code} for code in codes]
            if "rec_id" in first:
                own = [{**one, "rec_id": one["uscc"]} for one in own]
            conn.execute(sa.insert(table), own)
        scheme = schemes.chosen(conn, date(2026, 4, 1))
    made = run_rating(store, scheme, date(2026, 4, 1))
    publish(store, made.run_id)
    panel = papers(window, settle, kind=GRADES, about=made.run_id)
    assert "共 200 份" in panel.printing.said.text()
    watch = LoopWatch(window)
    watch.start()
    panel.printing.issue(tmp_path / "out")
    settle(window)
    longest = watch.stop()
    assert "已写出 1 个文件" in panel.printing.said.text()
    assert len(PdfReader(panel.printing.files[0]).pages) >= 400
    assert longest < BLOCKED, f"{longest:.0f} ms"


def test_every_kind_is_chosen_from_lists_and_printed_or_says_why_not(
    opener: Opener, tmp_path: Path, settle: Settle
) -> None:
    """No officer knows the number of a run or a list by heart, and none may be typed wrong."""
    window = opener(LEADER, "papers")
    panel = screen_of(window).papers
    printed = []
    for row in range(panel.kinds.count()):
        panel.kinds.setCurrentRow(row)
        settle(window)
        kind = panel.kind
        if kind.noted:
            continue
        if panel.printing.write.isEnabled() and kind.enterprises:
            printed.append(kind.id)  # hundreds of letters are printed elsewhere
        elif panel.printing.write.isEnabled():
            panel.printing.issue(tmp_path / kind.id)
            settle(window)
            assert "已写出" in panel.printing.said.text(), panel.printing.said.text()
            printed.append(kind.id)
        else:
            said = panel.printing.said.text()  # nothing to print, or what the law finds wanting
            assert "没有" in said or "（D-FIELD）" in said, (kind.id, said)
    assert {"attendance", "enrolment", "audit_head", "receipt", GRADES, "relending"} <= {*printed}


def test_credit_report_says_what_for_before_it_is_made(
    opener: Opener, tmp_path: Path, settle: Settle
) -> None:
    """Whoever looks into a file stands in the log with his purpose; counting is no looking."""
    window = opener(LEADER, "papers")
    store, panel = window.session.store, papers(window, settle, kind="credit_report")
    assert "请指明给哪些企业" in panel.printing.said.text()
    assert not panel.printing.write.isEnabled()
    with store.read() as conn:
        uscc, name = conn.execute(sa.select(register.c.uscc, register.c.name)).first() or ("", "")
    panel.whom.finder.line.setText(name)
    settle(window)
    panel.whom.add.click()
    panel.about.setEditText("企业申请展期")
    settle(window)
    assert "共 1 份" in panel.printing.said.text()
    seen = sa.select(audit.c.summary).where(audit.c.action == "file.read", audit.c.subject == uscc)
    with store.read() as conn:
        before = conn.scalars(seen).all()
    panel.printing.issue(tmp_path / "out")
    settle(window)
    with store.read() as conn:
        (told,) = conn.scalars(seen).all()[len(before) :]
    assert "企业申请展期" in told


def test_registers_and_wordings_are_found_here(
    opener: Opener, tmp_path: Path, qtbot: QtBot, settle: Settle
) -> None:
    """Settings lead to the letterhead in this edition too; a register is a workbook to be filed."""
    window = opener(LEADER, "settings")
    way = window.stack.currentWidget().findChild(QPushButton, "letterhead")
    assert way is not None
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    settle(window)
    screen = screen_of(window)
    assert screen.tabs.currentWidget() is screen.wording
    assert screen.wording.head.lines["title"].text() == "中国人民银行渑池县支行"
    screen.wording.look_at()
    qtbot.waitUntil(lambda: screen.wording.findChild(PageDialog) is not None, timeout=20_000)
    settle(window)
    screen.wording.findChild(PageDialog).close()  # type: ignore[union-attr]
    screen.show_registers()
    screen.registers.write("register", tmp_path / "名录.xlsx")
    settle(window)
    sheet = load_workbook(tmp_path / "名录.xlsx").active
    assert sheet.max_row >= enterprises(window.session.store)
