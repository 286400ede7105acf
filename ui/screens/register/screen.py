"""The list of the register, and beside it in the stack the page of the chosen enterprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout

from app.browsing.register_list import RegisterList
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.register.enterprise import EnterprisePage
from ui.tables.pane import ListPane


class RegisterScreen(Screen):
    """``wanted`` may carry the list's filters, or ``uscc`` for one enterprise's page."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        source = RegisterList(session.store, lambda: session.search)
        self.pane = ListPane(
            source,
            "register",
            session,
            self,
            empty="没有符合条件的企业。名录为空时，请先在“导入”中接收人民银行下发的企业名录。",
        )
        self.pane.view.setAccessibleName("企业名录")
        self.page = EnterprisePage(session, self)
        self.page.back.connect(self.show_list)
        self.pane.view.opened.connect(self.show_enterprise)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(self.pane)
        self.stack.addWidget(self.page)
        self.pane.ask()

    def show_list(self) -> None:
        """Back to the list, where it was left."""
        self.stack.setCurrentWidget(self.pane)
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_enterprise(self, uscc: str) -> None:
        """The page of one enterprise."""
        self.stack.setCurrentWidget(self.page)
        self.page.show_enterprise(uscc)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (Action("register.list", "企业名录：返回列表", self.show_list, "back"),)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show an enterprise or a filtered list; without a wish, what was shown."""
        if "uscc" in wanted:
            self.show_enterprise(wanted["uscc"])
            return
        if wanted:
            self.pane.show_filter(wanted)
        if wanted or self.stack.currentWidget() is self.pane:
            self.show_list()

    def changed(self, what: Changes) -> None:
        """Ask again when rows or what is held may differ."""
        if what & {Subject.REGISTER, Subject.RECORDS}:
            self.pane.ask()
            if self.stack.currentWidget() is self.page:
                self.page.refresh()
