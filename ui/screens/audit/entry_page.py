"""One entry: its facts, and below them what each row was before and is after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.audit_entry import Entry, read_entry
from ui.screen import Session
from ui.style import fonts, theme

_NOTHING = "（空）"


class EntryPanel(QWidget):
    """Reads the entry in the background; shows the newest that was asked for."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted = 0
        self.title = QLabel()
        self.title.setObjectName("entryTitle")
        self.title.setWordWrap(True)
        self.title.setFont(fonts.larger(self.font(), 1.1, bold=True))
        self.facts = QScrollArea()
        self.facts.setWidgetResizable(True)
        self.facts.setAccessibleName("这一条的内容")
        self.rows = QTreeWidget()
        self.rows.setObjectName("entryRows")
        self.rows.setAccessibleName("改动前后")
        self.rows.setHeaderLabels(["对象 / 数据项", "改动前", "改动后"])
        self.rows.setUniformRowHeights(True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.unit())
        split.addWidget(self.facts)
        split.addWidget(self.rows)
        split.setSizes([theme.unit() * 40, theme.unit() * 40])
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addWidget(split, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self._wanted = 0
        self.title.setText("选一条日志，这里显示它的内容。")
        self._show_facts(())
        self.rows.clear()
        self.rows.hide()

    def show_entry(self, seq: int) -> None:
        """Read and show one entry."""
        self._wanted = seq
        store = self._session.store
        self._session.read("读取日志", lambda: read_entry(store, seq), self._show)

    def _show(self, entry: Entry) -> None:
        if entry.seq != self._wanted:
            return
        self.title.setText(f"第 {entry.seq:,} 条　{entry.title}")
        self._show_facts(entry.facts)
        self.rows.clear()
        for row in entry.rows:
            name = "　".join(part for part in (row.enterprise, row.dataset, row.kind) if part)
            top = QTreeWidgetItem(self.rows, [name])
            top.setFirstColumnSpanned(True)
            for title, was, becomes in row.changes:
                QTreeWidgetItem(top, [title, was or _NOTHING, becomes or _NOTHING])
            top.setExpanded(len(entry.rows) <= 10)
        rest = entry.total - len(entry.rows)
        if rest:
            note = QTreeWidgetItem(self.rows, [f"另有 {rest:,} 条记录，不在这里逐条列出。"])
            note.setFirstColumnSpanned(True)
        self.rows.setVisible(bool(entry.rows))
        for column in range(3):
            self.rows.resizeColumnToContents(column)

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        held = QWidget()
        form = QFormLayout(held)
        form.setVerticalSpacing(theme.unit())
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for title, text in facts:
            named, shown = QLabel(title), QLabel(text)
            named.setProperty("role", "muted")
            shown.setWordWrap(True)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(named, shown)
        self.facts.setWidget(held)
