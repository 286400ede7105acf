"""A list of any size: ids once from the database, rows in pages when somebody looks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QFont

from app.errors import AppError
from app.listing import CODE, NUMBER, STATE, Column, Filter, Key, Order, Row, Source
from ui.screen import Session
from ui.style import fonts
from ui.tables import states

PAGE: Final = 64
KEPT_PAGES: Final = 48
FIRST: Final = 200
"""So many rows are asked for at once, so that the first screenful does not wait for the rest."""

PAINTED: Final = 30
"""Milliseconds for painting them, before the rest is read."""

KEY_ROLE: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_GONE = "（已不在列表中）"


class ListModel(QAbstractTableModel):
    """Rows of a source. ``data()`` reads at most one page and never fails.

    Signals: ``loading()``, ``loaded()`` after the ids of a question have all arrived,
    ``failed(exception)``.
    """

    loading = QtSignal()
    loaded = QtSignal()
    failed = QtSignal(object)

    def __init__(self, source: Source, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.source = source
        self.columns: Sequence[Column] = source.columns
        self.wanted: Filter = {}
        self.order: Order | None = None
        self._session = session
        self._ids: list[Key] = []
        self._pages: OrderedDict[int, dict[Key, Row]] = OrderedDict()
        self._asked = 0
        self._fixed: QFont | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAINTED)
        self._rest.timeout.connect(self._read_rest)

    @property
    def ids(self) -> list[Key]:
        """The keys of all rows, in order."""
        return self._ids

    @property
    def count(self) -> int:
        """How many rows there are to tell of."""
        return len(self._ids)

    def ask(self, wanted: Filter, order: Order | None) -> None:
        """Ask anew; the rows that are shown stay until the answer comes."""
        self.wanted, self.order = dict(wanted), order
        self._asked += 1
        self._rest.stop()
        self.loading.emit()
        self._read(FIRST, self._asked)

    def _read_rest(self) -> None:
        self._read(None, self._asked)

    def _read(self, limit: int | None, asked: int) -> None:
        source, wanted, order = self.source, self.wanted, self.order

        def work() -> list[Key]:
            # Somebody typing asks faster than a large county answers: skip what is outdated
            return source.ids(wanted, order, limit) if asked == self._asked else []

        def take(ids: list[Key]) -> None:
            self._take(ids, limit, asked)

        def fail(error: Exception) -> None:
            if asked == self._asked:
                self.failed.emit(error)

        self._session.read("列表", work, take, failed=fail)

    def _take(self, ids: list[Key], limit: int | None, asked: int) -> None:
        if asked != self._asked:
            return
        shown = len(self._ids)
        if limit is None and shown and ids[:shown] == self._ids:
            if len(ids) > shown:
                self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
        else:
            self.beginResetModel()
            self._ids = ids
            self._pages.clear()
            self.endResetModel()
        if limit is not None and len(ids) == limit:
            self._rest.start()
        else:
            self.loaded.emit()

    def refresh(self, key: Key) -> None:
        """Read the row of ``key`` again when it is looked at next."""
        if key in self._ids:
            place = self._ids.index(key)
            self._pages.pop(place // PAGE, None)
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def row_of(self, index: Index) -> Row | None:
        """The shown texts of a row; None when it is gone or cannot be read now."""
        place = index.row()
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._load_page(number)
        return page.get(self._ids[place])

    def _load_page(self, number: int) -> dict[Key, Row]:
        try:
            page = self.source.rows(self._ids[number * PAGE : (number + 1) * PAGE])
        except AppError as error:
            page = {}
            self.failed.emit(error)
        self._pages[number] = page
        if len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return page

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many ids there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many columns the source has."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, alignment, face of codes, icon and colour of states, and the key."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.row_of(index)
            return row[index.column()] if row else (_GONE if index.column() == 0 else "")
        if role == KEY_ROLE:
            return self._ids[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.FontRole and column.kind == CODE:
            return self._code_font()
        if column.kind == STATE and role == Qt.ItemDataRole.DecorationRole:
            row = self.row_of(index)
            return states.icon_of(row[index.column()]) if row else None
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles; numbers of the rows."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self.columns[section].title if section < len(self.columns) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Have the database sort; a negative column gives the source's own order."""
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            descending = order == Qt.SortOrder.DescendingOrder
            self.ask(self.wanted, Order(self.columns[column].key, descending))
        elif column < 0:
            self.ask(self.wanted, None)

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag
        number = self.columns[section].kind == NUMBER
        return (side.AlignRight if number else side.AlignLeft) | side.AlignVCenter

    def _code_font(self) -> QFont:
        if self._fixed is None:
            from PySide6.QtWidgets import QApplication

            self._fixed = fonts.fixed(QApplication.font())
        return self._fixed
