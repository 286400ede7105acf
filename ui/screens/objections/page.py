"""One objection beside the list: what comes next, the paper, the record, what was corrected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.browsing.objection_page import ObjectionPage
from ui.style import fonts, theme
from ui.tables.facts import Facts


class ObjectionView(QWidget):
    """Shows a page; empty before one is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.todo = QLabel()
        self.todo.setObjectName("todo")
        self.todo.setWordWrap(True)
        self.todo.setFont(fonts.larger(self.font(), 1.0, bold=True))
        self.paper = Facts("异议")
        self.record = Facts("所指的记录")
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.unit())
        parts.addWidget(self.paper)
        parts.addWidget(self.record)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(self.todo)
        layout.addWidget(parts, 1)
        self.show_page(None)

    def show_page(self, page: ObjectionPage | None) -> None:
        """Show it, or ask to choose one."""
        if page is None:
            self.todo.hide()
            self.paper.show_pairs((), "选一件异议，这里显示它的内容和下一步。")
            self.record.show_pairs(())
            return
        self.todo.setText(page.todo)
        self.todo.show()
        corrected = tuple(
            (f"更正：{title}", f"{was or '（空）'} → {becomes or '（空）'}")
            for title, was, becomes in page.changes
        )
        self.paper.show_pairs((*page.paper, *corrected))
        self.record.show_pairs(page.record)
