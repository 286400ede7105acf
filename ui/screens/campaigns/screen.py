"""批次与名录: a tab for each thing that is settled before anybody collects or rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.campaigns.batches import BatchesPanel
from ui.screens.campaigns.register import RegisterPanel
from ui.screens.campaigns.rounds import RoundsPanel
from ui.screens.campaigns.versions import VersionsPanel

TAB = "tab"


class CampaignsScreen(Screen):
    """``wanted`` may name a ``tab`` (rounds, batches, register, versions), or filters of the

    register, ``batch`` among them.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.rounds = RoundsPanel(session, self)
        self.batches = BatchesPanel(session, self)
        self.register = RegisterPanel(session, self)
        self.versions = VersionsPanel(session, self)
        self.batches.members_wanted.connect(self.show_members)
        self.register.versions_wanted.connect(self.show_versions)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.addTab(self.rounds, "采集批次")
        self.tabs.addTab(self.register, "企业名录")
        self.tabs.addTab(self.versions, "名录变动")
        self.tabs.addTab(self.batches, "评级批次")
        self._named = {
            "rounds": self.rounds,
            "register": self.register,
            "versions": self.versions,
            "batches": self.batches,
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._entered)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.rounds.offered(), *self.register.offered(), *self.batches.offered())

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody asked for."""
        panel = self._named.get(wanted.get(TAB, "register" if wanted else ""))
        if panel is not None:
            self.tabs.setCurrentWidget(panel)
        if panel is self.register:
            self.register.show_wanted(wanted)
        self._entered()

    def changed(self, what: Changes) -> None:
        """List again when a round, a batch or the register changed."""
        if what & {Subject.CAMPAIGNS, Subject.REGISTER, Subject.RECORDS}:
            for panel in (self.rounds, self.batches, self.register, self.versions):
                panel.refresh()

    def show_members(self, batch_id: str) -> None:
        """The register, with the members of one batch alone."""
        self.tabs.setCurrentWidget(self.register)
        self.register.show_batch(batch_id)

    def show_versions(self) -> None:
        """What changed since the register was published."""
        self.tabs.setCurrentWidget(self.versions)

    def _entered(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, RoundsPanel | BatchesPanel | RegisterPanel | VersionsPanel):
            panel.enter()
