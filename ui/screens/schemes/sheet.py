"""One sheet of a scheme as a table that is typed into, like a page of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.rating.scheme_layout import BANDS, CASES, EVERY, INDICATORS, WEIGHT
from app.rating.scheme_places import Told, column_words
from ui.screens.schemes.working import Working, block_of
from ui.style import icons, theme
from ui.tables.view import as_cells

Index = QModelIndex | QPersistentModelIndex
Titles = Mapping[str, str]
_WIDTHS = {"名称": 34, "内容": 40, "项目": 24, "指标": 34, "数据来源": 40, "情形说明": 26}
_ACROSS = Qt.Orientation.Horizontal
_NUMBERS = ("不低于", "不高于", "得分率", "起点")


class SheetModel(QAbstractTableModel):
    """The cells of a sheet, and columns that are only shown; ``problems`` by row and column."""

    def __init__(self, working: Working, sheet: str, sources: Titles, parent: QObject) -> None:
        super().__init__(parent)
        self.working = working
        self.sheet = sheet
        self._sources = sources
        self.titles: list[str] = []
        self.places: list[int | None] = []
        self._hints: list[Callable[[Sequence[str]], str] | None] = []
        self._problems: dict[tuple[int, str], str] = {}
        self._shown = 0
        working.changed.connect(self._changed)

    def _changed(self, sheet: str) -> None:
        rows = len(self.working.rows(self.sheet))
        if not sheet or (sheet == self.sheet and rows != self._shown):
            self.beginResetModel()
            self._arrange()
            self._shown = rows
            self.endResetModel()
        elif sheet == self.sheet:
            last = self.index(rows - 1, len(self.titles) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _arrange(self) -> None:
        """The columns of the sheet, and after the first what its ids mean."""
        base, working = self.working.base, self.working
        self.titles, self.places, self._hints = [], [], []
        if base is None:
            return
        for place, name in enumerate(working.columns(self.sheet)):
            self._add(column_words(base, name), place, None)
            if place == 0 and self.sheet in (BANDS, CASES):
                self._add("指标", None, self._indicator)
            if name == "情形":
                self._add("情形说明", None, self._case)
        if self.sheet == INDICATORS:
            self._add("数据来源", None, self._source)

    def _add(
        self, title: str, place: int | None, hint: Callable[[Sequence[str]], str] | None
    ) -> None:
        self.titles.append(title)
        self.places.append(place)
        self._hints.append(hint)

    def _indicator(self, cells: Sequence[str]) -> str:
        rows = self.working.rows(INDICATORS)
        return next((row[1] for row in rows if row[0] == cells[0]), "")

    def _case(self, cells: Sequence[str]) -> str:
        one = self.working.base.by_id.get(cells[0]) if self.working.base else None
        return one.names.get(cells[1], "") if one else ""

    def _source(self, cells: Sequence[str]) -> str:
        one = self.working.base.by_id.get(cells[0]) if self.working.base else None
        codes = one.sources if one else ()
        return "、".join(self._sources.get(code, code) for code in codes)

    def show_problems(self, told: Sequence[Told]) -> None:
        """Mark the cells in which something is wrong."""
        self._problems = {
            (one.row, one.column): one.sentence for one in told if one.sheet == self.sheet
        }
        if self._shown:
            last = self.index(self._shown - 1, len(self.titles) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def column_of(self, name: str) -> int:
        """Where a column of the sheet is shown; the last that can be changed if it is none."""
        columns = self.working.columns(self.sheet)
        place = columns.index(name) if name in columns else len(columns) - 1
        return self.places.index(place)

    def problem(self, index: Index) -> str:
        """What is wrong in a cell; empty when nothing is."""
        place = self.places[index.column()]
        if place is None:
            return ""
        return self._problems.get((index.row(), self.working.columns(self.sheet)[place]), "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """The rows of the sheet."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Its columns and those that are only shown."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, over numbers at the right; numbers of the rows."""
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole and across:
            return self._alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.titles[section] if across else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; a mark and a sentence where something is wrong; closed cells quieter."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index, as_typed=role == Qt.ItemDataRole.EditRole)
        if role == Qt.ItemDataRole.ForegroundRole and not self._open(index):
            return QColor(theme.colours().muted)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.DecorationRole and self.problem(index):
            return icons.icon("error", theme.colours().bad)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.problem(index) or None
        return None

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        name = self.titles[section]
        right = name in _NUMBERS or name.startswith(WEIGHT)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _text(self, index: Index, *, as_typed: bool) -> str:
        cells = self.working.rows(self.sheet)[index.row()]
        place, hint = self.places[index.column()], self._hints[index.column()]
        if hint is not None or place is None:
            return hint(cells) if hint else ""
        text = cells[place]
        base = self.working.base
        if not as_typed and base and self.titles[index.column()] == "模板" and text != EVERY:
            return base.template_titles.get(text, text)
        return text

    def _open(self, index: Index) -> bool:
        place = self.places[index.column()]
        return place is not None and self.working.open_to(self.sheet, index.row(), place)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What says which thing a row is about stands fast."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self._open(index) else found

    def setData(  # noqa: N802
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Take what was typed, whatever it is: the check tells what is wrong with it."""
        place = self.places[index.column()]
        if role != Qt.ItemDataRole.EditRole or place is None:
            return False
        words = f"填写{self.titles[index.column()]}"
        self.working.put(self.sheet, {(index.row(), place): str(value).strip()}, words)
        return True


