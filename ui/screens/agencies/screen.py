"""机构与备案: a tab for the agencies and their keys, one for the directory that tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.browsing.agency_list import STATUS
from app.listing import SEARCH
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.agencies.agencies import AgenciesPanel
from ui.screens.agencies.directory import DirectoryPanel

TAB = "tab"


class AgenciesScreen(Screen):
    """``wanted`` may name a ``tab`` (agencies, directory) or the filters of the list."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.agencies = AgenciesPanel(session, self)
        self.directory = DirectoryPanel(session, self)
        self.tabs.addTab(self.agencies, "机构")
        self.tabs.addTab(self.directory, "机构名册")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.directory.standing)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._entered)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.agencies.offered(), *self.directory.offered())

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody asked for."""
        if wanted.get(TAB) == "directory":
            self.tabs.setCurrentWidget(self.directory)
        elif wanted.get(TAB) == "agencies" or wanted.keys() & {STATUS, SEARCH}:
            self.tabs.setCurrentWidget(self.agencies)
            self.agencies.pane.show_filter(wanted)
        self._entered()

    def changed(self, what: Changes) -> None:
        """List again when a key, a merger or a package came or went."""
        if what & {Subject.AGENCIES, Subject.PACKAGES}:
            self.agencies.refresh()
            self.directory.refresh()

    def _entered(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, AgenciesPanel | DirectoryPanel):
            panel.enter()
