"""Choosing one enterprise of the register by part of its name, pinyin initials or code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.screen import Session
from ui.style import theme

_KEY = Qt.ItemDataRole.UserRole


class EnterpriseFinder(QWidget):
    """A search line and what it finds. Signal ``found(code)``, empty when none is chosen."""

    found = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.line = QLineEdit()
        self.line.setObjectName("enterprise")
        self.line.setAccessibleName("企业")
        self.line.setPlaceholderText("名称、拼音首字母或代码")
        self.hits = QListWidget()
        self.hits.setObjectName("hits")
        self.hits.setAccessibleName("找到的企业")
        self.hits.setMaximumHeight(theme.unit() * 9)
        label = QLabel("企业")
        label.setBuddy(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.line, self.hits):
            layout.addWidget(widget)
        self.line.textChanged.connect(self._find)
        self.line.returnPressed.connect(self._into_hits)
        self.hits.currentItemChanged.connect(self._tell)

    def uscc(self) -> str:
        """The code of the enterprise that is chosen; empty without one."""
        item = self.hits.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def _find(self, text: str) -> None:
        self.hits.clear()
        for hit in self._session.search.find(text):
            item = QListWidgetItem(f"{hit.name}　{hit.uscc}", self.hits)
            item.setData(_KEY, hit.uscc)
        if self.hits.count() == 1:
            self.hits.setCurrentRow(0)

    def _into_hits(self) -> None:
        if self.hits.count():
            self.hits.setCurrentRow(max(0, self.hits.currentRow()))
            self.focusNextChild()

    def _tell(self, _item: QListWidgetItem | None) -> None:
        self.found.emit(self.uscc())
