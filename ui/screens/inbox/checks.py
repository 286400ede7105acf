"""验证步骤: the checklist of one file, and what the agency is to be told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.inbox.arrived import Arrived
from ui.screens.inbox.words_box import WordsBox
from ui.style import theme
from ui.tables.states import icon_of
from ui.widgets.scrolled_body import LEAST


class ChecksView(QWidget):
    """Steps with what came out of each; below them the reason and the words for the agency."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.steps = QTreeWidget()
        self.steps.setObjectName("checks")
        self.steps.setAccessibleName("验证步骤")
        self.steps.setHeaderLabels(["步骤", "结果", "说明"])
        self.steps.setRootIsDecorated(False)
        self.steps.setUniformRowHeights(True)
        self.steps.setIconSize(theme.icon_size())
        header = self.steps.header()
        header.resizeSection(0, theme.chars(20))
        header.resizeSection(1, theme.chars(10))
        self.words = WordsBox("要向机构说明的话", self)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setMinimumHeight(theme.unit() * LEAST)
        split.addWidget(self.steps)
        split.addWidget(self.words)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.addWidget(split)

    def show_file(self, one: Arrived | None) -> None:
        """Show one file's checklist; nothing where there is none."""
        self.steps.clear()
        for check in one.steps if one else ():
            item = QTreeWidgetItem([check.title, check.result, check.note])
            mark = icon_of(check.result)
            if mark is not None:
                item.setIcon(1, mark)
            item.setToolTip(2, check.note)
            self.steps.addTopLevelItem(item)
        self.words.show_words(one.reason if one else "", one.ask if one else "")
