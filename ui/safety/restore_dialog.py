"""Which backup to put back, by whose password, and exactly what will happen then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.browsing.backup_list import Kept
from app.errors import AppError
from app.keys import slot_file
from ui.ask import Ask
from ui.safety.dialog import ExplainedDialog
from ui.style import icons, theme


@dataclass(frozen=True)
class Chosen:
    """A backup with name and password that were valid when it was made."""

    source: Path
    operator: str
    password: str


class RestoreDialog(ExplainedDialog):
    """Signal ``chosen(Chosen)``. ``about`` says what will happen, ``go`` is the button's word."""

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        ask: Ask,
        title: str,
        about: str,
        go: str,
        backups: Sequence[Kept],
        source: Path | None = None,
    ) -> None:
        super().__init__(parent, title, about, go)
        self.source = QComboBox()
        self.source.setObjectName("source")
        self.source.setAccessibleName("备份")
        for one in backups:
            if one.whole:
                self.source.addItem(f"{one.made}　{one.age_words}　{one.place}", str(one.folder))
        self.elsewhere = QPushButton(icons.icon("folder"), "其他位置…")
        self.elsewhere.setObjectName("elsewhere")
        self.elsewhere.clicked.connect(partial(ask.folder, "选择备份文件夹", self.put_source))
        self.operator = QComboBox()
        self.operator.setObjectName("restoreOperator")
        self.operator.setAccessibleName("操作员")
        self.password = QLineEdit()
        self.password.setObjectName("restorePassword")
        self.password.setAccessibleName("当时的口令")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.said = QLabel()
        self.said.setObjectName("restoreSaid")
        self.said.setWordWrap(True)
        self.said.setProperty("state", "bad")
        self._lay_out()
        if source is not None:
            self.source.setCurrentIndex(self.source.findData(str(source)))
        self.source.currentIndexChanged.connect(self._read)
        self.password.textChanged.connect(self._check)
        self._read()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.source, 1)
        place.addWidget(self.elsewhere)
        form = QFormLayout()
        form.setVerticalSpacing(theme.unit())
        for word, widget, row in (
            ("备份(&B)", self.source, place),
            ("操作员(&O)", self.operator, self.operator),
            ("当时的口令(&P)", self.password, self.password),
        ):
            label = QLabel(word)
            label.setBuddy(widget)
            form.addRow(label, row)
        self.column.addLayout(form)
        self.column.addWidget(self.said)
        self.accepted.connect(self._give)

    def put_source(self, folder: Path) -> None:
        """Take a backup from another place."""
        if self.source.findData(str(folder)) < 0:
            self.source.addItem(str(folder), str(folder))
        self.source.setCurrentIndex(self.source.findData(str(folder)))

    def _read(self) -> None:
        """Offer the operators of the chosen backup."""
        self.operator.clear()
        self.said.clear()
        folder = self.source.currentData()
        if folder:
            try:
                self.operator.addItems(slot_file.names_in(Path(folder)))
            except AppError as error:
                self.said.setText(f"这里没有能用的备份：{error.message}")
        self._check()

    def _check(self) -> None:
        self.go.setEnabled(bool(self.operator.currentText() and self.password.text()))

    def _give(self) -> None:
        source = Path(self.source.currentData())
        self.chosen.emit(Chosen(source, self.operator.currentText(), self.password.text()))


def restore_words(folder: Path) -> str:
    """What a restore of the office in ``folder`` does, said before it is done."""
    return (
        f"工作区将换成所选备份时的样子：那以后录入、导入、审核、报送的内容都不在里面了。\n"
        f"现在的工作区不会丢：它会移到 {folder} 里的 before-restore-… 文件夹，以后还可以换回来。\n"
        "备份会先整个核对一遍，有一处不对就什么都不改。请输入备份当时有效的口令。"
    )
