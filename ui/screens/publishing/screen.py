"""Three tabs: what each bank is given, what was given to whom, and files for above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.publishing.given import GivenTab
from ui.screens.publishing.giving import GivingTab
from ui.screens.publishing.upwards import UpwardsTab
from ui.widgets.lazy_tabs import LazyTabs


class PublishingScreen(Screen):
    """``wanted``: ``run`` for the banks' shares of it, or ``tab`` = given or upwards."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.giving = GivingTab(session)
        self.tabs = LazyTabs()
        self.tabs.add("向银行发放", partial(getattr, self, "giving"))
        self.tabs.add("发放记录", partial(GivenTab, session))
        self.tabs.add("向上报送", partial(UpwardsTab, session))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    @property
    def given(self) -> GivenTab:
        """What was given."""
        found = self.tabs.page(1)
        assert isinstance(found, GivenTab)
        return found

    @property
    def upwards(self) -> UpwardsTab:
        """Files for above."""
        found = self.tabs.page(2)
        assert isinstance(found, UpwardsTab)
        return found

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        tab = wanted.get("tab")
        if tab == "given":
            self.tabs.setCurrentIndex(1)
            self.given.pane.show_filter(wanted)
        elif tab == "upwards":
            self.tabs.setCurrentIndex(2)
        elif wanted:
            self.tabs.setCurrentIndex(0)
            self.giving.box.refresh(wanted.get("run", ""))
        shown = self.tabs.shown
        if isinstance(shown, GivingTab | GivenTab | UpwardsTab):
            shown.pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when grades, consents or packages may differ."""
        if what & {Subject.GRADES, Subject.RECORDS, Subject.PACKAGES}:
            self.giving.box.refresh()
            for tab in self.tabs.made:
                if isinstance(tab, GivenTab | UpwardsTab):
                    tab.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.giving.acts, *self.upwards.acts)
