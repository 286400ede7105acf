"""文书: a tab to print, one for the registers as workbooks, one for letterhead and wordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from ui.actions import Action
from ui.changes import Changes, Subject
from ui.screen import Screen, Session
from ui.screens.papers.printing import PapersPanel
from ui.screens.papers.registers import RegistersPanel
from ui.widgets.wording_panel import WordingPanel

TAB = "tab"
_NO_SUBJECTS = frozenset({Subject.NOTICES, Subject.OPERATORS, Subject.BACKUPS})
"""What no paper is about: a count of thousands of letters is not made again for it."""


class PapersScreen(Screen):
    """``wanted`` may name a ``tab`` (papers, registers, wording); or a ``kind`` of paper, what it

    is ``about``, and to whom: ``codes`` of enterprises or agencies, parted by commas.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.papers = PapersPanel(session, self)
        self.registers = RegistersPanel(session, self)
        self.wording = WordingPanel(session, self)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.addTab(self.papers, "打印文书")
        self.tabs.addTab(self.registers, "登记簿")
        self.tabs.addTab(self.wording, "文书文本与信头")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._entered)

    def actions_offered(self) -> Sequence[Action]:
        """What Ctrl+K offers here."""
        return (
            *self.papers.offered(),
            Action("papers.registers", "制作登记簿", self.show_registers, "columns"),
            Action("papers.wording", "修改文书文本与信头", self.show_wording, "edit"),
        )

    def show_registers(self) -> None:
        """The tab of the registers."""
        self.tabs.setCurrentWidget(self.registers)

    def show_wording(self) -> None:
        """The tab of the letters' words."""
        self.tabs.setCurrentWidget(self.wording)

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Show what somebody asked for."""
        if wanted.get(TAB) == "wording":
            self.show_wording()
        elif wanted.get(TAB) == "registers":
            self.show_registers()
        elif wanted:
            self.tabs.setCurrentWidget(self.papers)
            self.papers.show_wanted(wanted)
        self._entered()

    def leaving(self) -> None:
        """A count that nobody waits for any more."""
        self.papers.printing.leave()

    def changed(self, what: Changes) -> None:
        """Runs, lists, objections, packages: what papers can be about may be other by now."""
        if what - _NO_SUBJECTS:
            self.papers.refresh()

    def _entered(self) -> None:
        panel = self.tabs.currentWidget()
        if isinstance(panel, PapersPanel | RegistersPanel | WordingPanel):
            panel.enter()
