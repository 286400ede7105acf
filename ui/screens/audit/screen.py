"""The log as a list with the chosen entry beside it; below, the proof and the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.browsing.audit_entry import HeadWords, read_head
from app.browsing.audit_export import MAY_EXPORT, write_audit_list
from app.browsing.audit_list import AuditList
from app.documents.batch import print_file
from app.documents.issuing.selection import Selection
from app.documents.kinds import kind_of, pieces_of
from app.edition import Edition
from app.errors import AppError
from app.progress import Progress
from app.store.audit_check import AuditReport, verify
from ui.actions import Action, bind, tool_bar
from ui.ask import PAPERS, Telling
from ui.changes import Changes
from ui.screen import Screen, Session
from ui.screens.audit.agencies_page import AgenciesPage
from ui.screens.audit.entry_page import EntryPanel
from ui.style import fonts, theme
from ui.tables.pane import ListPane

HEAD = "audit_head"
TAB, AGENCIES = "tab", "agencies"


class AuditScreen(Screen):
    """``wanted`` may carry the list's filters, or ``tab`` = agencies for the agencies' logs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._actions = (
            Action("audit.verify", "核对日志", self.verify, "ok", "Ctrl+R", "逐条核对日志和记录"),
            Action(
                "audit.head", "打印末号…", self.print_head, "print", hint="打印抄录单，签字留底"
            ),
        )
        self.said = QLabel("还没有核对。核对会逐条重算日志，并把每条记录与日志比对。")
        self.said.setObjectName("auditSaid")
        self.said.setWordWrap(True)
        self.head = QLabel()
        self.head.setObjectName("auditHead")
        self.head.setAccessibleName("日志末号")
        self.head.setWordWrap(True)
        self.head.setFont(fonts.fixed(self.font()))
        self.head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        store = session.store
        self.pane = ListPane(
            AuditList(store, lambda: session.search),
            "auditLog",
            session,
            self,
            hint="操作员、事项、对象、日期（如 2026-04-10）或编号",
            empty="没有符合条件的日志。",
            export=partial(write_audit_list, store),
            no_export="" if MAY_EXPORT & session.roles else "导出日志由审核人或管理员办理",
        )
        self.entry = EntryPanel(session, self)
        coordinates = store.edition == Edition.COORDINATOR
        self.agencies = AgenciesPage(session) if coordinates else None
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName("日志内容和核对")
        self.pane.view.picked.connect(self._picked)
        self._lay_out()
        self.pane.ask()
        self._read_head()

    def _lay_out(self) -> None:
        live = bind(self, self._actions, self.session.roles)
        proof = QWidget()
        told = QVBoxLayout(proof)
        told.setSpacing(theme.unit() * 2)
        told.addWidget(self.said)
        told.addWidget(self.head)
        told.addStretch(1)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(proof)
        self.tabs.addTab(self.entry, "内容")
        self.tabs.addTab(room, "核对")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.unit())
        split.addWidget(self.pane)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        bar = tool_bar(self, live.values())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.unit())
        if self.agencies is None:
            whole.addWidget(bar)
            whole.addWidget(split, 1)
        else:
            whole.addWidget(self._beside(split, self.agencies, bar))

    def _beside(self, own: QWidget, agencies: AgenciesPage, bar: QWidget) -> QTabWidget:
        """The coordinator's own log, and what the agencies declare of theirs."""
        self.logs = QTabWidget()
        self.logs.setObjectName("logs")
        self.logs.tabBar().setAccessibleName("本单位和各机构的日志")
        page = QWidget()
        room = QVBoxLayout(page)
        room.setContentsMargins(0, theme.unit(), 0, 0)
        room.addWidget(own)
        self.logs.tabBar().setMinimumHeight(bar.sizeHint().height() + theme.unit() // 2)
        self.logs.addTab(page, "本单位日志")
        self.logs.addTab(agencies, "各机构日志")
        self.logs.setCornerWidget(bar)
        return self.logs

    def opened(self, wanted: Mapping[str, str]) -> None:
        """The list, filtered if asked; the cursor in it. ``tab`` = agencies: theirs."""
        if self.agencies is not None and wanted:
            theirs = wanted.get(TAB) == AGENCIES
            self.logs.setCurrentIndex(1 if theirs else 0)
            if theirs:
                self.agencies.pane.show_filter(wanted)
                self.agencies.pane.take_focus()
                return
        if wanted:
            self.pane.show_filter(wanted)
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def changed(self, what: Changes) -> None:
        """Every act that wrote has an entry."""
        self.pane.ask()
        if self.agencies is not None:
            self.agencies.pane.ask()
        self._read_head()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return self._actions

    def verify(self) -> None:
        """Prove the log, as a job that can be cancelled."""
        if self.agencies is not None:
            self.logs.setCurrentIndex(0)
        self.tabs.setCurrentIndex(1)
        self._say("正在核对……可以在下方取消，取消不影响数据。", "")
        store = self.session.store
        self.session.act(
            "核对审计日志",
            lambda progress: verify(store, progress),
            then=self._proven,
            failed=self._not_proven,
        )

    def print_head(self) -> None:
        """Write the page with number and hash, to be signed and kept."""
        name = f"审计日志末号-{clock.today().isoformat()}.pdf"
        self.session.ask.save_file("保存抄录单", PAPERS, name, self.write_head)

    def write_head(self, path: Path) -> None:
        """The page as a PDF at ``path``."""
        store = self.session.store

        def work(progress: Progress) -> int:
            pieces = pieces_of(store, HEAD, Selection())
            return print_file(path, kind_of(store, HEAD).title, pieces, progress=progress)

        self.session.act("打印末号", work, then=lambda _: self._written(path))

    def _written(self, path: Path) -> None:
        advice = "请打印后签字，与档案一起保存；以后可凭它核对日志有没有被改动或截断。"
        self.session.ask.tell(Telling("抄录单", f"已保存：{path}", advice))

    def _proven(self, report: AuditReport) -> None:
        at = clock.moment_words(clock.timestamp())
        self._say(
            f"核对完好：{report.entries:,} 条日志首尾相连、没有改动，"
            f"{report.rows:,} 条记录都与日志一致。核对时间 {at}。",
            "good",
        )

    def _not_proven(self, error: Exception) -> None:
        said = error.words if isinstance(error, AppError) else "没有核对完。"
        self._say(f"核对没有通过：{said}", "bad")
        self.session.show_error(error)

    def _say(self, text: str, state: str) -> None:
        self.said.setText(text)
        self.said.setProperty("state", state)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _picked(self, keys: list[str]) -> None:
        if keys:
            self.tabs.setCurrentIndex(0)
            self.entry.show_entry(int(keys[0]))
        else:
            self.entry.clear()

    def _read_head(self) -> None:
        store = self.session.store
        self.session.read("读取末号", lambda: read_head(store), self._show_head)

    def _show_head(self, found: HeadWords) -> None:
        self.head.setText(f"末号 第 {found.seq:,} 条　{found.at}\n校验值 {found.hash}")
