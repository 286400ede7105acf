"""What agencies gave, agency by agency; each value with where it came from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTreeWidgetItem, QWidget

from app.browsing.credit_file_page import FilePage, Record
from ui.screens.credit_files.trees import LEAST_ROWS, tree
from ui.style import theme
from ui.tables.facts import Facts
from ui.tables.states import icon_of
from ui.widgets.scrolled_body import scrolled_body

_RECORD = Qt.ItemDataRole.UserRole
_NOTHING = "还没有单位报送这家企业的数据。"


class RecordsPage(QWidget):
    """The records as a tree, and beside it the one under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, Record] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self.listed = tree("各单位记录", ("单位 / 数据集 / 记录", "数据日期", "状态"), nested=True)
        self.listed.setObjectName("records")
        self.listed.currentItemChanged.connect(self._choose)
        self.values = tree("记录内容", ("项目", "内容", "来源"))
        self.values.setObjectName("values")
        self.way = Facts("这条记录的来历")
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.values)
        right.addWidget(self.way)
        right.setSizes([theme.unit() * 32, theme.unit() * 24])
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self.listed)
        whole.addWidget(right)
        for splitter in (whole, right):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.unit())
        whole.setMinimumHeight(theme.row() * LEAST_ROWS)
        scrolled_body(self).addWidget(whole)

    def show_page(self, page: FilePage) -> None:
        """Show the records; agencies stand open, data sets closed until somebody looks."""
        wanted = self.current()
        self.listed.clear()
        self.values.clear()
        self.way.show_pairs((), "选一条记录，这里显示它从哪里来。")
        self._records, self._items = {}, {}
        agencies: dict[str, QTreeWidgetItem] = {}
        for part in page.parts:
            top = agencies.get(part.agency)
            if top is None:
                top = agencies[part.agency] = _heading(self.listed, part.agency)
                top.setExpanded(True)
            group = _heading(top, f"{part.title}（{len(part.records)} 条）")
            for record in part.records:
                self._add(group, record)
        if not page.parts:
            _heading(self.listed, _NOTHING)
        self.listed.setColumnWidth(0, theme.chars(34))
        self.listed.setColumnWidth(1, theme.chars(14))
        self.choose(wanted)

    def current(self) -> str:
        """The number of the record under the cursor; empty on a heading."""
        item = self.listed.currentItem()
        return str(item.data(0, _RECORD) or "") if item is not None else ""

    def choose(self, rec_id: str) -> bool:
        """Put the cursor on a record; False when the file has none of that number."""
        item = self._items.get(rec_id)
        if item is None:
            return False
        self.listed.setCurrentItem(item)
        self.listed.scrollToItem(item)
        self.listed.setFocus()
        return True

    def _add(self, group: QTreeWidgetItem, record: Record) -> None:
        state = record.objected or record.status
        item = QTreeWidgetItem(group, [record.label, record.as_of, state])
        item.setData(0, _RECORD, record.rec_id)
        mark = icon_of(state)
        if mark is not None:
            item.setIcon(2, mark)
        self._records[record.rec_id] = record
        self._items[record.rec_id] = item

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        record = self._records.get(str(item.data(0, _RECORD) or "")) if item is not None else None
        if record is None:
            return
        self.values.clear()
        for told in record.values:
            line = QTreeWidgetItem(self.values, [told.title, told.text, told.origin])
            line.setToolTip(1, told.text)
        self.values.resizeColumnToContents(0)
        self.values.setColumnWidth(1, theme.chars(26))
        self.way.show_pairs(record.way)


def _heading(parent: object, text: str) -> QTreeWidgetItem:
    made = QTreeWidgetItem(parent, [text])  # type: ignore[call-overload]
    made.setFirstColumnSpanned(True)
    return made  # type: ignore[no-any-return]
