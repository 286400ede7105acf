"""The heat map: every state by word, icon and shade; arrow keys move, Enter opens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.browsing.overview import Cell
from ui.screens.overview.heat_model import CELL_ROLE, SUMMARY, HeatModel
from ui.style import theme
from ui.tables.states import icon_of, shade_of

_WIDE = 16
"""Characters of a data set's title that are seen; a Chinese one takes two."""
_LEAST = 5
"""Lines that are seen however large the letters are."""
_TINT = 48
"""Of 255: how much of a state's colour its cell takes; the words stay readable on it."""


class HeatView(QTableView):
    """Signals: ``opened(cell)`` by Enter or double click; ``stood(cell or None)`` as one moves."""

    opened = Signal(object)
    stood = Signal(object)

    def __init__(self, model: HeatModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.heat = model
        self.setObjectName("heat")
        self.setAccessibleName("各单位各数据集的进度")
        self.setModel(model)
        self.setItemDelegate(HeatDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(_lines(2) * _LEAST)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_lines(2))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setDefaultSectionSize(_WIDE * theme.chars(1))
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(self.open_current)
        model.modelReset.connect(self._arrange)

    def agencies(self) -> list[str]:
        """The agencies in whose lines something is chosen, from top to bottom."""
        rows = {index.row() for index in self.selectionModel().selectedIndexes()}
        return [self.heat.lines[row].agency for row in sorted(rows)]

    def stand_on(self, agency: str, dataset: str = "") -> None:
        """Stand on a data set, or on the sums of an agency."""
        for row, line in enumerate(self.heat.lines):
            if line.agency == agency:
                sets = [cell.dataset for cell in line.cells]
                place = len(SUMMARY) + sets.index(dataset) if dataset in sets else 0
                self.setCurrentIndex(self.heat.index(row, place))

    def currentChanged(  # noqa: N802
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell where one stands now."""
        super().currentChanged(current, previous)
        self.stood.emit(self.heat.cell(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens what one stands on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            super().keyPressEvent(event)

    def open_current(self) -> None:
        """Open the data set on which one stands."""
        cell = self.heat.cell(self.currentIndex())
        if cell is not None:
            self.opened.emit(cell)

    def _arrange(self) -> None:
        for place, (title, _) in enumerate(SUMMARY):
            self.setColumnWidth(place, theme.chars(2 * len(title) + 4))


class HeatDelegate(QStyledItemDelegate):
    """Paints a data set: its title, below it the icon and the word of its state, on its shade."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell; where one stands is told by a frame, so that the shade stays."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            super().paint(painter, option, index)
            return
        painter.save()
        box = option.rect.adjusted(1, 1, -1, -1)  # type: ignore[attr-defined]
        tint = QColor(shade_of(cell.state))
        tint.setAlpha(_TINT)
        painter.fillRect(box, QColor(theme.colours().base))
        painter.fillRect(box, tint)
        chosen = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        colours = theme.colours()
        painter.setPen(QPen(QColor(colours.accent if chosen else colours.line), 2 if chosen else 1))
        painter.drawRect(box)
        self._words(painter, box, cell)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, cell: Cell) -> None:
        pad = theme.unit() // 2
        inner = box.adjusted(pad, 0, -pad, 0)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = upper.translated(0, upper.height())
        painter.setPen(QColor(theme.colours().text))
        metrics = QFontMetrics(painter.font())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        cut = Qt.TextElideMode.ElideRight
        painter.drawText(upper, side, metrics.elidedText(cell.title, cut, upper.width()))
        icon = icon_of(cell.state)
        size = metrics.height()
        if icon is not None:
            icon.paint(painter, QRect(lower.left(), lower.center().y() - size // 2, size, size))
        lower.setLeft(lower.left() + size + pad)
        painter.drawText(lower, side, metrics.elidedText(cell.short, cut, lower.width()))

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines of text."""
        return QSize(_WIDE * theme.chars(1), _lines(2))


def _lines(count: int) -> int:
    return count * theme.row() * 3 // 4
