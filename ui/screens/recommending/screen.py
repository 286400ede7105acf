"""Four tabs: the outcomes of a run, the lists issued, measures of incubation, cooperation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.recommending.lists import ListsTab
from ui.screens.recommending.outcomes import OutcomesTab
from ui.screens.recommending.support import CooperationTab, StepsTab
from ui.widgets.lazy_tabs import LazyTabs

_TABS = ("outcomes", "lists", "steps", "cooperation")
_LISTED = (ListsTab, StepsTab, CooperationTab)


class RecommendingScreen(Screen):
    """``wanted``: ``run`` and the filters of its enterprises, or ``tab`` = lists, steps or

    cooperation with the filters of that list.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.outcomes = OutcomesTab(session)
        self.tabs = LazyTabs()
        self.tabs.add("评级结论", partial(getattr, self, "outcomes"))
        self.tabs.add("已发名单", partial(ListsTab, session))
        self.tabs.add("辅导措施", partial(StepsTab, session))
        self.tabs.add("合作模式", partial(CooperationTab, session))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.outcomes.step_wanted.connect(self._add_step)
        self.outcomes.cooperation_wanted.connect(self._add_cooperation)
        self.outcomes.issued.connect(self._show_lists)

    @property
    def lists(self) -> ListsTab:
        """The lists issued."""
        found = self.tabs.page(1)
        assert isinstance(found, ListsTab)
        return found

    @property
    def steps(self) -> StepsTab:
        """The measures."""
        found = self.tabs.page(2)
        assert isinstance(found, StepsTab)
        return found

    @property
    def cooperation(self) -> CooperationTab:
        """Who works together."""
        found = self.tabs.page(3)
        assert isinstance(found, CooperationTab)
        return found

    def _add_step(self, uscc: str) -> None:
        self.steps.add(uscc)

    def _add_cooperation(self, uscc: str) -> None:
        self.cooperation.add(uscc)

    def _show_lists(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.lists.pane.take_focus()

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        name = wanted.get("tab", "outcomes" if wanted else "")
        if name in _TABS:
            self.tabs.setCurrentIndex(_TABS.index(name))
        shown = self.tabs.shown
        if isinstance(shown, OutcomesTab):
            if wanted:
                shown.show_wanted(wanted)
            shown.pane.take_focus()
        elif isinstance(shown, _LISTED):
            if wanted:
                shown.pane.show_filter(wanted)
            shown.pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when grades, consents or the register may differ."""
        if what & {Subject.GRADES, Subject.RECORDS, Subject.REGISTER}:
            self.outcomes.refresh()
            for tab in self.tabs.made:
                if isinstance(tab, _LISTED):
                    tab.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        every = (self.outcomes, self.lists, self.steps, self.cooperation)
        return tuple(act for tab in every for act in tab.acts)
