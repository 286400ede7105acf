"""Two tabs: the runs with what they rated, and the working group's decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.ratings.decisions import DecisionsTab
from ui.screens.ratings.rated import RatedPane
from ui.screens.ratings.runs import RunsPane
from ui.screens.ratings.sheet import SheetView
from ui.widgets.lazy_tabs import LazyTabs


class RatingsScreen(Screen):
    """``wanted``: ``run`` for its enterprises (with their filters), ``run`` and ``uscc`` for one

    score sheet, ``tab`` = decisions and its filters.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.runs = RunsPane(session)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.runs)
        self.tabs = LazyTabs()
        self.tabs.add("历次评级", partial(getattr, self, "stack"))
        self.tabs.add("工作组认定", partial(DecisionsTab, session))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.runs.opened.connect(self.show_run)

    @cached_property
    def rated(self) -> RatedPane:
        """The enterprises of a run, made when they are first looked at."""
        page = RatedPane(self.session)
        page.back.connect(self._to_runs)
        page.opened.connect(self.show_sheet)
        page.adjusting.connect(self._propose)
        self.stack.addWidget(page)
        return page

    @cached_property
    def sheet(self) -> SheetView:
        """One score sheet, made when it is first looked at."""
        page = SheetView(self.session)
        page.back.connect(self._to_rated)
        page.adjusting.connect(self._propose)
        self.stack.addWidget(page)
        return page

    @property
    def decisions(self) -> DecisionsTab:
        """The working group's decisions."""
        found = self.tabs.page(1)
        assert isinstance(found, DecisionsTab)
        return found

    def _propose(self, uscc: str) -> None:
        self.decisions.propose(uscc)

    def show_run(self, run_id: str, wanted: Mapping[str, str] | None = None) -> None:
        """The enterprises of a run."""
        self._turn_to(self.rated)
        self.rated.show_run(run_id, wanted or {})

    def show_sheet(self, run_id: str, uscc: str) -> None:
        """One enterprise's score sheet."""
        if self.rated.run_id != run_id:
            self.rated.show_run(run_id, {})
        self._turn_to(self.sheet)
        self.sheet.show_sheet(run_id, uscc)

    def _to_runs(self) -> None:
        self._turn_to(self.runs)
        self.runs.take_focus()

    def _to_rated(self) -> None:
        self._turn_to(self.rated)
        self.rated.take_focus()

    def _turn_to(self, page: QWidget) -> None:
        self.tabs.setCurrentIndex(0)
        self.stack.setCurrentWidget(page)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        if wanted.get("tab") == "decisions":
            self.tabs.setCurrentIndex(1)
            self.decisions.pane.show_filter(wanted)
        elif "run" in wanted and "uscc" in wanted:
            self.show_sheet(wanted["run"], wanted["uscc"])
        elif "run" in wanted:
            self.show_run(wanted["run"], wanted)
        elif wanted:
            self._to_runs()
            self.runs.pane.show_filter(wanted)
        elif self.tabs.currentIndex():
            self.decisions.pane.take_focus()
        elif self.stack.currentWidget() is self.runs:
            self.runs.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when grades, objections or the register may differ."""
        if what & {Subject.GRADES, Subject.OBJECTIONS, Subject.REGISTER, Subject.RECORDS}:
            self.runs.refresh()
            for tab in self.tabs.made:
                if isinstance(tab, DecisionsTab):
                    tab.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.runs.acts, *self.decisions.acts)