class _Cells(QStyledItemDelegate):
    """Knows the editor that is open, so that leaving the screen can take what stands in it."""

    _editor: QWidget | None = None

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """The line of a cell."""
        self._editor = super().createEditor(parent, option, index)
        title = index.model().headerData(index.column(), _ACROSS)
        self._editor.setAccessibleName(str(title))
        return self._editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """The cell is closed."""
        self._editor = None
        super().destroyEditor(editor, index)

    def finish(self) -> None:
        """Take what stands in the open cell, and close it."""
        editor, self._editor = self._editor, None
        if editor is not None:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


class SheetView(QTableView):
    """Signal ``said(text)``: what did not fit when a block was pasted; empty when it did."""

    said = QtSignal(str)

    def __init__(self, model: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet = model
        self.setModel(model)
        self.setObjectName(f"sheet.{model.sheet}")
        self.setAccessibleName(model.sheet)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.AnyKeyPressed | trigger.DoubleClicked)
        self.setAlternatingRowColors(True)
        self.setIconSize(theme.icon_size())
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(theme.row())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._arranged)
        self._cell = (0, 0)
        self._cells = _Cells(self)
        self.setItemDelegate(self._cells)

    def _remember(self) -> None:
        index = self.currentIndex()
        self._cell = (index.row(), index.column()) if index.isValid() else (0, 0)

    def _arranged(self) -> None:
        for place, title in enumerate(self.sheet.titles):
            wide = _WIDTHS.get(title, max(9, 2 * len(title)))
            self.setColumnWidth(place, theme.chars(wide + 2))
        row, column = self._cell
        rows = self.sheet.rowCount()
        if rows:
            self.setCurrentIndex(self.sheet.index(min(row, rows - 1), column))

    def go(self, row: int, column: str) -> None:
        """Put the cursor into a cell."""
        self.setCurrentIndex(self.sheet.index(row, self.sheet.column_of(column)))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Take what stands in the open cell, if one is open."""
        self._cells.finish()

    def closeEditor(  # noqa: N802
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Enter goes to the cell below, as in a workbook."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the cell; copy, paste and delete as in a workbook."""
        if self.state() == QAbstractItemView.State.EditingState:
            return  # the Enter that closes a cell arrives here too
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete:
            self.empty()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def chosen_rows(self) -> list[int]:
        """The rows of the chosen cells."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def copy(self) -> None:
        """Put the chosen cells on the clipboard, as cells for Excel."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        columns = range(
            min(one.column() for one in chosen), max(one.column() for one in chosen) + 1
        )
        lines = [
            [
                str(self.sheet.index(row, column).data(Qt.ItemDataRole.EditRole))
                for column in columns
            ]
            for row in self.chosen_rows()
        ]
        QGuiApplication.clipboard().setText(as_cells(lines))

    def paste(self) -> None:
        """Lay the clipboard's cells over the table from the cursor."""
        cursor, sheet = self.currentIndex(), self.sheet
        text = QGuiApplication.clipboard().text()
        if not cursor.isValid() or not text:
            return
        block = block_of(
            text,
            sheet.places[cursor.column() :],
            cursor.row(),
            sheet.working.rows(sheet.sheet),
            lambda row, place: sheet.working.open_to(sheet.sheet, row, place),
        )
        self.said.emit(block.problem)
        if block.cells:
            sheet.working.put(sheet.sheet, block.cells, "粘贴")

    def empty(self) -> None:
        """Empty the chosen cells."""
        places = [(one.row(), self.sheet.places[one.column()]) for one in self.selectedIndexes()]
        cells = {(row, place): "" for row, place in places if place is not None}
        self.sheet.working.put(self.sheet.sheet, cells, "清空")
