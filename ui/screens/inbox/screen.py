"""收件箱: one tab for what just arrived, one for what is held back, one for what was merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.browsing.inbox_list import PACKAGE, held_count
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.inbox.arrivals import ArrivalsPanel
from ui.screens.inbox.history import HistoryPanel
from ui.screens.inbox.quarantine import QuarantinePanel

TAB = "tab"
"""``arrivals``, ``quarantine`` or ``history``; ``package`` opens one in the history."""


class InboxScreen(Screen):
    """Files may be dropped anywhere on it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.arrivals = ArrivalsPanel(session, self)
        self.quarantine = QuarantinePanel(session, self)
        self.history = HistoryPanel(session, self)
        self.tabs.addTab(self.arrivals, "收到的文件")
        self.tabs.addTab(self.quarantine, "隔离")
        self.tabs.addTab(self.history, "并入记录")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.setAcceptDrops(True)
        self.tabs.currentChanged.connect(self._entered)
        self._count()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.arrivals.offered(), *self.quarantine.offered(), *self.history.offered())

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody asked for."""
        panels = {
            "arrivals": self.arrivals,
            "quarantine": self.quarantine,
            "history": self.history,
        }
        if wanted.get(PACKAGE):
            self.tabs.setCurrentWidget(self.history)
            self.history.show_refused(wanted[PACKAGE])
            return
        if wanted.get(TAB) in panels:
            self.tabs.setCurrentWidget(panels[wanted[TAB]])
        self._entered()

    def changed(self, what: Changes) -> None:
        """List again what was held or merged, here or elsewhere."""
        if Subject.PACKAGES in what:
            self.quarantine.refresh()
            self.history.refresh()
            self._count()

    def take(self, places: Sequence[Path]) -> None:
        """Look at these files and folders."""
        self.tabs.setCurrentWidget(self.arrivals)
        self.arrivals.take(places)

    def _count(self) -> None:
        count = partial(held_count, self.session.store)
        self.session.read("隔离的文件", count, self._show_count)

    def _show_count(self, held: int) -> None:
        self.tabs.setTabText(1, f"隔离 {held}" if held else "隔离")
        self.tabs.setTabToolTip(1, f"{held} 个文件等待处理" if held else "")

    def _entered(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, ArrivalsPanel | QuarantinePanel | HistoryPanel):
            panel.enter()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files and folders of this computer may be dropped."""
        urls = event.mimeData().urls()
        if urls and all(url.isLocalFile() for url in urls):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Look at what was dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls()])
