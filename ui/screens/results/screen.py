"""Three tabs: the grades, the terms for each grade, and the record of use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.results.grades import GradesTab
from ui.screens.results.terms import TermsTab
from ui.screens.results.uses import UsesTab


class ResultsScreen(Screen):
    """``wanted`` may carry the grades' filters or ``uscc``, or ``tab`` = uses and its filters."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.grades = GradesTab(session)
        self.terms = TermsTab()
        self.uses = UsesTab(session)
        self.grades.use_wanted.connect(self.note_use)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.grades, "评级结果")
        self.tabs.addTab(self.uses, "用信登记")
        self.tabs.addTab(self.terms, "差异化授信")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def note_use(self, uscc: str) -> None:
        """Go to the record of use and note one of this enterprise."""
        self.tabs.setCurrentWidget(self.uses)
        self.uses.add(uscc)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        if wanted.get("tab") == "uses":
            self.tabs.setCurrentWidget(self.uses)
            self.uses.show_wanted(wanted)
        elif wanted:
            self.tabs.setCurrentWidget(self.grades)
            self.grades.show_wanted(wanted)
        shown = self.tabs.currentWidget()
        if isinstance(shown, GradesTab | UsesTab):
            shown.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when grades, their marks or the uses may differ."""
        if what & {Subject.GRADES, Subject.OBJECTIONS, Subject.REGISTER}:
            self.grades.refresh()
            self.uses.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.grades.acts, *self.uses.acts)
