"""Whom a name or code may mean: numbered candidates, and the register to look further in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.collection.matching import Candidate
from ui.screen import Session
from ui.style import theme

_FOUND = 9
_CANDIDATE = Qt.ItemDataRole.UserRole
_DIGITS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)


class CandidateBox(QWidget):
    """The first candidate is proposed. Signal ``decided()`` by Enter, a digit or a double click.

    ``keys_of`` is the list beside it, in which digits and Ctrl+F work too.
    """

    decided = Signal()

    def __init__(self, session: Session, keys_of: QWidget) -> None:
        super().__init__()
        self._session = session
        self._offered: Sequence[Candidate] = ()
        self.list = QListWidget()
        self.list.setObjectName("candidates")
        self.list.setAccessibleName("可能的企业")
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self._decide)
        self.line = QLineEdit()
        self.line.setObjectName("searchRegister")
        self.line.setAccessibleName("在企业名录里找")
        self.line.setPlaceholderText("在名录里找：名称、拼音首字母或代码")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._search)
        self.line.returnPressed.connect(self._decide)
        named = QLabel("可能的企业")
        named.setBuddy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(named)
        column.addWidget(self.list, 1)
        column.addWidget(self.line)
        self.list.installEventFilter(self)
        keys_of.installEventFilter(self)

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Show these, and nothing that was typed for somebody else."""
        self._offered = candidates
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._show(candidates)

    def clear(self) -> None:
        """There is nobody to look for."""
        self._offered = ()
        self.list.clear()

    def candidate(self) -> Candidate | None:
        """The one that is marked."""
        item = self.list.currentItem()
        found = item.data(_CANDIDATE) if item is not None else None
        return found if isinstance(found, Candidate) else None

    def _decide(self) -> None:
        if self.candidate() is not None:
            self.decided.emit()

    def _search(self, text: str) -> None:
        if text.strip():
            hits = self._session.search.find(text, _FOUND)
            self._show([Candidate(hit.uscc, hit.name, 0, "名录中查到") for hit in hits])
        else:
            self._show(self._offered)

    def _show(self, candidates: Sequence[Candidate]) -> None:
        self.list.clear()
        for place, one in enumerate(candidates, start=1):
            mark = f"{place}  " if place <= _FOUND else ""
            item = QListWidgetItem(f"{mark}{one.name}\n    {one.uscc}　{one.reason}")
            item.setData(_CANDIDATE, one)
            self.list.addItem(item)
        if candidates:
            self.list.setCurrentRow(0)
        else:
            nothing = QListWidgetItem("名录里没有相近的企业，请在下面查找。")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Digits choose, Ctrl+F goes to the search line."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_F:
            self.line.setFocus()
        elif key in _DIGITS:
            self._choose_nth(key - Qt.Key.Key_1)
        else:
            return super().eventFilter(watched, event)
        return True

    def _choose_nth(self, place: int) -> None:
        if place < self.list.count():
            self.list.setCurrentRow(place)
            self._decide()
