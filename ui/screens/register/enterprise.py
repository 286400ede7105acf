"""The page of one enterprise: its entry, what this agency holds, and each record's life."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.enterprise import Enterprise, Held, Moment, read_enterprise, read_history
from ui.screen import Session
from ui.style import fonts, theme
from ui.tables.facts import Facts
from ui.tables.states import icon_of
from ui.widgets.back_button import BackButton

_RECORD = Qt.ItemDataRole.UserRole


class EnterprisePage(QWidget):
    """Read in the background each time it is shown. Signal ``back()``."""

    back = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.uscc = ""
        self._held: dict[str, Held] = {}
        self._build()

    def _build(self) -> None:
        leave = BackButton(self, "back")
        leave.clicked.connect(self.back)
        self.name = QLabel()
        self.name.setObjectName("enterpriseName")
        self.name.setFont(fonts.larger(self.font(), 1.2, bold=True))
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QLabel()
        self.code.setFont(fonts.fixed(self.font()))
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.setSpacing(theme.unit() * 2)
        top.addWidget(leave)
        top.addWidget(self.name)
        top.addWidget(self.code)
        top.addStretch(1)
        self.facts = Facts("登记信息")
        self.values = Facts("记录内容")
        self.records = _tree("本单位的记录", ("数据集 / 记录", "状态", "录入", "审核"))
        self.records.setObjectName("records")
        self.records.currentItemChanged.connect(self._choose)
        self.life = _tree("变动历史", ("时间", "操作员", "变动"))
        self.life.setObjectName("life")
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.records)
        lower = QSplitter(Qt.Orientation.Horizontal)
        lower.addWidget(self.values)
        lower.addWidget(self.life)
        lower.setSizes([theme.unit() * 40, theme.unit() * 60])
        right.addWidget(lower)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self.facts)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        for splitter in (right, lower, whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.unit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        layout.addLayout(top)
        layout.addWidget(whole, 1)

    def show_enterprise(self, uscc: str) -> None:
        """Read and show one enterprise; an error is told and leads back to the list."""
        self.uscc = uscc
        self.refresh()

    def refresh(self) -> None:
        """Read the same enterprise again."""
        store, uscc = self.session.store, self.uscc
        self.session.read(
            "读取企业", lambda: read_enterprise(store, uscc), self._show, failed=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self.back.emit()
        self.session.show_error(error)

    def _show(self, found: Enterprise) -> None:
        if found.uscc != self.uscc:
            return
        self.name.setText(found.name)
        self.code.setText(found.uscc)
        self.facts.show_pairs(found.facts)
        self.records.clear()
        self.life.clear()
        self.values.show_pairs((), "选一条记录，这里显示它的内容。")
        self._held = {held.rec_id: held for held in found.records}
        groups: dict[str, QTreeWidgetItem] = {}
        for held in found.records:
            group = groups.get(held.dataset)
            if group is None:
                group = QTreeWidgetItem(self.records, [held.title])
                group.setFirstColumnSpanned(True)
                group.setExpanded(True)
                groups[held.dataset] = group
            item = QTreeWidgetItem(group, [held.label, held.status, held.entered, held.reviewed])
            item.setData(0, _RECORD, held.rec_id)
            mark = icon_of(held.status)
            if mark is not None:
                item.setIcon(1, mark)
        for held_set, group in groups.items():
            count = sum(one.dataset == held_set for one in found.records)
            group.setText(0, f"{group.text(0)}（{count} 条）")
        if not found.records:
            note = QTreeWidgetItem(self.records, ["本单位还没有这家企业的数据。"])
            note.setFirstColumnSpanned(True)
        for column in range(4):
            self.records.resizeColumnToContents(column)
        first = self.records.topLevelItem(0)
        if first is not None and first.childCount():
            self.records.setCurrentItem(first.child(0))
        self.records.setFocus()

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        held = self._held.get(item.data(0, _RECORD) or "") if item is not None else None
        if held is None:
            return
        self.values.show_pairs(held.values)
        store = self.session.store
        dataset, rec_id = held.dataset, held.rec_id
        self.session.read(
            "读取历史", lambda: (rec_id, read_history(store, dataset, rec_id)), self._show_life
        )

    def _show_life(self, found: tuple[str, Sequence[Moment]]) -> None:
        current = self.records.currentItem()
        rec_id, life = found
        if current is None or current.data(0, _RECORD) != rec_id:
            return
        self.life.clear()
        for moment in life:
            top = QTreeWidgetItem(self.life, [moment.at, moment.operator, moment.act])
            for title, was, becomes in moment.changes:
                QTreeWidgetItem(
                    top, ["", "", f"{title}：{was or '（空）'} → {becomes or '（空）'}"]
                )
            top.setExpanded(True)
        for column in range(3):
            self.life.resizeColumnToContents(column)


def _tree(name: str, titles: Sequence[str]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(name)
    tree.setHeaderLabels(list(titles))
    tree.setUniformRowHeights(True)
    tree.setRootIsDecorated(True)
    return tree
