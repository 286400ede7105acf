"""One enterprise's score sheet: every indicator in words, down to the records behind it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.browsing.rated_page import Origin, Pairs, RatedPage, read_origin, read_rated, read_way
from app.documents.issuing.selection import Selection
from app.edition import ENTERPRISE_SCREEN, Edition
from app.keys.roles import Role
from app.rating.evidence import Record
from ui.actions import Action, bind, tool_bar
from ui.screen import Session
from ui.style import fonts, theme
from ui.tables.facts import Facts
from ui.widgets.back_button import BackButton
from ui.widgets.paper import show_paper
from ui.widgets.scrolled_body import scrolled_body

_SIGNERS = frozenset({Role.REVIEWER})
_RECORD = Qt.ItemDataRole.UserRole
_POINTS = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SheetView(QWidget):
    """Read in the background each time it is shown. Signals ``back()``, ``adjusting(code)``."""

    back = Signal()
    adjusting = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.run_id = self.uscc = ""
        self.facts, self.way = Facts("评级结论"), Facts("升级最短路径")
        self.told, self.origin = Facts("评级过程"), Facts("记录来源")
        self.name, self.changed = QLabel(), QLabel()
        self.lines = QTreeWidget()
        self.acts = (
            Action("sheet.print", "评分说明表", partial(self.print, "score_sheet"), "print"),
            Action("sheet.notice", "评级结果通知书", partial(self.print, "grade_notice"),
                   "notices", hint="首次打印时编号", roles=_SIGNERS),
            Action("sheet.adjust", "提出调整…", self.adjust, "edit", "Ctrl+J", roles=_SIGNERS),
            Action("sheet.file", "信用档案", self.show_file, "register"),
        )  # fmt: skip
        self._build()
        self.lines.currentItemChanged.connect(self._choose)

    def _build(self) -> None:
        self.lines.setObjectName("ratedLines")
        self.lines.setAccessibleName("各项指标和记录")
        self.lines.setHeaderLabels(["指标／记录", "指标值", "分档", "得分", "取值情况"])
        self.lines.setAlternatingRowColors(True)
        self.lines.setUniformRowHeights(True)
        self.lines.header().setStretchLastSection(True)
        self.lines.headerItem().setTextAlignment(_POINTS, _RIGHT)
        left = _splitter(Qt.Orientation.Vertical, self.facts, self.way)
        below = _splitter(Qt.Orientation.Horizontal, self.told, self.origin)
        right = _splitter(Qt.Orientation.Vertical, self.lines, below)
        right.setSizes([theme.unit() * 32, theme.unit() * 26])
        whole = _splitter(Qt.Orientation.Horizontal, left, right)
        whole.setStretchFactor(0, 2)
        whole.setStretchFactor(1, 5)
        self.changed.setObjectName("sheetChanged")
        self.changed.setProperty("state", "soon")
        self.changed.setWordWrap(True)
        layout = scrolled_body(self)
        layout.addLayout(self._top())
        layout.addWidget(self.changed)
        layout.addWidget(whole, 1)
        self.lines.setMinimumHeight(theme.row() * 6)
        for facts in (self.facts, self.way, self.told, self.origin):
            facts.setMinimumHeight(theme.row() * 4)

    def _top(self) -> QHBoxLayout:
        leave = BackButton(self, "toRated")
        leave.clicked.connect(self.back)
        self.name.setObjectName("enterpriseName")
        self.name.setFont(fonts.larger(self.font(), 1.2, bold=True))
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.setSpacing(theme.unit())
        top.addWidget(leave)
        top.addWidget(self.name, 1)
        top.addWidget(tool_bar(self, bind(self, self.acts, self.session.roles).values()))
        return top

    def show_sheet(self, run_id: str, uscc: str) -> None:
        """Read and show one score sheet; an error is told and leads back to the list."""
        self.run_id, self.uscc = run_id, uscc
        store = self.session.store
        self.name.setText("正在读取…")
        self.changed.hide()
        self.lines.clear()
        for facts in (self.facts, self.way, self.told, self.origin):
            facts.show_pairs(())
        self.session.read(
            "读取评分", partial(read_rated, store, run_id, uscc), self._show, failed=self._failed
        )
        self.session.read(
            "计算升级路径",
            lambda: (uscc, read_way(store, run_id, uscc)),
            self._show_way,
            failed=self._no_way,
        )

    def _failed(self, error: Exception) -> None:
        self.back.emit()
        self.session.show_error(error)

    def _no_way(self, _error: Exception) -> None:
        self.way.show_pairs((), "没有算出升级路径。")

    def _show_way(self, found: tuple[str, Pairs]) -> None:
        if found[0] == self.uscc:
            self.way.show_pairs(found[1])

    def _show(self, page: RatedPage) -> None:
        if (page.run_id, page.uscc) != (self.run_id, self.uscc):
            return
        self.name.setText(f"{page.name}　{page.grade}")
        self.changed.setText(f"{page.changed}。下面的记录是现在的，指标值和得分是评级当时的。")
        self.changed.setVisible(bool(page.changed))
        self.facts.show_pairs(page.facts)
        self.told.show_pairs([(str(place), one) for place, one in enumerate(page.sentences, 1)])
        self.origin.show_pairs((), "在上面的指标下选一条记录，这里显示它从哪里来。")
        for reason in page.reasons:
            kind = "封顶" if reason.grade else "否决"
            self._add((kind, "", reason.grade, "", reason.words), reason.record)
        for line in page.lines:
            item = self._add((line.title, line.value, line.band, line.points, line.why))
            for record in line.records:
                _put(QTreeWidgetItem(item, [record.words]), record)
            if line.record_count > len(line.records):
                more = f"共 {line.record_count} 条，只列最近 {len(line.records)} 条"
                QTreeWidgetItem(item, [more]).setFirstColumnSpanned(True)
        for column in range(self.lines.columnCount() - 1):
            self.lines.resizeColumnToContents(column)
        for column, most in ((0, 34), (1, 18), (2, 18)):
            width = theme.chars(most)
            self.lines.setColumnWidth(column, min(width, self.lines.columnWidth(column)))
        self.lines.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if first := self.lines.topLevelItem(0):
            self.lines.setCurrentItem(first)
        self.lines.setFocus()

    def _add(self, texts: tuple[str, ...], record: Record | None = None) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.lines, list(texts))
        item.setTextAlignment(_POINTS, _RIGHT)
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
        if record is not None:
            _put(item, record)
        return item

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        record = item.data(0, _RECORD) if item is not None else None
        if record is None:
            return
        store = self.session.store
        self.session.read(
            "读取记录", lambda: (record, read_origin(store, record)), self._show_origin
        )

    def _show_origin(self, found: tuple[Record, Origin]) -> None:
        item = self.lines.currentItem()
        if item is not None and item.data(0, _RECORD) == found[0]:
            self.origin.show_pairs((*found[1].facts, *found[1].values))

    def print(self, kind: str) -> None:
        """The paper of this enterprise."""
        show_paper(self.session, kind, Selection(self.run_id, frozenset({self.uscc})), self)

    def adjust(self) -> None:
        """Propose a step for this enterprise."""
        self.adjusting.emit(self.uscc)

    def show_file(self) -> None:
        """All that is held of this enterprise."""
        self.session.navigate(ENTERPRISE_SCREEN[Edition.COORDINATOR], uscc=self.uscc)


def _put(item: QTreeWidgetItem, record: Record) -> None:
    item.setData(0, _RECORD, record)
    item.setFirstColumnSpanned(item.parent() is not None)


def _splitter(direction: Qt.Orientation, *parts: QWidget) -> QSplitter:
    splitter = QSplitter(direction)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(theme.unit())
    for part in parts:
        splitter.addWidget(part)
    return splitter
