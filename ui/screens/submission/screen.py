"""报送: one tab for the package to come, one for declarations, one for what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.browsing.submission import REASON
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.submission.coverage import CoveragePanel
from ui.screens.submission.history import HistoryPanel
from ui.screens.submission.sending import SendingPanel

TAB = "tab"


class SubmissionScreen(Screen):
    """``wanted`` may name a ``tab`` (sending, coverage, history) or the ``reason`` to list."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.sending = SendingPanel(session, self)
        self.coverage = CoveragePanel(session, self)
        self.history = HistoryPanel(session, self)
        self.tabs.addTab(self.sending, "本次报送")
        self.tabs.addTab(self.coverage, "完整性声明")
        self.tabs.addTab(self.history, "报送包与回执")
        self.sending.written.connect(self.history.stand_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._entered)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.sending.offered(), *self.history.offered())

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody asked for."""
        if wanted.get(TAB) == "history":
            self.tabs.setCurrentWidget(self.history)
        elif wanted.get(TAB) == "coverage":
            self.tabs.setCurrentWidget(self.coverage)
        elif wanted:
            self.tabs.setCurrentWidget(self.sending)
            if REASON in wanted:
                self.sending.pane.show_filter(wanted)
        self._entered()

    def changed(self, what: Changes) -> None:
        """Judge again when records, papers or packages may differ."""
        if what & {Subject.RECORDS, Subject.NOTICES, Subject.PACKAGES, Subject.OBJECTIONS}:
            self.sending.refresh()
            self.coverage.refresh()
            self.history.refresh()

    def _entered(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, SendingPanel | CoveragePanel | HistoryPanel):
            panel.enter()
