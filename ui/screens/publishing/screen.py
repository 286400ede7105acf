"""Three tabs: what each bank is given, what was given to whom, and files for above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.publishing.given import GivenTab
from ui.screens.publishing.giving import GivingTab
from ui.screens.publishing.upwards import UpwardsTab


class PublishingScreen(Screen):
    """``wanted``: ``run`` for the banks' shares of it, or ``tab`` = given or upwards."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.giving = GivingTab(session)
        self.given = GivenTab(session)
        self.upwards = UpwardsTab(session)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.giving, "向银行发放")
        self.tabs.addTab(self.given, "发放记录")
        self.tabs.addTab(self.upwards, "向上报送")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        tab = wanted.get("tab")
        if tab == "given":
            self.tabs.setCurrentWidget(self.given)
            self.given.pane.show_filter(wanted)
        elif tab == "upwards":
            self.tabs.setCurrentWidget(self.upwards)
        elif wanted:
            self.tabs.setCurrentWidget(self.giving)
            self.giving.box.refresh(wanted.get("run", ""))
        shown = self.tabs.currentWidget()
        pane = shown.pane if isinstance(shown, GivingTab | GivenTab | UpwardsTab) else None
        if pane is not None:
            pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when grades, consents or packages may differ."""
        if what & {Subject.GRADES, Subject.RECORDS, Subject.PACKAGES}:
            self.giving.box.refresh()
            self.given.pane.ask()
            self.upwards.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.giving.acts, *self.upwards.acts)
