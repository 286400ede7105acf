"""差异化授信: what the county advises banks for each grade."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.grade_page import terms_words
from app.outcomes import terms
from ui.style import theme


class TermsTab(QWidget):
    """One line per grade; read once, the table is data of the program."""

    def __init__(self) -> None:
        super().__init__()
        table = terms.load()
        note = QLabel(f"{table.note}。")
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.list = QTreeWidget()
        self.list.setObjectName("terms")
        self.list.setAccessibleName("各等级的授信建议")
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        titles: list[str] = []
        for grade in table.terms:
            pairs = [pair for pair in terms_words(table.of(grade)) if pair[0] != "说明"]
            titles = ["等级", *(title for title, _ in pairs)]
            QTreeWidgetItem(self.list, [grade, *(text for _, text in pairs)])
        self.list.setHeaderLabels(titles)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(note)
        layout.addWidget(self.list, 1)
