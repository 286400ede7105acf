"""Beside the grid: the form of the row, and the life of the cell under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.entry_list import FRESH, UNSAVED
from app.browsing.entry_row import CellMoment
from app.catalogue.model import DataSet
from app.collection.findings import ERROR, Finding
from ui.forms.form import RecordForm, ScrolledForm
from ui.screen import Session
from ui.screens.entry.working import WorkingRow
from ui.style import fonts, theme
from ui.tables.states import icon_of

_LIFE = ("时间", "操作员", "变动", "由", "改为", "依据")


class RowSide(QSplitter):
    """Signals: ``typed(field name, text)`` at each change by hand, half a word in the input

    method included; ``visited(field name)`` and ``left(field name)`` as the cursor goes;
    ``completed()`` after the last field.
    """

    typed = Signal(str, str)
    visited = Signal(str)
    left = Signal(str)
    completed = Signal()

    def __init__(self, session: Session, data_set: DataSet, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.unit())
        self.data_set = data_set
        catalogue = session.store.catalogue
        self.form = RecordForm(data_set, catalogue, find=lambda text: session.search.find(text))
        self.form.edited.connect(self._edited)
        self.form.left.connect(self.left)
        self.form.completed.connect(self.completed)
        for editor in self.form.editors.values():
            editor.focus.installEventFilter(self)
        self.mark = QLabel()
        self.state = QLabel()
        self.state.setObjectName("rowState")
        self.state.setFont(fonts.larger(self.state.font(), 1.0, bold=True))
        self.signed = QLabel()
        self.signed.setProperty("role", "muted")
        self.signed.setWordWrap(True)
        heading = QHBoxLayout()
        heading.setSpacing(theme.unit())
        heading.addWidget(self.mark)
        heading.addWidget(self.state)
        heading.addWidget(self.signed, 1)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(heading)
        self.scrolled = ScrolledForm(self.form)
        column.addWidget(self.scrolled, 1)
        self.addWidget(upper)
        self.addWidget(self._life())
        self.setSizes([theme.unit() * 42, theme.unit() * 14])
        self.setMinimumWidth(theme.chars(28))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide enough for a credit code beside its title; the rest of the room is the grid's."""
        return QSize(theme.chars(48), super().sizeHint().height())

    def _life(self) -> QWidget:
        self.about = QLabel()
        self.about.setObjectName("cellName")
        self.about.setProperty("role", "muted")
        self.life = QTreeWidget()
        self.life.setObjectName("cellLife")
        self.life.setAccessibleName("单元格的变动历史")
        self.life.setHeaderLabels(list(_LIFE))
        self.life.setRootIsDecorated(False)
        self.life.setUniformRowHeights(True)
        self.life.setMinimumHeight(self.fontMetrics().lineSpacing() * 3)
        self.about.setBuddy(self.life)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit() // 2)
        column.addWidget(self.about)
        column.addWidget(self.life, 1)
        self.show_life("", ())
        return lower

    def show_row(self, working: WorkingRow, findings: Iterable[Finding]) -> None:
        """Show another row."""
        self.form.put_texts(working.texts(self.form.editors))
        self.form.show_findings(findings)
        self.show_state(working)

    def show_refusal(self, findings: Sequence[Finding]) -> None:
        """Show why a row was not saved, with the cursor in the first field that is wrong."""
        self.form.show_findings(findings)
        wrong = [said.field for said in findings if said.level == ERROR]
        self.form.focus_field(wrong[0] if wrong else "")
        self.scrolled.reveal(wrong[0] if wrong else "")

    def show_state(self, working: WorkingRow) -> None:
        """The word and icon of how the row stands, and who answers for it."""
        word = UNSAVED if working.dirty else working.row.status or FRESH
        self.state.setText(word)
        icon = icon_of(word)
        self.mark.setPixmap(icon.pixmap(theme.icon_size()) if icon else self.mark.pixmap())
        self.signed.setText(working.row.signed or "Ctrl+Enter 保存并继续")

    def put(self, name: str, text: str) -> None:
        """Show what was typed in the grid, unless the editor itself is where it is typed."""
        editor = self.form.editors.get(name)
        if editor is not None and not editor.focus.hasFocus() and editor.text() != text:
            editor.put(text)

    def show_life(self, title: str, life: Sequence[CellMoment]) -> None:
        """Show what was done to one cell."""
        self.about.setText(f"“{title}”的变动" if title else "单元格的变动")
        self.life.clear()
        for one in life:
            shown = (
                one.at,
                one.operator,
                one.act,
                one.was or "（空）",
                one.becomes or "（空）",
                one.why,
            )
            item = QTreeWidgetItem(self.life, list(shown))
            for place, text in enumerate(shown):
                item.setToolTip(place, text)
        for place in range(len(_LIFE)):
            self.life.resizeColumnToContents(place)

    def _edited(self, name: str) -> None:
        self.typed.emit(name, self.form.editors[name].text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Hear where the cursor goes, and of a word that is still in the input method:

        a crash would lose it otherwise.
        """
        if event.type() == QEvent.Type.FocusIn:
            self.visited.emit(self._name_of(watched))
        elif isinstance(event, QInputMethodEvent) and event.preeditString():
            name = self._name_of(watched)
            self.typed.emit(name, self.form.editors[name].composed(event.preeditString()))
        return super().eventFilter(watched, event)

    def _name_of(self, focus: QObject) -> str:
        return next(name for name, editor in self.form.editors.items() if editor.focus is focus)
