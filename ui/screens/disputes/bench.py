"""What both benches share: a list on the left, the chosen case on the right, a line above."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.listing import Key, Source
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane


class Bench(QWidget):
    """Stands on the next row when one is gone. A subclass fills the side and shows the case."""

    def __init__(
        self, session: Session, source: Source, name: str, *, keys: str, hint: str, empty: str
    ) -> None:
        super().__init__()
        self.session = session
        self._keys = keys
        self._next = -1
        self.setAccessibleName("没有待办")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.pane = ListPane(source, name, session, self, hint=hint, empty=empty)
        view = self.pane.view
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.said = QLabel(keys)
        self.said.setObjectName(f"{name}Said")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.unit())
        split.addWidget(self.pane)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(self._case())
        room.setMinimumWidth(theme.chars(26))
        split.addWidget(room)
        split.setSizes([theme.unit() * 70, theme.unit() * 70])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.unit(), 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(split, 1)
        view.selectionModel().currentChanged.connect(self._moved)
        self.pane.model.loaded.connect(self._stand_on_next)

    def _case(self) -> QWidget:
        """What is said, above the case."""
        whole = QWidget()
        self.column = QVBoxLayout(whole)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.unit())
        self.column.addWidget(self.said)
        self.side = self.build_side()
        self.column.addWidget(self.side, 1)
        self.column.addStretch()
        return whole

    def build_side(self) -> QWidget:
        """The right half."""
        raise NotImplementedError

    def show_case(self, key: Key | None) -> None:
        """Show one case; None when there is nothing left."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Tell what was done, before the keys."""
        self.said.setText(f"{text}{self._keys}" if text else self._keys)

    def chosen(self) -> Sequence[Key]:
        """The picked rows, or the one under the cursor."""
        picked = self.pane.view.picked_keys()
        current = self.pane.view.current_key()
        return picked or ([current] if current is not None else [])

    def remember_place(self) -> None:
        """Before an act that takes the row out of the list; the cursor goes back there."""
        self._next = self.pane.view.currentIndex().row()

    def _moved(self) -> None:
        self.show_case(self.pane.view.current_key())

    def _stand_on_next(self) -> None:
        count = self.pane.model.rowCount()
        view = self.pane.view
        self.side.setVisible(count > 0)  # an empty form asks for something that is not there
        if count and not view.currentIndex().isValid():
            place = self.pane.model.index(max(0, min(self._next, count - 1)), 0)
            view.setCurrentIndex(place)
        else:
            self._moved()
        if (self._next >= 0 or self.hasFocus()) and self.isVisible():
            # never into a line of text, which would take Ctrl+Z for itself
            (view if count else self).setFocus()
        self._next = -1
