"""The page of one enterprise's grade: conclusion and terms, indicators, what was lost."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.grade_page import GradePage, read_grade
from ui.screen import Session
from ui.style import fonts, icons, theme
from ui.tables.facts import Facts
from ui.widgets.back_button import BackButton

_NUMBERS = (3, 4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class GradeView(QWidget):
    """Read in the background each time it is shown.

    Signals: ``back()``; ``use_wanted(code)`` to note a use of this enterprise's grade.
    """

    back = Signal()
    use_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.uscc = ""
        self.facts, self.terms = Facts("评级结论"), Facts("差异化授信（供参考）")
        self.lines = QTreeWidget()
        self.lines.setObjectName("lines")
        self.lines.setAccessibleName("各项指标")
        self.lines.setHeaderLabels(["指标", "指标值", "取值情况", "权重", "得分"])
        self.lines.setRootIsDecorated(False)
        self.lines.setAlternatingRowColors(True)
        self.lines.header().setStretchLastSection(False)
        self.lines.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in _NUMBERS:
            self.lines.headerItem().setTextAlignment(column, _RIGHT)
        self.told = Facts("否决、封顶和失分")
        left = _splitter(Qt.Orientation.Vertical, self.facts, self.terms)
        right = _splitter(Qt.Orientation.Vertical, self.lines, self.told)
        right.setStretchFactor(0, 2)
        right.setStretchFactor(1, 1)
        whole = _splitter(Qt.Orientation.Horizontal, left, right)
        whole.setStretchFactor(0, 2)
        whole.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(self._top())
        layout.addWidget(whole, 1)

    def _top(self) -> QHBoxLayout:
        leave = BackButton(self, "back")
        leave.clicked.connect(self.back)
        self.name = QLabel()
        self.name.setObjectName("enterpriseName")
        self.name.setFont(fonts.larger(self.font(), 1.2, bold=True))
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        note = QPushButton(icons.icon("add"), "登记用信")
        note.setObjectName("noteUse")
        note.clicked.connect(self._note_use)
        top = QHBoxLayout()
        top.setSpacing(theme.unit() * 2)
        top.addWidget(leave)
        top.addWidget(self.name, 1)
        top.addWidget(note)
        return top

    def _note_use(self) -> None:
        self.use_wanted.emit(self.uscc)

    def show_enterprise(self, uscc: str) -> None:
        """Read and show one enterprise; an error is told and leads back to the list."""
        self.uscc = uscc
        work = partial(read_grade, self.session.store, uscc)
        self.session.read("读取评级结果", work, self._show, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.back.emit()
        self.session.show_error(error)

    def _show(self, page: GradePage) -> None:
        if page.uscc != self.uscc:
            return
        self.name.setText(f"{page.name}　{page.grade}")
        earlier = tuple(
            (f"以前：{day}", f"{grade}，{outcome}") for day, grade, outcome in page.earlier
        )
        self.facts.show_pairs((*page.facts, *earlier))
        self.terms.show_pairs(page.terms, "" if page.terms else "这个等级没有授信建议。")
        reasons = tuple(("否决、封顶", reason) for reason in page.reasons)
        losses = tuple((f"失分{place}", text) for place, text in enumerate(page.losses, 1))
        nothing = "" if reasons or losses else "没有否决、封顶和失分。"
        self.told.show_pairs((*reasons, *losses), nothing)
        self.lines.clear()
        for line in page.lines:
            item = QTreeWidgetItem(
                self.lines, [line.title, line.value, line.state, line.weight, line.points]
            )
            for column in _NUMBERS:
                item.setTextAlignment(column, _RIGHT)
        for column in (0, 2, *_NUMBERS):
            self.lines.resizeColumnToContents(column)
        self.lines.setFocus()


def _splitter(direction: Qt.Orientation, *parts: QWidget) -> QSplitter:
    splitter = QSplitter(direction)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(theme.unit())
    for part in parts:
        splitter.addWidget(part)
    return splitter
