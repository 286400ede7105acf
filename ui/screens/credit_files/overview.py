"""The first page of a file: who it is, its grades, and what happened, as a picture and a list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.credit_file_page import FilePage
from app.outcomes import words
from ui.screens.credit_files.strip import TimeStrip
from ui.screens.credit_files.trees import LEAST_ROWS, tree
from ui.style import theme
from ui.tables.facts import Facts
from ui.widgets.scrolled_body import scrolled_body

_PLACE = Qt.ItemDataRole.UserRole


class OverviewPage(QWidget):
    """Signal ``source_wanted(number)``: the record or paper that tells an event."""

    source_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._page: FilePage | None = None
        self.facts = Facts("登记信息")
        self.grades = tree("历次评级", ("基准日", "等级", "结论", "得分"))
        self.grades.setObjectName("grades")
        self.strip = TimeStrip()
        self.strip.picked.connect(self.choose)
        self.events = tree("大事记", ("日期", "事项", "单位", "内容"))
        self.events.setObjectName("events")
        self.events.itemActivated.connect(self._activated)
        picture = QScrollArea()
        picture.setWidgetResizable(True)
        picture.setFrameShape(QFrame.Shape.NoFrame)
        picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        picture.setAccessibleName("大事记图")
        picture.setWidget(self.strip)
        left, right = QWidget(), QSplitter(Qt.Orientation.Vertical)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(self.facts, 1)
        column.addWidget(self.grades)
        right.addWidget(picture)
        right.addWidget(self.events)
        right.setSizes([theme.row() * 10, theme.row() * 8])
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        for splitter in (whole, right):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.unit())
        whole.setMinimumHeight(theme.row() * LEAST_ROWS)
        scrolled_body(self).addWidget(whole)

    def show_page(self, page: FilePage) -> None:
        """Show it, with the newest event under the cursor."""
        self._page = page
        self.facts.show_pairs(page.facts)
        self.grades.clear()
        for grade in page.grades:
            QTreeWidgetItem(self.grades, list(grade))
        self.grades.setFixedHeight(theme.row() * (min(5, max(1, len(page.grades))) + 2))
        if not page.grades:
            QTreeWidgetItem(self.grades, ["没有参加过评级。"]).setFirstColumnSpanned(True)
        self.strip.show_events(page.events)
        self.events.clear()
        for place, event in reversed(list(enumerate(page.events))):
            cells = [words.day_words(event.day), event.what, event.agency, event.detail]
            item = QTreeWidgetItem(self.events, cells)
            item.setToolTip(3, event.detail)
            item.setData(0, _PLACE, place)
        for listed in (self.grades, self.events):
            for column in range(3):
                listed.resizeColumnToContents(column)
        first = self.events.topLevelItem(0)
        if first is not None:
            self.events.setCurrentItem(first)
        self.events.setFocus()

    def choose(self, place: int) -> None:
        """Show the event that was clicked in the picture, and what tells it."""
        if self._page is None:
            return
        row = len(self._page.events) - 1 - place
        item = self.events.topLevelItem(row)
        if item is not None:
            self.events.setCurrentItem(item)
            self.source_wanted.emit(self._page.events[place].source)

    def _activated(self, item: QTreeWidgetItem) -> None:
        self.choose(int(item.data(0, _PLACE)))
