"""告知书: who must be told, and the letters for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.browsing.notice_list import STATES, STATUS, NoticeList
from app.keys.roles import Role
from ui.actions import Action, bind, tool_bar
from ui.screen import Session
from ui.screens.notices import letters
from ui.screens.notices.counted_list import lay_out
from ui.tables.pane import ListPane
from ui.widgets.counts_line import CountsLine
from ui.widgets.printing_dialog import PrintingDialog

WRITERS = frozenset({Role.ENTRY, Role.REVIEWER})


class TellingPanel(QWidget):
    """The list of everybody about whom this office holds records."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.letters: PrintingDialog | None = None
        self.source = NoticeList(session.store, lambda: session.search)
        self.counts = CountsLine("告知情况", self)
        self.counts.linkActivated.connect(self._show_state)
        self.pane = ListPane(
            self.source,
            "notices",
            session,
            self,
            hint="名称、拼音首字母、代码或回执编号",
            empty="没有需要告知的企业。录入数据后，这里列出应当书面告知的企业。",
        )
        live = bind(self, self.offered(), session.roles)
        lay_out(self, self.counts, tool_bar(self, live.values()), self.pane)
        self.refresh()

    def offered(self) -> Sequence[Action]:
        """What can be done here."""
        return (
            Action(
                "notices.letters",
                "制作告知书",
                self.make_letters,
                "print",
                "Ctrl+P",
                "为应告知而未送达的企业成批制作",
                WRITERS,
            ),
        )

    def enter(self) -> None:
        """Stand on the list."""
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Count and list again."""
        self.session.read("告知情况", self.source.counts, self._show_counts)
        self.pane.ask()

    def make_letters(self) -> None:
        """The dialog that counts, shows and prints letters."""
        if self.letters is None or not self.letters.busy:
            if self.letters is not None:
                self.letters.deleteLater()
            store, picked = self.session.store, list(self.pane.view.picked_keys())
            self.letters = PrintingDialog(
                self.session,
                "制作告知书",
                letters.choices(store, picked),
                partial(letters.batch_of, store, picked),
                self,
            )
        self.letters.open()

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self.counts.show_counts({one: one for one in STATES}, counts, "家")

    def _show_state(self, state: str) -> None:
        self.pane.show_filter({STATUS: state})
        self.enter()
