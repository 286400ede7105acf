"""Step 3: which column is which field. Found by itself; every column can be said otherwise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.collection.column_proposal import Proposal, TableColumns, propose
from app.collection.mapping import IGNORE, fields_of
from app.collection.preparing import ImportRequest
from ui.style import theme

_SHRINKS = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_TITLES = ("原表的列", "内容举例", "对应的项目", "依据")
_FIELD = 2


class ColumnsPage(QWidget):
    """Signal ``corrected()`` when somebody chose another field for a column."""

    corrected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._table: TableColumns | None = None
        self._request: ImportRequest | None = None
        self._choices: dict[str, str] = {}
        self.boxes: dict[str, QComboBox] = {}
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        self.missing = _line("missing")
        self.problem = _line("problem")
        self.grid = QTableWidget(0, len(_TITLES))
        self.grid.setObjectName("columns")
        self.grid.setAccessibleName("原表的列与数据项目")
        self.grid.setHorizontalHeaderLabels(list(_TITLES))
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.grid.setTabKeyNavigation(False)
        self.grid.setWordWrap(False)
        self.grid.verticalHeader().setVisible(False)
        header = self.grid.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit())
        for widget in (self.said, self.problem, self.missing):
            layout.addWidget(widget)
        layout.addWidget(self.grid, 1)

    def show_columns(self, table: TableColumns, request: ImportRequest) -> None:
        """Show what becomes of each column."""
        self._table, self._request = table, request
        self._choices = dict(request.choices)
        self._say(table)
        self.boxes.clear()
        self.grid.clearContents()
        self.grid.setRowCount(len(table.columns))
        self.grid.verticalHeader().setDefaultSectionSize(theme.unit() * 4)
        proposal = propose(table, self._choices)
        for place, column in enumerate(proposal.columns):
            sheet_column = table.columns[place]
            shown = column.header or f"（第 {sheet_column.index + 1} 列没有表头）"
            if sheet_column.hidden:
                shown += "（隐藏）"
            self.grid.setItem(place, 0, QTableWidgetItem(shown))
            self.grid.setItem(place, 1, QTableWidgetItem("、".join(table.samples[place])))
            self.grid.setItem(place, 3, QTableWidgetItem())
            box = self._field_box(table, column.key, shown)
            self.boxes[column.key] = box
            self.grid.setCellWidget(place, _FIELD, box)
        self.grid.setColumnWidth(0, theme.chars(26))
        self.grid.setColumnWidth(_FIELD, theme.chars(30))
        self.grid.setColumnWidth(3, theme.chars(16))
        self._show(proposal)

    def request(self) -> ImportRequest:
        """The request with the columns as they are chosen now."""
        if self._request is None:
            raise RuntimeError("no columns are shown")
        return replace(self._request, choices=dict(self._choices))

    def _say(self, table: TableColumns) -> None:
        first, last = table.header_rows
        header = f"第 {first} 行" if first == last else f"第 {first}—{last} 行"
        left_out = f"，另有 {table.left_out} 行是标题、合计或签字，不导入" if table.left_out else ""
        read = f"“{table.sheet_name}”：表头在{header}，数据 {table.rows:,} 行{left_out}。"
        into = f"导入到“{table.data_set.title}”。"
        self.said.setText("\n".join([read + into, *table.notes]))

    def _field_box(self, table: TableColumns, key: str, header: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"field.{key}")
        box.setAccessibleName(f"“{header}”对应的项目")
        box.setSizeAdjustPolicy(_SHRINKS)
        box.setMinimumContentsLength(12)
        box.addItem("不导入", "")
        for name, field in fields_of(table.data_set).items():
            if not field.derived and not field.retired:
                box.addItem(f"{field.title} *" if field.required else field.title, name)
        box.activated.connect(partial(self._chosen, key))
        return box

    def _chosen(self, key: str, _place: int) -> None:
        self._choices[key] = self.boxes[key].currentData() or IGNORE
        if self._table is not None:
            self._show(propose(self._table, self._choices))
            self.corrected.emit()

    def _show(self, proposal: Proposal) -> None:
        for place, column in enumerate(proposal.columns):
            box = self.boxes[column.key]
            box.setCurrentIndex(max(0, box.findData(column.field)))
            item = self.grid.item(place, 3)
            if item is not None:
                chosen = self._choices.get(column.key) == IGNORE
                item.setText(column.how or ("本次指定" if chosen else "不认识的列"))
        problem = proposal.problem
        self.problem.setText(problem.words if problem else "")
        self.problem.setProperty("state", "bad")
        self.problem.setVisible(problem is not None)
        said = []
        if proposal.missing:
            titles = "、".join(proposal.missing)
            said.append(f"缺少必填的列：{titles}。可以先导入，存为草稿，补齐后才能审核。")
        if proposal.unknown:
            said.append(f"不认识、不会导入的列：{'、'.join(proposal.unknown)}。")
        self.missing.setText("\n".join(said))
        self.missing.setProperty("state", "soon")
        self.missing.setVisible(bool(said))


def _line(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
