"""发放记录: which results went to which bank, and when."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.browsing.giving_list import GivenList
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane


class GivenTab(QWidget):
    """The list alone; a package that lies on a lost stick is written anew as the next one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.pane = ListPane(
            GivenList(session.store), "given", session, self, hint="",
            empty="还没有向银行发放过结果。",
        )  # fmt: skip
        self.pane.bar.line.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.addWidget(self.pane)
        self.pane.ask()
