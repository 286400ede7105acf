"""The grid: cells edited in place by the form's own editors, and the row under the cursor live."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.browsing.entry_list import STATUS, UNSAVED, EntryList, entered_fields
from app.catalogue.model import Field
from app.collection.drafts import NEW
from app.listing import Key
from app.outcomes import words
from app.settings import Settings
from ui.forms.editors import Editor
from ui.forms.enterprise_box import EnterpriseEditor, editor_with
from ui.screen import Session
from ui.screens.entry.working import WorkingRow
from ui.style import theme
from ui.tables import states
from ui.tables.model import Index, ListModel
from ui.tables.view import ListView

_NEXT = QStyledItemDelegate.EndEditHint.NoHint
_ENTERPRISE = ("uscc", "ent_name")


class EntryModel(ListModel):
    """The rows of an :class:`EntryList`; the working row shows what is typed as it is typed.

    Signal ``typed(field name, text)`` when a cell of the working row was edited in place.
    """

    typed = Signal(str, str)

    def __init__(self, source: EntryList, session: Session, parent: QObject) -> None:
        super().__init__(source, session, parent)
        self.data_set = source.data_set
        self._catalogue = session.store.catalogue
        self.working: WorkingRow | None = None
        self.open_to_entry = True
        self._open = {field.name: field for field in entered_fields(source.data_set)}

    @property
    def count(self) -> int:
        """The row for a new record is none yet."""
        return len(self.ids) - (NEW in self.ids[:1])

    def field_of(self, column: int) -> Field | None:
        """The field of a column that is filled in by hand."""
        return self._open.get(self.columns[column].key) if column >= 0 else None

    def _is_working(self, index: Index) -> bool:
        return self.working is not None and self.ids[index.row()] == self.working.key

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As a list; of the working row what stands in it now."""
        if index.isValid() and self.working is not None and self._is_working(index):
            name = self.columns[index.column()].key
            if role == Qt.ItemDataRole.EditRole:
                return self.working.text(name)
            if name == STATUS and self.working.dirty:
                if role == Qt.ItemDataRole.DisplayRole:
                    return UNSAVED
                if role == Qt.ItemDataRole.DecorationRole:
                    return states.icon_of(UNSAVED)
            if role == Qt.ItemDataRole.DisplayRole and name in self.working.typed:
                return self._shown(name)
        return super().data(index, role)

    def _shown(self, name: str) -> str:
        field = self._open[name]
        text = self.working.typed[name] if self.working else ""
        return words.code_words(self._catalogue, field, text) if field.codes else text

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of fields that are filled in by hand can be edited."""
        found = super().flags(index)
        if self.open_to_entry and index.isValid() and self.field_of(index.column()) is not None:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def setData(  # noqa: N802
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Take the text of a cell of the working row."""
        if role != Qt.ItemDataRole.EditRole or not self._is_working(index):
            return False
        self.typed.emit(self.columns[index.column()].key, str(value))
        return True

    def show_working(self) -> None:
        """Draw the working row anew."""
        if self.working is not None and self.working.key in self.ids:
            row = self.ids.index(self.working.key)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))


