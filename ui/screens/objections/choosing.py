"""Choosing the record that a paper is about: first the enterprise, then one of its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.enterprise import Enterprise, Held, read_enterprise
from app.browsing.objectionable import read_objectionable
from ui.changes import Subject
from ui.forms.enterprise_finder import EnterpriseFinder
from ui.screen import Session, silent
from ui.style import theme
from ui.tables.states import icon_of

_KEY = Qt.ItemDataRole.UserRole
_NO_RECORD = "各单位都没有报送这家企业仍在使用的记录。"


class RecordChooser(QWidget):
    """``fits`` says which records may be chosen. Signal ``chosen()`` when the choice changed.

    ``wanted`` is the record to begin with, if the enterprise has it.
    """

    chosen = Signal()

    def __init__(self, session: Session, fits: Callable[[Held], bool], lacking: str) -> None:
        super().__init__()
        self._session, self._fits, self._lacking = session, fits, lacking
        self._held: dict[str, Held] = {}
        self._uscc = ""
        self.wanted = ""
        self.finder = EnterpriseFinder(session)
        self.finder.found.connect(self._read)
        self.records = QTreeWidget()
        self.records.setObjectName("choices")
        self.records.setAccessibleName("可选的记录")
        self.records.setHeaderLabels(["数据集", "记录", "状态", "录入"])
        self.records.setRootIsDecorated(False)
        self.records.setMinimumHeight(theme.row() * 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        label = QLabel("记录")
        label.setBuddy(self.records)
        for widget in (self.finder, label, self.records):
            layout.addWidget(widget)
        self.records.currentItemChanged.connect(self.chosen)

    def record(self) -> Held | None:
        """The record that is chosen."""
        item = self.records.currentItem()
        return self._held.get(str(item.data(0, _KEY))) if item is not None else None

    def _read(self, uscc: str) -> None:
        self.records.clear()
        self._uscc = uscc
        if uscc:
            self.read(uscc)

    def read(self, uscc: str) -> None:
        """Read the records of an enterprise."""
        work = partial(read_enterprise, self._session.store, uscc)
        self._session.read("读取企业", work, self._show)

    def _show(self, found: Enterprise) -> None:
        if found.uscc == self._uscc:
            self.fill([held for held in found.records if self._fits(held)])

    def fill(self, shown: Sequence[Held]) -> None:
        """Offer these, with the cursor on the one that is ``wanted``, else on the first."""
        self.records.clear()
        self._held = {held.rec_id: held for held in shown}
        for held in shown:
            cells = [held.title, held.label, held.status, held.entered]
            item = QTreeWidgetItem(self.records, cells)
            item.setData(0, _KEY, held.rec_id)
            mark = icon_of(held.status)
            if mark is not None:
                item.setIcon(2, mark)
            if held.rec_id == self.wanted:
                self.records.setCurrentItem(item)
        first = self.records.topLevelItem(0)
        if first is None:
            note = QTreeWidgetItem(self.records, [self._lacking])
            note.setFirstColumnSpanned(True)
            note.setFlags(Qt.ItemFlag.NoItemFlags)
        elif self.records.currentItem() is None:
            self.records.setCurrentItem(first)
        for column in range(4):
            self.records.resizeColumnToContents(column)


class FileChooser(RecordChooser):
    """Among the records of every agency: the enterprise's file is opened to take its paper in."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, lambda _: True, _NO_RECORD)
        self._found: tuple[Held, ...] = ()
        self.part = QComboBox()
        self.part.setObjectName("part")
        self.part.setAccessibleName("单位和数据集")
        self.part.currentIndexChanged.connect(self._narrow)
        label = QLabel("单位和数据集")
        label.setBuddy(self.part)
        named = QHBoxLayout()
        named.addWidget(label)
        named.addWidget(self.part, 1)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(1, named)
        QWidget.setTabOrder(self.finder.hits, self.part)
        QWidget.setTabOrder(self.part, self.records)

    def read(self, uscc: str) -> None:
        """Read the file, which the log notes."""
        work = silent(read_objectionable, self._session.store, uscc)
        self._session.act("读取信用档案", work, then=self._show, changed=(Subject.AUDIT,))

    def _show(self, found: Enterprise) -> None:
        if found.uscc != self._uscc:
            return
        self._found = found.records
        parts = dict.fromkeys(held.title for held in found.records)
        wanted = next((held.title for held in found.records if held.rec_id == self.wanted), "")
        self.part.blockSignals(True)
        self.part.clear()
        self.part.addItems(list(parts))
        self.part.setCurrentIndex(max(0, self.part.findText(wanted)))
        self.part.blockSignals(False)
        self._narrow()

    def _narrow(self) -> None:
        self.fill([held for held in self._found if held.title == self.part.currentText()])
