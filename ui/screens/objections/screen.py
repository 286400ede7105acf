"""Two tabs: the objections, and what may follow: repairs at an agency, re-rating at the centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.edition import Edition
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.objections.answering import AnsweringTab
from ui.screens.objections.forwarding import ForwardingTab
from ui.screens.objections.repairs import RepairsTab
from ui.screens.objections.rerating import ReratingTab
from ui.screens.objections.tab import ObjectionsTab

_SHOWN = {Subject.OBJECTIONS, Subject.RECORDS, Subject.REGISTER}


class ObjectionsScreen(Screen):
    """``wanted`` may carry the list's filters, ``objection`` for one, ``enterprise`` to take a

    paper of one in, or ``tab`` = repairs or rerating.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.objections: ObjectionsTab
        self.after: RepairsTab | ReratingTab
        if session.store.edition == Edition.COORDINATOR:
            self.objections, self.after = ForwardingTab(session), ReratingTab(session)
        else:
            self.objections, self.after = AnsweringTab(session), RepairsTab(session)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.objections, "异议")
        self.tabs.addTab(self.after, self.after.title)
        self.tabs.currentChanged.connect(self._turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what was asked for; without a wish, what was shown."""
        if wanted.get("tab") == self.after.name:
            self.tabs.setCurrentWidget(self.after)
        elif wanted:
            self.tabs.setCurrentWidget(self.objections)
            self.objections.show_wanted(wanted)
        shown = self.tabs.currentWidget()
        if isinstance(shown, ObjectionsTab | RepairsTab | ReratingTab):
            shown.pane.take_focus()

    def changed(self, what: Changes) -> None:
        """Ask again when objections, repairs or the records under them may differ."""
        if what & _SHOWN:
            self.objections.refresh()
            self.after.outdated()
            self._turned()

    def _turned(self) -> None:
        if self.tabs.currentWidget() is self.after:
            self.after.enter()

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (*self.objections.acts, *self.after.acts)