class CellDelegate(QStyledItemDelegate):
    """Edits a cell with the editor that the form would use.

    Signals: ``typing(field name, text)`` at each key, ``given_up(field name, text before)``,
    ``done(step)`` when the editor was left: 1 to the next cell, -1 back, 0 to stay.
    """

    typing = Signal(str, str)
    given_up = Signal(str, str)
    done = Signal(int)

    def __init__(self, model: EntryModel, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._session = session
        self._editor: Editor | None = None
        self._before: dict[str, str] = {}

    def createEditor(  # noqa: N802
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """The field's editor, without a frame of its own height."""
        field = self._model.field_of(index.column())
        if field is None:
            raise RuntimeError("a closed cell is not edited")
        find = self._session.search.find
        editor = editor_with(field, self._session.store.catalogue, find)
        editor.setParent(parent)
        editor.setAutoFillBackground(True)
        editor.focus.installEventFilter(self)
        editor.edited.connect(self._edited)
        editor.entered.connect(self._entered)
        editor.left.connect(self._left)
        if isinstance(editor, EnterpriseEditor):
            editor.chosen.connect(self._chosen)
        self._editor = editor
        chosen = isinstance(editor, EnterpriseEditor)
        names = _ENTERPRISE if chosen else (field.name,)
        working = self._model.working
        self._before = {name: working.text(name) if working else "" for name in names}
        editor.put(self._before[field.name])
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """The editor has its text since it was made; the view asks again at each key."""

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Give the text to the model."""
        if isinstance(editor, Editor):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    @property
    def editing(self) -> bool:
        """Whether a cell is open."""
        return self._editor is not None

    def finish(self, step: int = 0) -> None:
        """Take what stands in the open editor, if there is one, and close it."""
        editor, self._editor = self._editor, None
        if editor is not None:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, _NEXT)
            self.done.emit(step)

    def _edited(self) -> None:
        editor = self._editor
        if editor is not None:
            for name in self._before:  # another enterprise is meant: its other half goes
                self.typing.emit(name, editor.text() if name == editor.objectName() else "")

    def _entered(self) -> None:
        self.finish(1)

    def _left(self) -> None:
        self.finish(0)

    def _chosen(self, hit: Any) -> None:
        self.typing.emit("uscc", hit.uscc)
        self.typing.emit("ent_name", hit.name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Tab goes on, Esc brings back what stood there."""
        editor = self._editor
        if editor is None or watched is not editor.focus:
            return False
        if isinstance(event, QInputMethodEvent) and event.preeditString():
            self.typing.emit(editor.objectName(), editor.composed(event.preeditString()))
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.finish(1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._editor = None
            for name, text in self._before.items():
                self.given_up.emit(name, text)
            self.closeEditor.emit(editor, _NEXT)
            self.done.emit(0)
            return True
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """As usual, with a frame around the cell under the cursor: rows alone do not tell it."""
        super().paint(painter, option, index)
        view = self.parent()
        if isinstance(view, QAbstractItemView) and view.currentIndex() == index:
            painter.save()
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.drawRect(view.visualRect(view.currentIndex()).adjusted(1, 1, -1, -1))
            painter.restore()


class EntryView(ListView):
    """A list whose cells are typed into. Signal ``moved(key, column)`` of the cell cursor."""

    moved = Signal(str, int)

    def __init__(self, model: EntryModel, name: str, settings: Settings, parent: QWidget) -> None:
        super().__init__(model, name, settings, parent)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.AnyKeyPressed | trigger.DoubleClicked)
        self.setShowGrid(True)
        self.entry_model = model
        self.selectionModel().currentChanged.connect(self._tell_moved)

    def _tell_moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.moved.emit(self.entry_model.ids[index.row()], index.column())

    def fields_from_cursor(self) -> list[str]:
        """The fields of the columns from the cursor to the right, as they stand on the screen."""
        shown = self.shown_columns()
        column = self.currentIndex().column()
        after = shown[shown.index(column) :] if column in shown else []
        fields = [self.entry_model.field_of(place) for place in after]
        return [field.name if field else "" for field in fields]

    def keys_from_cursor(self) -> list[Key]:
        """The rows from the cursor down; below the row for a new record there is none."""
        row = self.currentIndex().row()
        if row < 0 or self.entry_model.ids[row] == NEW:
            return [NEW]
        return self.entry_model.ids[row:]

    def place_cursor(self, key: Key, column: int = -1) -> None:
        """Put the cursor on a row, in the same column if none is told."""
        if key not in self.entry_model.ids:
            return
        current = self.currentIndex().column()
        wanted = column if column >= 0 else current if current > 0 else self._open_columns()[0]
        self.setCurrentIndex(self.entry_model.index(self.entry_model.ids.index(key), wanted))

    def follow(self, column: int) -> None:
        """Put the cursor into another cell of the row; what is marked stays marked."""
        index = self.currentIndex().siblingAtColumn(column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    def _open_columns(self) -> list[int]:
        return [at for at in self.shown_columns() if self.entry_model.field_of(at) is not None]

    def step(self, by: int) -> None:
        """Go to the next cell that is filled in, over the end of the row into the next one."""
        places = self._open_columns()
        index = self.currentIndex()
        if not by or not places or not index.isValid():
            return
        shown = self.shown_columns()
        after = [at for at in places if (shown.index(at) - shown.index(index.column())) * by > 0]
        row = index.row() if after else index.row() + by
        if 0 <= row < len(self.entry_model.ids):
            column = (after or places)[0 if by > 0 else -1]
            self.setCurrentIndex(self.entry_model.index(row, column))

    def stand(self) -> None:
        """The cursor stands in a cell that can be filled in."""
        if self.entry_model.ids and not self.currentIndex().isValid():
            self.place_cursor(self.entry_model.ids[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the cell; the rest as usual."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
