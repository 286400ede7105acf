"""Four tabs: the outcomes of a run, the lists issued, measures of incubation, cooperation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.recommending.lists import ListsTab
from ui.screens.recommending.outcomes import OutcomesTab
from ui.screens.recommending.support import CooperationTab, StepsTab


class RecommendingScreen(Screen):
    """``wanted``: ``run`` and the filters of its enterprises, or ``tab`` = lists, steps or

    cooperation with the filters of that list.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.outcomes = OutcomesTab(session)
        self.lists = ListsTab(session)
        self.steps = StepsTab(session)
        self.cooperation = CooperationTab(session)
        self.named: dict[str, OutcomesTab | ListsTab | StepsTab | CooperationTab] = {
            "outcomes": self.outcomes,
            "lists": self.lists,
            "steps": self.steps,
            "cooperation": self.cooperation,
        }
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        titles = ("评级结论", "已发名单", "辅导措施", "合作模式")
        for tab, title in zip(self.named.values(), titles, strict=True):
            self.tabs.addTab(tab, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.outcomes.step_wanted.connect(self.steps.add)
        self.outcomes.cooperation_wanted.connect(self.cooperation.add)
        self.outcomes.issued.connect(self._show_lists)

    def _show_lists(self) -> None:
        self.tabs.setCurrentWidget(self.lists)
        self.lists.pane.take_focus()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        name = wanted.get("tab", "outcomes" if wanted else "")
        if name in self.named:
            self.tabs.setCurrentWidget(self.named[name])
        if name == "outcomes":
            self.outcomes.show_wanted(wanted)
        elif name in self.named:
            self.named[name].pane.show_filter(wanted)
        shown = self.tabs.currentWidget()
        next(one for one in self.named.values() if one is shown).pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when grades, consents or the register may differ."""
        if what & {Subject.GRADES, Subject.RECORDS, Subject.REGISTER}:
            self.outcomes.refresh()
            for tab in (self.lists, self.steps, self.cooperation):
                tab.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return tuple(act for tab in self.named.values() for act in tab.acts)
