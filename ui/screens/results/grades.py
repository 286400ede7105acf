"""The grades that this bank was sent, and the page of one enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.browsing.grade_list import GradeList
from app.keys.roles import Role
from app.outcomes.results import receive_result
from ui.actions import Action, bind, tool_bar
from ui.ask import PACKAGES, Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.screens.results.page import GradeView
from ui.style import theme
from ui.tables.pane import ListPane

_BOTH = frozenset({Role.ENTRY, Role.REVIEWER})


class GradesTab(QWidget):
    """Signal ``use_wanted(code)`` to note a use of an enterprise's grade."""

    use_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            GradeList(session.store, lambda: session.search),
            "grades",
            session,
            self,
            empty="还没有评级结果。请接收人民银行发给本行的结果包；只含已授权本行的企业。",
        )
        self.page = GradeView(session)
        self.acts = (
            Action("grades.receive", "接收结果包…", self.receive, "import", roles=_BOTH),
            Action("grades.use", "登记用信", self.note_use, "add", "Ctrl+U", roles=_BOTH),
        )
        live = bind(self, self.acts, session.roles)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, theme.unit(), 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(tool_bar(self, live.values()))
        column.addWidget(self.pane, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(self.page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.pane.view.opened.connect(self.show_enterprise)
        self.page.back.connect(self.show_list)
        self.page.use_wanted.connect(self.use_wanted)
        self.pane.ask()

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """An enterprise, or the list filtered."""
        if "uscc" in wanted:
            self.show_enterprise(wanted["uscc"])
            return
        self.pane.show_filter(wanted)
        self.show_list()

    def show_list(self) -> None:
        """Back to the list, where it was left."""
        self.stack.setCurrentIndex(0)
        self.take_focus()

    def take_focus(self) -> None:
        """Put the cursor into what is shown."""
        if self.stack.currentWidget() is self.page:
            self.page.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.pane.take_focus()

    def show_enterprise(self, uscc: str) -> None:
        """The page of one enterprise."""
        self.stack.setCurrentWidget(self.page)
        self.page.show_enterprise(uscc)

    def refresh(self) -> None:
        """Ask again for the list and the page that is shown."""
        self.pane.ask()
        if self.stack.currentWidget() is self.page:
            self.page.show_enterprise(self.page.uscc)

    def note_use(self) -> None:
        """Note a use of the grade under the cursor."""
        uscc = self.pane.view.current_key()
        if uscc is not None:
            self.use_wanted.emit(uscc)

    def receive(self) -> None:
        """Take in a package of results."""
        self.session.ask.open_file("接收结果包", PACKAGES, self._receive)

    def _receive(self, path: Path) -> None:
        work = silent(receive_result, self.session.store, path)
        self.session.act("接收结果包", work, then=self._received, changed=(Subject.GRADES,))

    def _received(self, count: int) -> None:
        advice = "等级自基准日起十二个月内有效，供授信参考。"
        self.session.ask.tell(Telling("接收结果包", f"已接收 {count} 家企业的评级结果。", advice))
