"""The view of a list: sorting, selection by key, copying as Excel cells, columns remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
)
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QToolTip, QWidget

from app.listing import Key, Row
from app.settings import Settings
from ui.style import theme
from ui.tables.model import FIRST, ListModel

_ROWS = 5
"""A heading and four rows: as much of a list as is worth scrolling a page for."""


class ListView(QTableView):
    """Shows a :class:`ListModel`.

    Signals: ``opened(key)`` by Enter or double click; ``picked(list of keys)`` when the selection
    changed. ``name`` is under which the columns are remembered.
    """

    opened = QtSignal(str)
    picked = QtSignal(list)

    def __init__(self, model: ListModel, name: str, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._list = model
        self._name = f"columns.{name}"
        self._settings = settings
        self._kept: list[Key] = []
        self._current: Key | None = None
        self._column = 0
        self.setObjectName(name)
        self.setAccessibleName("列表")
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setIconSize(theme.icon_size())
        self._arrange_headers()
        model.modelAboutToBeReset.connect(self._keep_selection)
        model.modelReset.connect(self._restore_selection)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._tell_picked)

    def _arrange_headers(self) -> None:
        width = theme.chars(1)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(theme.row())
        rows.setVisible(False)
        header = self.horizontalHeader()
        for place, column in enumerate(self._list.columns):
            header.resizeSection(place, width * (column.width + 2))
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        kept = self._settings.recall(self._name)
        if kept:
            header.restoreState(QByteArray.fromBase64(kept.encode()))
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.sectionResized.connect(self._remember)
        header.sectionMoved.connect(self._remember)

    def picked_keys(self) -> list[Key]:
        """The keys of the selected rows, in the order of the list."""
        rows = {
            row
            for span in self.selectionModel().selection().toList()
            for row in range(span.top(), span.bottom() + 1)
        }
        return [self._list.ids[row] for row in sorted(rows) if row < len(self._list.ids)]

    def current_key(self) -> Key | None:
        """The key of the row under the cursor."""
        index = self.currentIndex()
        return self._list.ids[index.row()] if index.isValid() else None

    def show_columns(self, keys: Iterable[str]) -> None:
        """Show only these columns."""
        wanted = set(keys)
        for place, column in enumerate(self._list.columns):
            self.setColumnHidden(place, column.key not in wanted)
        self._remember()

    def shown_columns(self) -> list[int]:
        """The columns as they stand, left to right, without the hidden ones."""
        header = self.horizontalHeader()
        order = sorted(range(header.count()), key=header.visualIndex)
        return [place for place in order if not self.isColumnHidden(place)]

    def copy(self) -> None:
        """Put the selected rows on the clipboard, with titles, as cells for Excel."""
        columns = self.shown_columns()
        keys = self.picked_keys()
        found = self._list.source.rows(keys)
        lines = [[self._list.columns[place].title for place in columns]]
        lines.extend([found[key][place] for place in columns] for key in keys if key in found)
        QGuiApplication.clipboard().setText(as_cells(lines))

    def _open(self) -> None:
        key = self.current_key()
        if key is not None:
            self.opened.emit(key)

    def _tell_picked(self) -> None:
        self.picked.emit(self.picked_keys())

    def _keep_selection(self) -> None:
        self._kept = self.picked_keys()
        self._current = self.current_key()
        self._column = max(0, self.currentIndex().column())

    def _restore_selection(self) -> None:
        if not self._kept and self._current is None:
            if self.window().focusWidget() is self:  # somebody waits here for the rows
                self.stand()
            return
        wanted = set(self._kept) | ({self._current} if self._current else set())
        places = {key: row for row, key in enumerate(self._list.ids) if key in wanted}
        chosen = QItemSelection()
        for key in self._kept:
            if key in places:
                index = self._list.index(places[key], 0)
                chosen.select(index, index)
        rows = QItemSelectionModel.SelectionFlag.Rows
        model = self.selectionModel()
        if self._current in places:
            current = self._list.index(places[self._current], self._column)
            model.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect | rows)
        if len(places) == len(wanted) or len(self._list.ids) < FIRST:
            self._kept, self._current = [], None

    def _offer_columns(self, at: QPoint) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def columns_menu(self) -> QMenu:
        """A menu to show and hide columns; at least one stays."""
        menu = QMenu(self)
        for place, column in enumerate(self._list.columns):
            entry = menu.addAction(column.title)
            entry.setCheckable(True)
            entry.setChecked(not self.isColumnHidden(place))
            entry.setData(place)
        menu.triggered.connect(self._toggle_column)
        return menu

    def _toggle_column(self, entry: object) -> None:
        place = entry.data()  # type: ignore[attr-defined]
        hide = not self.isColumnHidden(place)
        if not hide or len(self.shown_columns()) > 1:
            self.setColumnHidden(place, hide)
            self._remember()

    def _remember(self) -> None:
        state = self.horizontalHeader().saveState().toBase64().data()
        self._settings.remember(self._name, bytes(state).decode())

    def sizeHint(self) -> QSize:  # noqa: N802
        """A heading and a few rows, as large as the letters are."""
        return QSize(super().sizeHint().width(), theme.row() * _ROWS)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """With less than two rows nobody can work: rather the page scrolls."""
        return QSize(super().minimumSizeHint().width(), theme.row() * (_ROWS - 2))

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Who rests on a cell whose text is cut reads all of it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.cut_text(self.indexAt(event.pos()))
            if text:
                shown = escape(text).replace("\n", "<br>")  # a file's cell is no HTML
                QToolTip.showText(event.globalPos(), f"<qt>{shown}</qt>", self.viewport())
                return True
        return super().viewportEvent(event)

    def cut_text(self, index: QModelIndex) -> str:
        """The text of a cell for which its column is too narrow; empty where all is seen."""
        wide = index.isValid() and self.columnWidth(index.column())
        return str(index.data()) if wide and self.sizeHintForIndex(index).width() > wide else ""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Whoever comes by keyboard stands on a row that is seen to be chosen."""
        super().focusInEvent(event)
        self.stand()

    def stand(self) -> None:
        """Choose the row under the cursor, else the first, unless rows are chosen."""
        if self._list.ids and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def choose(self, key: Key) -> bool:
        """Choose the row of ``key`` alone, whatever keys are held down; False without one."""
        if key not in self._list.ids:
            return False
        self.selectRow(self._list.ids.index(key))
        return True

    def selectRow(self, row: int) -> None:  # noqa: N802
        """Choose this row alone. Qt's own adds it, or takes it away, while Ctrl is still held."""
        how = QItemSelectionModel.SelectionFlag
        index = self._list.index(row, 0)
        self.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Ctrl+C copies as cells."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)


def as_cells(lines: Sequence[Sequence[str] | Row]) -> str:
    """Rows as Excel takes them from the clipboard: tabs between cells, line ends inside quoted."""
    return "\n".join("\t".join(_cell(text) for text in line) for line in lines)


def _cell(text: str) -> str:
    if any(mark in text for mark in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text
