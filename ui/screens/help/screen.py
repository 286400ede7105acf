"""Pages on the left, the page on the right, a line that looks through all of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
)

from app import manual
from app.edition import Edition
from ui.screen import Screen, Session
from ui.style import theme

_PAGE = Qt.ItemDataRole.UserRole


class HelpScreen(Screen):
    """``wanted["page"]`` is a screen's id; without a page for it the manual's first is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.pages = manual.pages()
        coordinating = session.store.edition == Edition.COORDINATOR
        self._first = "coordinator" if coordinating else manual.FIRST
        self.line = QLineEdit()
        self.line.setObjectName("manualSearch")
        self.line.setAccessibleName("在手册中查找")
        self.line.setPlaceholderText("在手册中查找")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._find)
        self.list = QListWidget()
        self.list.setAccessibleName("手册目录")
        self.list.currentItemChanged.connect(self._choose)
        self.list.ensurePolished()  # rows measured before have no room
        self.text = QTextBrowser()
        self.text.setAccessibleName("手册内容")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.document().setDocumentMargin(theme.unit() * 2)
        left = QVBoxLayout()
        left.addWidget(self.line)
        left.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit() * 2)
        row.addLayout(left, 1)
        row.addWidget(self.text, 3)
        self._find("")

    def opened(self, wanted: Mapping[str, str]) -> None:
        """Open the page asked for."""
        if wanted.get("page"):
            self.line.clear()
            self.show_page(wanted["page"])
        self.list.setFocus()

    def show_page(self, page: str) -> None:
        """Choose a page by its id, the first when there is none."""
        rows = [self.list.item(row).data(_PAGE) for row in range(self.list.count())]
        self.list.setCurrentRow(rows.index(page) if page in rows else 0)

    def _find(self, text: str) -> None:
        current = self.list.currentItem()
        before = current.data(_PAGE) if current is not None else self._first
        self.list.clear()
        for page in manual.find(text, self.pages):
            item = QListWidgetItem(page.title, self.list)
            item.setData(_PAGE, page.id)
        self.show_page(before)

    def _choose(self, item: QListWidgetItem | None) -> None:
        wanted = item.data(_PAGE) if item is not None else ""
        for page in self.pages:
            if page.id == wanted:
                self.text.setMarkdown(page.text)

    def _follow(self, link: object) -> None:
        """A link names another page."""
        self.line.clear()
        self.show_page(link.toString())  # type: ignore[attr-defined]
