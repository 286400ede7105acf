"""The reviewer's written reason for each kind of warning, before the password is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.style import fonts, theme


class ReasonsDialog(QDialog):
    """One line per warning; OK only when each has its reason. Signal ``given(code → reason)``."""

    given = Signal(object)

    def __init__(self, warnings: Mapping[str, tuple[str, int]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("警告须写明理由")
        self.lines: dict[str, QLineEdit] = {}
        asked = QWidget()
        form = QVBoxLayout(asked)
        for code, (message, count) in warnings.items():
            said = QLabel(f"{message}（{count:,} 条）")
            said.setWordWrap(True)
            said.setFont(fonts.larger(said.font(), 1.0, bold=True))
            line = QLineEdit()
            line.setObjectName(f"reason.{code}")
            line.setAccessibleName(f"理由：{message}")
            line.setPlaceholderText("核实情况，例如：已与原始凭证核对，属实")
            line.textChanged.connect(self._check)
            said.setBuddy(line)
            self.lines[code] = line
            form.addWidget(said)
            form.addWidget(line)
        form.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(asked)
        note = QLabel("下列警告不妨碍通过，但须由审核人写明理由；理由随记录保存。")
        note.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("下一步", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("go")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        self.resize(theme.chars(70), theme.unit() * 45)
        self._check()

    def _check(self) -> None:
        self.go.setEnabled(all(line.text().strip() for line in self.lines.values()))

    def _give(self) -> None:
        reasons = {code: line.text().strip() for code, line in self.lines.items()}
        self.accept()
        self.given.emit(reasons)
