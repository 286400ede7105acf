"""决定记录: everything that was decided, and taking it back."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.browsing.verdict_list import VerdictList
from app.disputes.history import undo
from ui.ask import Telling
from ui.changes import Subject
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.pane import ListPane


class DecisionsPage(QWidget):
    """One decision is chosen and taken back; the reason why that cannot be is told."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            VerdictList(session.store),
            "disputeDecisions",
            session,
            self,
            hint="企业、代码、理由或操作员",
            empty="还没有作出过决定。",
        )
        view = self.pane.view
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.unit(), 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.pane, 1)
        self.pane.ask()

    def take_back(self) -> None:
        """Take the chosen decision back; say how to choose one where none is."""
        key = self.pane.view.current_key()
        if key is None:
            told = Telling("没有选定决定", "请在列表中选定要撤销的决定。")
            self.session.ask.tell(told)
        else:
            work = silent(undo, self.session.store, key)
            self.session.act("撤销决定", work, changed=(Subject.RECORDS,))
