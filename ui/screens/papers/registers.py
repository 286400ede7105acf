"""登记簿: the office's registers as workbooks, to be printed, signed and filed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.documents.workbooks.registers import REGISTERS, write_register
from ui.ask import WORKBOOKS
from ui.screen import Session, silent
from ui.style import icons, theme
from ui.widgets.said_line import SaidLine

_NAME = Qt.ItemDataRole.UserRole


class RegistersPanel(QWidget):
    """Choose one, then where it goes."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        note = QLabel("登记簿照现在的数据制成工作簿，可以打印、装订、存档。")
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.list = QListWidget()
        self.list.setObjectName("registers")
        self.list.setAccessibleName("登记簿")
        for name, register in REGISTERS.items():
            item = QListWidgetItem(icons.icon("columns"), register.title, self.list)
            item.setData(_NAME, name)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.ask_file)
        write = QPushButton(icons.icon("export"), "导出工作簿…")
        write.setObjectName("writeRegister")
        write.clicked.connect(self.ask_file)
        self.said = SaidLine("registersSaid")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit(), 0, 0)
        layout.setSpacing(theme.unit())
        layout.addWidget(note)
        layout.addWidget(self.list)
        layout.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.said)
        layout.addStretch(1)

    def enter(self) -> None:
        """Stand on the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_file(self) -> None:
        """Where the workbook goes."""
        item = self.list.currentItem()
        then = partial(self.write, str(item.data(_NAME)))
        self.session.ask.save_file("保存登记簿", WORKBOOKS, f"{item.text()}.xlsx", then)

    def write(self, name: str, path: Path) -> None:
        """The register at ``path``."""
        self.session.act(
            "制作登记簿",
            silent(write_register, self.session.store, name, path),
            then=lambda rows: self.said.say(f"已写出 {rows:,} 行：{path}", "good"),
        )
