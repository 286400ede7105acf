"""The rows of the heat map: an agency a line, its own data sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.browsing.overview import Cell, Line

Index = QModelIndex | QPersistentModelIndex
SUMMARY: tuple[tuple[str, Callable[[Line], int]], ...] = (
    ("逾期项", lambda line: line.late),
    ("最长天数", lambda line: line.most_days),
    ("齐全项", lambda line: line.whole),
)
"""The columns before the data sets; the list is sorted by them."""
CELL_ROLE = Qt.ItemDataRole.UserRole


class HeatModel(QAbstractTableModel):
    """Shows lines; sorted by lateness until somebody asks for another order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.registered = 0
        self._order: tuple[int, bool] | None = None

    def show_lines(self, lines: Sequence[Line], registered: int) -> None:
        """Show these in the order in force; ``registered`` is how many enterprises there are."""
        self.beginResetModel()
        self.lines, self.registered = list(lines), registered
        self._sort()
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The data set at a place; None in a column of sums and where an agency has no more."""
        place = index.column() - len(SUMMARY)
        if not index.isValid() or place < 0:
            return None
        cells = self.lines[index.row()].cells
        return cells[place] if place < len(cells) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many agencies."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """The sums, and as many data sets as the agency with most of them has."""
        most = max((len(line.cells) for line in self.lines), default=0)
        return 0 if parent.isValid() else len(SUMMARY) + most

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; what a cell says in full for whoever rests on it or hears it."""
        cell = self.cell(index)
        line = self.lines[index.row()]
        if role == CELL_ROLE:
            return cell
        if cell is not None:
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{cell.title}\n{cell.short}"
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                return told(line, cell, self.registered)
        elif index.column() < len(SUMMARY):
            if role == Qt.ItemDataRole.DisplayRole:
                number = SUMMARY[index.column()][1](line)
                of = f" / {len(line.cells)}" if index.column() == len(SUMMARY) - 1 else ""
                return f"{number}{of}"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Agencies at the left; the sums' titles above, and one for the data sets."""
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Vertical:
            return self.lines[section].title
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.lines[section].name
        if section < len(SUMMARY):
            return SUMMARY[section][0]
        return "本单位的数据集" if section == len(SUMMARY) else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A place without a data set cannot be stood on."""
        if self.cell(index) is None and index.column() >= len(SUMMARY):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.DescendingOrder) -> None:
        """By a column of sums; any other column gives the order by lateness again."""
        known = 0 <= column < len(SUMMARY)
        self._order = (column, order == Qt.SortOrder.DescendingOrder) if known else None
        self.beginResetModel()
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        if self._order is None:
            self.lines.sort(key=lambda line: (-line.late, -line.most_days, line.whole))
        else:
            number = SUMMARY[self._order[0]][1]
            self.lines.sort(key=number, reverse=self._order[1])


def told(line: Line, cell: Cell, registered: int) -> str:
    """Everything that is known of one cell, in a sentence."""
    last = f"最近一次报送 {cell.last}" if cell.last else "本批次没有报送"
    return (
        f"{line.name}《{cell.title}》（{cell.dataset}）：{cell.short}。"
        f"现有 {cell.rows:,} 条，涉及 {cell.enterprises:,} 家企业（名录 {registered:,} 家）；"
        f"{last}；截止 {cell.due}。"
    )
