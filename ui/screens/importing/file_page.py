"""Step 1: which file. By dialog, dropped, one of the last ones, or what was left undone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.collection.unfinished import Unfinished
from ui.ask import TABLES_AND_PACKAGES
from ui.screen import Session
from ui.screens.importing.template_card import TemplateCard
from ui.style import fonts, icons, theme

_PATH = Qt.ItemDataRole.UserRole


class FilePage(QWidget):
    """Signals ``chosen(Path)``; ``resumed()`` and ``abandoned()`` for the unfinished import."""

    chosen = Signal(object)
    resumed = Signal()
    abandoned = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit() * 2)
        layout.addWidget(self._left_card())
        layout.addWidget(self._drop_card())
        self.template = TemplateCard(session)
        layout.addWidget(self.template)
        self.recent = QListWidget()
        self.recent.setObjectName("recent")
        self.recent.setAccessibleName("最近导入的文件")
        self.recent.itemActivated.connect(self._again)
        named = QLabel("最近导入的文件（回车打开）")
        named.setBuddy(self.recent)
        layout.addWidget(named)
        layout.addWidget(self.recent, 1)

    def _left_card(self) -> QFrame:
        self.left = QFrame()
        self.left.setProperty("role", "card")
        self.told = QLabel()
        self.told.setObjectName("unfinished")
        self.told.setWordWrap(True)
        self.go_on = QPushButton(icons.icon("next", theme.colours().on_accent), "继续")
        self.go_on.setObjectName("resume")
        self.go_on.setProperty("primary", True)
        self.go_on.clicked.connect(self.resumed)
        drop = QPushButton(icons.icon("delete"), "不再继续")
        drop.setObjectName("abandon")
        drop.clicked.connect(self.abandoned)
        row = QHBoxLayout(self.left)
        row.addWidget(self.told, 1)
        row.addWidget(self.go_on)
        row.addWidget(drop)
        self.left.hide()
        return self.left

    def _drop_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        head = QLabel("选择要导入的表格，或把文件拖到这里")
        head.setFont(fonts.larger(self.font(), 1.15, bold=True))
        head.setWordWrap(True)
        hint = QLabel(
            "可以是 .xlsx、.xlsm、.xls、.csv、.txt 表格，也可以是人民银行下发的数据包（.xyb）："
            "企业名录、机构名册、回执、评级结果、异议。原文件不会被改动。"
        )
        hint.setWordWrap(True)
        hint.setProperty("role", "muted")
        self.choose = QPushButton(icons.icon("folder", theme.colours().on_accent), "选择文件…")
        self.choose.setObjectName("chooseFile")
        self.choose.setProperty("primary", True)
        self.choose.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        column = QVBoxLayout(card)
        column.setSpacing(theme.unit())
        column.addWidget(head)
        column.addWidget(hint)
        column.addLayout(row)
        return card

    def show_unfinished(self, left: Unfinished | None, step: str) -> None:
        """Offer to go on with ``left``, which stopped at the step of that name."""
        self.left.setVisible(left is not None)
        if left is not None:
            self.told.setText(
                f"上次没有导完：{left.request.path.name}，停在“{step}”这一步。还没有导入任何数据。"
            )

    def show_recent(self, found: Sequence[Path]) -> None:
        """List these files."""
        self.recent.clear()
        for path in found:
            item = QListWidgetItem(icons.icon("import"), f"{path.name}    {path.parent}")
            item.setData(_PATH, str(path))
            self.recent.addItem(item)
        if not found:
            nothing = QListWidgetItem("还没有导入过文件。")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(nothing)

    def _ask(self) -> None:
        self.session.ask.open_file("选择要导入的文件", TABLES_AND_PACKAGES, self.chosen.emit)

    def _again(self, item: QListWidgetItem) -> None:
        path = item.data(_PATH)
        if path:
            self.chosen.emit(Path(path))
