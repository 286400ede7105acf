"""The records behind a cell or a fault: one data set's, of one agency unless more are asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.browsing.merged_list import AGENCY, FAILING, MergedList
from app.edition import ENTERPRISE_SCREEN, Edition
from ui.screen import Session
from ui.style import fonts, theme
from ui.tables.pane import ListPane
from ui.widgets.back_button import BackButton


class RecordsPage(QWidget):
    """Enter on a record opens its enterprise's file. Signal ``back()``."""

    back = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.pane: ListPane | None = None
        leave = BackButton(self, "back", "返回总览")
        leave.clicked.connect(self.back)
        self.heading = QLabel()
        self.heading.setObjectName("recordsOf")
        self.heading.setFont(fonts.larger(self.font(), 1.2, bold=True))
        top = QHBoxLayout()
        top.setSpacing(theme.unit() * 2)
        top.addWidget(leave)
        top.addWidget(self.heading, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.unit())
        self._column.addLayout(top)

    def show_records(self, dataset: str, agency: str = "", failing: str = "") -> None:
        """List them; ``failing`` is the code of a rule that they fail."""
        data_set = self.session.store.catalogue.data_sets[dataset]
        if self.pane is not None:
            self._column.removeWidget(self.pane)
            self.pane.setParent(None)
            self.pane.deleteLater()
        self.heading.setText(f"{data_set.title}（{dataset}）的记录")
        self.pane = ListPane(
            MergedList(self.session.store, data_set, lambda: self.session.search),
            f"merged.{dataset}",
            self.session,
            self,
            empty="没有这样的记录。",
        )
        self.pane.view.opened.connect(self._open)
        self._column.addWidget(self.pane, 1)
        self.pane.show_filter({AGENCY: agency, FAILING: failing})
        self.pane.take_focus()

    def _open(self, rec_id: str) -> None:
        assert self.pane is not None
        source = self.pane.model.source
        row = source.rows([rec_id]).get(rec_id)
        if row is not None:
            place = [column.key for column in source.columns].index("uscc")
            self.session.navigate(ENTERPRISE_SCREEN[Edition.COORDINATOR], uscc=row[place])
