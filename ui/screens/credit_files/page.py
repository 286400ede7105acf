"""One open credit file: whose it is, for what it was opened, and three pages of what is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from app.browsing.credit_file_page import FilePage, read_file_page
from app.documents.issuing.selection import Selection
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.credit_files.notes import NotesPage
from ui.screens.credit_files.overview import OverviewPage
from ui.screens.credit_files.records import RecordsPage
from ui.style import fonts, theme
from ui.widgets.back_button import BackButton
from ui.widgets.paper import show_paper

_FILING = frozenset({Role.ENTRY, Role.REVIEWER})


class FileView(QWidget):
    """Signals ``back()`` and ``paper_wanted(credit code)``. Every reading is noted in the log."""

    back = Signal()
    paper_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.page: FilePage | None = None
        self._uscc = self._reason = ""
        self.overview = OverviewPage()
        self.records = RecordsPage()
        self.notes = NotesPage(session)
        self._build()
        self.overview.source_wanted.connect(self.show_source)

    def _build(self) -> None:
        leave = BackButton(self, "back")
        leave.clicked.connect(self.back)
        self.name, self.code, self.purpose = QLabel(), QLabel(), QLabel()
        self.name.setObjectName("enterpriseName")
        self.name.setFont(fonts.larger(self.font(), 1.2, bold=True))
        self.code.setFont(fonts.fixed(self.font()))
        for label in (self.name, self.code):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.purpose.setObjectName("purpose")
        self.purpose.setProperty("role", "muted")
        self.purpose.setWordWrap(True)
        self.live = bind(
            self,
            (
                Action("file.print", "打印信用报告…", self._print, "print", "Ctrl+P"),
                Action("file.object", "登记异议…", self._object, "objections", roles=_FILING),
                Action("file.refresh", "重新读取", self.refresh, "refresh", "F5"),
            ),
            self.session.roles,
        )
        top = QHBoxLayout()
        top.setSpacing(theme.unit() * 2)
        for widget in (leave, self.name, self.code):
            top.addWidget(widget)
        top.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(theme.unit() * 2)
        below.addWidget(tool_bar(self, self.live.values()))
        below.addWidget(self.purpose, 1)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.overview, "概况和大事记")
        self.tabs.addTab(self.records, "各单位记录")
        self.tabs.addTab(self.notes, "异议、名单和文书")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(top)
        layout.addLayout(below)
        layout.addWidget(self.tabs, 1)

    def show_file(self, uscc: str, reason: str) -> None:
        """Read and show the file; an error is told and leads back to the list."""
        if uscc != self._uscc:
            self.page = None
            self.tabs.setCurrentWidget(self.overview)
        self._uscc, self._reason = uscc, reason
        self.name.setText(self.session.search.names().get(uscc, ""))
        self.code.setText(uscc)
        self.refresh()

    def refresh(self) -> None:
        """Read the same file again, for the same purpose."""
        work = silent(read_file_page, self.session.store, self._uscc, self._reason)
        self.session.act(
            "读取信用档案", work, then=self._show, failed=self._failed, changed=(Subject.AUDIT,)
        )

    def outdated(self) -> None:
        """Say that what is shown may have changed since it was read."""
        if self.page is not None:
            self._say("数据有变动，按 F5 重新读取。")

    def show_source(self, source: str) -> None:
        """Jump to what tells an event: a record, else one of the notes."""
        if self.records.choose(source):
            self.tabs.setCurrentWidget(self.records)
        elif self.notes.choose(source):
            self.tabs.setCurrentWidget(self.notes)

    def print_report(self, uscc: str, purpose: str) -> None:
        """The report on paper, to be looked at first."""
        show_paper(
            self.session, "credit_report", Selection(purpose, frozenset({uscc})), self.window()
        )

    def _show(self, page: FilePage) -> None:
        if page.uscc != self._uscc:
            return
        self.page = page
        self.name.setText(page.name)
        self._say(f"{page.left_out}，不列入档案。" if page.left_out else "")
        self.overview.show_page(page)
        self.records.show_page(page)
        self.notes.show_page(page)

    def _say(self, more: str) -> None:
        self.purpose.setText(f"用途：{self._reason}（已记入日志）{'　' if more else ''}{more}")

    def _failed(self, error: Exception) -> None:
        self.back.emit()
        self.session.show_error(error)

    def _print(self) -> None:
        self.paper_wanted.emit(self._uscc)

    def _object(self) -> None:
        looking = self.tabs.currentWidget() is self.records
        record = self.records.current() if looking else ""
        self.session.navigate("objections", enterprise=self._uscc, record=record)
