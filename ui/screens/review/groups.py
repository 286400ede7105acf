"""What waits, by data set and by the file it came from, with counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.browsing.review_list import Waiting
from ui.style import theme

_GROUP = Qt.ItemDataRole.UserRole
Group = tuple[str, str]
"""Data set and batch; an empty batch is the whole data set."""


class Groups(QTreeWidget):
    """Signal ``chosen(group)`` when another one is stood on."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("groups")
        self.setAccessibleName("待审核的数据集和批次")
        self.setHeaderLabels(["待审核", "条数"])
        self.setUniformRowHeights(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setMinimumWidth(theme.chars(16))
        self._items: dict[Group, QTreeWidgetItem] = {}
        self.currentItemChanged.connect(self._tell)

    def show_groups(self, found: Sequence[Waiting]) -> None:
        """Show these, staying on the group that is chosen while it has anything."""
        kept = self.current()
        self.blockSignals(True)
        self.clear()
        self._items = {}
        for one in found:
            whole = self._items.get((one.dataset, ""))
            if whole is None:
                count = sum(other.count for other in found if other.dataset == one.dataset)
                whole = QTreeWidgetItem(self, [one.title, f"{count:,}"])
                self._add((one.dataset, ""), whole)
            item = QTreeWidgetItem(whole, [one.source, f"{one.count:,}"])
            item.setToolTip(0, one.source)
            if one.mine:
                item.setToolTip(1, f"其中 {one.mine:,} 条由本人录入")
            self._add((one.dataset, one.batch), item)
            whole.setExpanded(True)
        self.resizeColumnToContents(1)
        self.blockSignals(False)
        self.choose(kept)

    def current(self) -> Group:
        """The chosen group; two empty texts for none."""
        for item in self.selectedItems():
            dataset, batch = item.data(0, _GROUP)
            return dataset, batch
        return "", ""

    def choose(self, wanted: Group) -> None:
        """Stand on this group, else on its data set, else on the first."""
        dataset, batch = wanted
        item = self._items.get(wanted) or self._items.get((dataset, ""))
        if item is None and batch:
            item = next((one for key, one in self._items.items() if key[1] == batch), None)
        item = item or self.topLevelItem(0)
        if item is None:
            self.chosen.emit(("", ""))
        elif item is self.currentItem():
            self.chosen.emit(self.current())
        else:
            self.setCurrentItem(item)

    def _add(self, group: Group, item: QTreeWidgetItem) -> None:
        item.setData(0, _GROUP, group)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        self._items[group] = item

    def _tell(self) -> None:
        self.chosen.emit(self.current())
