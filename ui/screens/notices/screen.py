"""告知与授权: one tab for each thing that is done here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from app.browsing import consent_list, notice_list
from app.browsing.consent_list import wants_consents
from app.collection.gate import CONSENT, NOTICE
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.notices.consents import ConsentsPanel
from ui.screens.notices.slips import SlipsPanel
from ui.screens.notices.telling import TellingPanel
from ui.widgets.wording_panel import WordingPanel

TAB = "tab"
_OPEN = {
    NOTICE: {notice_list.STATUS: notice_list.OPEN},
    CONSENT: {consent_list.STATUS: consent_list.OPEN},
}


class NoticesScreen(Screen):
    """``wanted`` may name a ``tab`` (telling, slips, consents, wording), a list's filters, or a

    ``reason`` of the gate for which records stay.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.telling = TellingPanel(session, self)
        self.slips = SlipsPanel(session, self)
        self.consents = ConsentsPanel(session, self) if wants_consents(session.store) else None
        self.wording = WordingPanel(session, self)
        self.tabs.addTab(self.telling, "告知书")
        self.tabs.addTab(self.slips, "登记送达回执")
        if self.consents is not None:
            self.tabs.addTab(self.consents, "授权书")
        self.tabs.addTab(self.wording, "文书文本与信头")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._entered)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (
            *self.telling.offered(),
            Action("notices.slips", "登记送达回执", self.show_slips, "ok"),
            Action("notices.wording", "修改文书文本与信头", self.show_wording, "edit"),
            *(self.consents.offered() if self.consents is not None else ()),
        )

    def show_slips(self) -> None:
        """The tab into which slips are scanned."""
        self.tabs.setCurrentWidget(self.slips)

    def show_wording(self) -> None:
        """The tab of the letters' words."""
        self.tabs.setCurrentWidget(self.wording)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody asked for: a tab, or a filtered list."""
        wanted = {**wanted, **_OPEN.get(wanted.get("reason", ""), {})}
        if wanted.get(TAB) == "slips":
            self.show_slips()
        elif wanted.get(TAB) == "wording":
            self.show_wording()
        elif self.consents is not None and (
            consent_list.STATUS in wanted or wanted.get(TAB) == "consents"
        ):
            self.tabs.setCurrentWidget(self.consents)
            self.consents.pane.show_filter(wanted)
        elif wanted.keys() & {TAB, notice_list.STATUS, notice_list.TOWNSHIP}:
            self.tabs.setCurrentWidget(self.telling)
            self.telling.pane.show_filter(wanted)
        self._entered()

    def changed(self, what: Changes) -> None:
        """Count again what may differ."""
        if what & {Subject.NOTICES, Subject.RECORDS, Subject.REGISTER}:
            self.telling.refresh()
            if self.consents is not None:
                self.consents.refresh()

    def _entered(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, TellingPanel | SlipsPanel | ConsentsPanel | WordingPanel):
            panel.enter()
