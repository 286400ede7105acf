"""The list of all enterprises, and beside it in the stack the file that is open.

The purpose is asked once for each enterprise from sign-in to sign-out: whoever goes back and forth
between two files of one task is not asked again, but every reading is noted with that purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout

from app.browsing.credit_file_form import PURPOSE, purpose_words
from app.browsing.credit_file_list import CreditFileList
from app.catalogue.model import Value
from app.errors import AppError
from ui.actions import Action
from ui.changes import Changes, Subject
from ui.forms.dialog import FormDialog, ask_form
from ui.screen import Screen, Session
from ui.screens.credit_files.page import FileView
from ui.tables.pane import ListPane

_SHOWN = {Subject.REGISTER, Subject.RECORDS, Subject.OBJECTIONS, Subject.GRADES}
_MESSAGE = "查阅的人、时间和用途记入审计日志。同一企业在本次登录期间只问一次。"


class CreditFilesScreen(Screen):
    """``wanted`` may carry the list's filters, or ``uscc`` for one enterprise's file."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.purposes: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self.pane = ListPane(
            CreditFileList(session.store, lambda: session.search),
            "credit_files",
            session,
            self,
            narrow=True,
            empty="没有符合条件的企业。名录为空时，请先在“批次与名录”中发布企业名录。",
        )
        self.pane.view.setAccessibleName("企业")
        self.file = FileView(session, self)
        self.file.back.connect(self.show_list)
        self.file.paper_wanted.connect(self.print)
        self.pane.view.opened.connect(self.show_file)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(self.pane)
        self.stack.addWidget(self.file)
        self.pane.ask()

    def show_list(self) -> None:
        """Back to the list, where it was left."""
        self.stack.setCurrentWidget(self.pane)
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_file(self, uscc: str) -> None:
        """Open the file of one enterprise, asking for what unless this sitting knows it."""
        if uscc in self.purposes:
            self._read(uscc)
            return
        name = self.session.search.names().get(uscc, uscc)

        def then(reason: str) -> None:
            self.purposes[uscc] = reason
            self._read(uscc)

        self._ask_purpose(f"{name}　{uscc}\n{_MESSAGE}", "查阅", then)

    def print(self, uscc: str) -> None:
        """The credit report, for a purpose that is printed on it."""
        message = "信用报告上印有查询单位、查询人、时间和用途，并记入审计日志。"
        self._ask_purpose(message, "制作信用报告", partial(self.file.print_report, uscc))

    def _ask_purpose(self, message: str, go: str, then: Callable[[str], None]) -> None:
        def given(values: dict[str, Value], dialog: FormDialog) -> None:
            try:
                reason = purpose_words(values)
            except AppError as error:
                dialog.fail(error)
                return
            self._last = {name: str(value or "") for name, value in values.items()}
            dialog.accept()
            then(reason)

        ask_form(self.session, PURPOSE, message, go, given, texts=self._last)

    def _read(self, uscc: str) -> None:
        self.stack.setCurrentWidget(self.file)
        self.file.show_file(uscc, self.purposes[uscc])

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (Action("file.list", "信用档案：返回列表", self.show_list, "back"),)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show a file or a filtered list; without a wish, what was shown."""
        if "uscc" in wanted:
            self.show_file(wanted["uscc"])
            return
        if wanted:
            self.pane.show_filter(wanted)
        if wanted or self.stack.currentWidget() is self.pane:
            self.show_list()

    def changed(self, what: Changes) -> None:
        """Ask again for the list; a file is read again only by whoever wants to, as it is noted."""
        if what & _SHOWN:
            self.pane.ask()
            self.file.outdated()
