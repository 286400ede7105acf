"""各机构日志: the heads that the agencies' packages declare, and what does not fit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.browsing.agency_log_list import AgencyLogList
from ui.screen import Session
from ui.style import theme
from ui.tables.facts import Facts
from ui.tables.pane import ListPane

_ABOUT = (
    "每个数据包都写明发送机构当时的日志末号和校验值。"
    "末号缺失、倒退、停住或不一致，说明那边的日志可能被截断或更换。"
)


class AgenciesPage(QWidget):
    """Left the agencies, right the chosen one's packages."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.source = AgencyLogList(session.store)
        self.pane = ListPane(
            self.source, "agencyLogs", session, self, hint="机构或说明", empty="没有这样的机构。"
        )
        self.told = Facts("末号")
        self.pane.view.picked.connect(self._picked)
        self.pane.model.loaded.connect(self._loaded)
        about = QLabel(_ABOUT)
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.unit())
        split.addWidget(self.pane)
        split.addWidget(self.told)
        split.setSizes([theme.unit() * 80, theme.unit() * 60])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.unit(), 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(about)
        column.addWidget(split, 1)
        self.pane.ask()

    def _picked(self, keys: list[str]) -> None:
        self.told.show_pairs(self.source.told(keys[0]) if keys else ())

    def _loaded(self) -> None:
        if self.pane.model.ids and not self.pane.view.currentIndex().isValid():
            self.pane.view.selectRow(0)
