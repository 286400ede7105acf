"""Two tabs: objections and credit repairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.objections.objections import ObjectionsTab
from ui.screens.objections.repairs import RepairsTab


class ObjectionsScreen(Screen):
    """``wanted`` may carry the list's filters, ``objection`` for one, or ``tab`` = repairs."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.objections = ObjectionsTab(session)
        self.repairs = RepairsTab(session)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.objections, "异议")
        self.tabs.addTab(self.repairs, "信用修复")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        if wanted.get("tab") == "repairs":
            self.tabs.setCurrentWidget(self.repairs)
        elif wanted:
            self.tabs.setCurrentWidget(self.objections)
            self.objections.show_wanted(wanted)
        shown = self.tabs.currentWidget()
        if isinstance(shown, ObjectionsTab | RepairsTab):
            shown.pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when objections, repairs or the records under them may differ."""
        if what & {Subject.OBJECTIONS, Subject.RECORDS, Subject.REGISTER}:
            self.objections.refresh()
            self.repairs.pane.ask()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.objections.acts, *self.repairs.acts)
