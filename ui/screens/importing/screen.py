"""The five steps of an import, and beside them the packages that come in and what came before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from app.collection import unfinished
from app.collection.column_proposal import TableColumns, read_columns
from app.collection.importing import ImportReport
from app.collection.opened_file import OpenedFile, open_file
from app.collection.preparing import ImportRequest
from app.collection.trial import Trial, try_request
from app.collection.unfinished import Unfinished
from app.keys.roles import Role
from app.outcomes.receiving import Arrival, receive
from ui.actions import Action
from ui.ask import Telling
from ui.changes import Changes, Subject
from ui.jobs import Work
from ui.screen import Screen, Session, silent
from ui.screens.importing import work
from ui.screens.importing.bench_page import BenchPage
from ui.screens.importing.choices_page import ChoicesPage
from ui.screens.importing.columns_page import ColumnsPage
from ui.screens.importing.file_page import FilePage
from ui.screens.importing.history_page import HistoryPage
from ui.screens.importing.sheet_page import SheetPage
from ui.screens.importing.step_bar import TITLES, StepBar, StepFoot, in_room
from ui.screens.importing.trial_page import TrialPage
from ui.style import icons, theme

FILE, SHEET, COLUMNS, TRIAL, BENCH, HISTORY, CHOICES = range(7)
PACKAGE = ".xyb"


class ImportingScreen(Screen):
    """``wanted`` may carry ``reason``: ``unmatched`` for the bench, ``faulty`` for the rows with

    errors of ``dataset``, ``history`` for the batches; or ``batch`` for one of them.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.request: ImportRequest | None = None
        self.reached = FILE
        self.left: Unfinished | None = None
        self.file = FilePage(session)
        self.sheet = SheetPage()
        self.columns = ColumnsPage()
        self.trial = TrialPage(session)
        self.bench = BenchPage(session)
        self.history = HistoryPage(session)
        self.choices = ChoicesPage(session)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self.show_step(FILE)
        self._read_desk()

    def _build(self) -> None:
        self.bar = StepBar()
        past = QPushButton(icons.icon("history"), "历次导入")
        past.setObjectName("history")
        past.clicked.connect(self.show_history)
        top = QHBoxLayout()
        top.addWidget(self.bar)
        top.addStretch(1)
        top.addWidget(past)
        self.pages = QStackedWidget()
        steps = (self.file, self.sheet, self.columns, self.trial, self.bench)
        for page in (*steps, self.history, self.choices):
            self.pages.addWidget(in_room(page))
        self.foot = StepFoot()
        self.name, self.back, self.next = self.foot.name, self.foot.back, self.foot.next
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit() * 3 // 2)
        layout.addLayout(top)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.bar.wanted.connect(self._wanted)
        self.file.chosen.connect(self.take)
        self.file.resumed.connect(self.resume)
        self.file.abandoned.connect(self.abandon)
        self.sheet.corrected.connect(self._corrected)
        self.columns.corrected.connect(self._corrected)
        self.history.write_back.connect(self.trial.write_back)
        self.bench.remembered.connect(self.show_choices)
        self.choices.left.connect(partial(self.show_step, BENCH))
        self.history.matching.connect(partial(self.show_step, BENCH))

    def show_step(self, step: int) -> None:
        """Show one of the steps, or the batches."""
        self.pages.setCurrentIndex(step)
        self.bar.show_step(step if step <= BENCH else -1, self.reached)
        working = SHEET <= step <= TRIAL
        self.foot.setVisible(working)
        self.name.setText(self.request.path.name if working and self.request else "")
        if step == TRIAL and self.trial.trial is not None:
            accepted = self.trial.trial.report.accepted
            self.next.setText(f"导入 {accepted:,} 行" if accepted else "导入")
        else:
            self.next.setText("下一步")
        if working:
            self.next.setFocus()
        elif step == BENCH:
            self.bench.refresh()
            self.bench.pane.view.setFocus()
        elif step == FILE:
            self.file.choose.setFocus()

    def show_history(self) -> None:
        """The batches."""
        self.show_step(HISTORY)
        self.history.show_list()

    def show_choices(self) -> None:
        """What the bench has learnt."""
        self.show_step(CHOICES)
        self.choices.refresh()
        self.choices.pane.view.setFocus()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Go where was asked for; without a wish everything is as it was left."""
        reason, dataset = wanted.get("reason", ""), wanted.get("dataset", "")
        if "batch" in wanted:
            self.show_step(HISTORY)
            self.history.show_batch(wanted["batch"])
        elif reason == "faulty" and dataset:
            self.show_step(HISTORY)
            self.history.show_faulty(dataset)
        elif reason == "unmatched":
            self.bench.pane.bar.put({"dataset": dataset})
            self.show_step(BENCH)
        elif reason == "history":
            self.show_history()
        elif dataset:
            self.show_step(FILE)
            self.file.template.offer(dataset)
        elif self.pages.currentIndex() == FILE:
            self.file.choose.setFocus()

    def changed(self, what: Changes) -> None:
        """Lists of rows and batches may differ."""
        if what & {Subject.RECORDS, Subject.REGISTER}:
            self.bench.refresh()
            self.history.refresh()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        match = partial(self.show_step, BENCH)
        entry = frozenset({Role.ENTRY})
        return (
            Action("importing.match", "导入：匹配企业", match, "search", roles=entry),
            Action("importing.remembered", "导入：记住的匹配", self.show_choices, "history"),
            Action("importing.history", "导入：历次导入", self.show_history, "history"),
        )

    def take(self, path: Path) -> None:
        """Begin with a file, or take a package in."""
        store = self.session.store
        if path.suffix.lower() == PACKAGE:
            self.session.act("接收数据包", silent(receive, store, path), then=self._received)
        else:
            self._begin("打开文件", partial(open_file, store, path), self._show_file)

    def go_on(self) -> None:
        """The next step; the rules for it are in ``app``."""
        step, store = self.pages.currentIndex(), self.session.store
        if step == SHEET:
            self.request = self.sheet.request()
            self._begin("读取表格", partial(read_columns, store, self.request), self._show_columns)
        elif step == COLUMNS:
            self.request = self.columns.request()
            self._begin("试导入", partial(try_request, store, self.request), self._show_trial)
        elif step == TRIAL and self.request is not None:
            self._begin(
                f"导入 {self.request.path.name}",
                partial(work.commit, store, self.request),
                self._imported,
                changed=(Subject.RECORDS, Subject.REGISTER),
            )

    def go_back(self) -> None:
        """The step before."""
        self.show_step(max(FILE, self.pages.currentIndex() - 1))

    def resume(self) -> None:
        """Take up the unfinished import at the step where it was left."""
        if self.left is not None:
            again = partial(work.resume, self.session.store, self.left)
            self._begin("打开文件", again, self._resumed)

    def abandon(self) -> None:
        """Let the unfinished import go."""
        self.request, self.reached = None, FILE
        self.session.jobs.start(
            "清理", partial(work.forget, self.session.store), then=self._show_desk
        )

    def _begin(
        self,
        title: str,
        job: Work,
        then: Callable[[Any], None],
        changed: Sequence[Subject] | None = None,
    ) -> None:
        """Start a job of this screen; meanwhile its pages wait, and nothing else does."""
        self._wait(True)

        def done(result: Any) -> None:
            self._wait(False)
            if changed is not None:
                self.session.changes.tell(*changed)
            then(result)

        self.session.jobs.start(
            title, job, then=done, failed=self._failed, cancelled=self._cancelled
        )

    def _wait(self, busy: bool) -> None:
        for widget in (self.pages, self.bar, self.back, self.next):
            widget.setEnabled(not busy)

    def _failed(self, error: Exception) -> None:
        self._wait(False)
        self.session.show_error(error)

    def _cancelled(self) -> None:
        self._wait(False)
        self.name.setText("已取消，没有写入任何数据。")

    def _wanted(self, step: int) -> None:
        self.show_step(step)

    def _show_file(self, opened: OpenedFile) -> None:
        self.request = opened.request()
        self.sheet.show_file(opened, self.request)
        self._come_to(SHEET)

    def _show_columns(self, table: TableColumns) -> None:
        if self.request is not None:
            self.columns.show_columns(table, self.request)
            self._come_to(COLUMNS)

    def _show_trial(self, trial: Trial) -> None:
        self.trial.show_trial(trial, self.session.search.names())
        self._come_to(TRIAL)

    def _resumed(self, found: work.Resumed) -> None:
        self._show_file(found.opened)
        self.request = found.request
        self.sheet.show_file(found.opened, found.request)
        if found.table is not None:
            self._show_columns(found.table)
        if found.trial is not None:
            self._show_trial(found.trial)

    def _come_to(self, step: int) -> None:
        self.reached = step
        self.show_step(step)
        self._remember()

    def _corrected(self) -> None:
        """What comes after this step is no longer true."""
        step = self.pages.currentIndex()
        self.reached = step
        self.request = self.sheet.request() if step == SHEET else self.columns.request()
        self.bar.show_step(step, self.reached)
        self._remember()

    def _remember(self) -> None:
        """Keep how far this is, so that it can be taken up after a restart."""
        if self.request is not None:
            self.left = Unfinished(self.request, self.reached)
            self.session.jobs.start(
                "记住进度",
                silent(unfinished.keep, self.session.store, self.left),
                failed=self.session.show_error,
            )

    def _imported(self, report: ImportReport) -> None:
        self.request, self.reached, self.left = None, FILE, None
        self.show_step(HISTORY)
        if report.batch_id is not None:
            self.history.show_batch(report.batch_id, fresh=True)
        self._read_desk()

    def _received(self, arrival: Arrival) -> None:
        self.session.ask.tell(Telling("已接收数据包", arrival.words))

    def _read_desk(self) -> None:
        store = self.session.store
        self.session.read("读取未完成的导入", partial(work.desk, store), self._show_desk)

    def _show_desk(self, found: work.Desk) -> None:
        self.left = found.left
        self.file.show_unfinished(found.left, TITLES[found.left.step] if found.left else "")
        self.file.show_recent(found.recent)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A single file may be dropped."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and self.pages.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Begin with the file that was dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(Path(event.mimeData().urls()[0].toLocalFile()))
