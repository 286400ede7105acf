"""决定记录: everything that was decided, and taking it back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QVBoxLayout, QWidget

from app.browsing.decision_list import DecisionList
from app.disputes.history import undo
from app.keys.roles import Role
from ui.changes import Subject
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.tables.pane import ListPane


class DecisionsPage(QWidget):
    """One decision is chosen and taken back; the reason why that cannot be is told."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pane = ListPane(
            DecisionList(session.store),
            "disputeDecisions",
            session,
            self,
            hint="企业、代码、理由或操作员",
            empty="还没有作出过决定。",
        )
        view = self.pane.view
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.undo = QPushButton(icons.icon("undo"), "撤销这项决定")
        self.undo.setObjectName("undoDecision")
        self.undo.setEnabled(False)
        self.undo.clicked.connect(self.take_back)
        view.picked.connect(self._picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.unit(), 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.pane, 1)
        column.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self.pane.ask()

    def take_back(self) -> None:
        """Take the chosen decision back."""
        key = self.pane.view.current_key()
        if key is not None:
            work = silent(undo, self.session.store, key)
            self.session.act("撤销决定", work, changed=(Subject.RECORDS,))

    def _picked(self, keys: list[str]) -> None:
        self.undo.setEnabled(len(keys) == 1 and Role.REVIEWER in self.session.roles)
