"""The dialogs of the operators' screen: a new operator, another password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.keys.roles import Role
from app.keys.slots import NewOperator
from ui.safety.dialog import ExplainedDialog
from ui.safety.new_password import NewPassword
from ui.style import theme

ABOUT_ROLES = (
    "录入：填数据。查询：只看。审核：核对、签名、报送，由负责人担任。管理：增减操作员。"
    "录入人和审核人应当是两个人。权限增加后不能修改：要改时停用后重新增加。"
)


def _row(form: QFormLayout, word: str, line: QWidget) -> None:
    label = QLabel(word)
    label.setBuddy(line)
    form.addRow(label, line)


class NewOperatorDialog(ExplainedDialog):
    """Signal ``given(NewOperator)``."""

    given = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "增加操作员", f"{ABOUT_ROLES}\n请新操作员本人来输入口令。", "增加")
        form = QFormLayout()
        form.setVerticalSpacing(theme.unit())
        self.column.addLayout(form)
        self.name = QLineEdit()
        self.name.setObjectName("operatorName")
        self.name.setAccessibleName("姓名")
        _row(form, "姓名(&M)", self.name)
        self.roles: dict[Role, QCheckBox] = {}
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        for role in Role:
            box = QCheckBox(role.label)
            box.setObjectName(f"role.{role}")
            box.toggled.connect(self._check)
            self.roles[role] = box
            row.addWidget(box)
        row.addStretch(1)
        form.addRow(QLabel("权限"), held)
        self.new = NewPassword(self.name.text)
        self.column.addWidget(self.new)
        self.name.textChanged.connect(self._check)
        self.new.changed.connect(self._check)
        self.accepted.connect(self._give)
        self._check()

    def _chosen(self) -> frozenset[Role]:
        return frozenset(role for role, box in self.roles.items() if box.isChecked())

    def _check(self) -> None:
        named = bool(self.name.text().strip() and self._chosen())
        self.go.setEnabled(named and bool(self.new.password()))

    def _give(self) -> None:
        self.given.emit(NewOperator(self.name.text(), self.new.password(), self._chosen()))


class PasswordDialog(ExplainedDialog):
    """Signal ``given(old, new)``: the operator's own password."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget, operator: str) -> None:
        about = (
            f"修改“{operator}”的口令。以前做的备份仍用旧口令打开；"
            "旧口令可能已被别人知道时，请让管理员停用后重新增加。"
        )
        super().__init__(parent, "修改口令", about, "修改")
        form = QFormLayout()
        self.column.addLayout(form)
        self.old = QLineEdit()
        self.old.setObjectName("oldPassword")
        self.old.setAccessibleName("现在的口令")
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        _row(form, "现在的口令(&O)", self.old)
        self.new = NewPassword(lambda: operator)
        self.column.addWidget(self.new)
        self.old.textChanged.connect(self._check)
        self.new.changed.connect(self._check)
        self.accepted.connect(self._give)
        self._check()

    def _check(self) -> None:
        self.go.setEnabled(bool(self.old.text() and self.new.password()))

    def _give(self) -> None:
        self.given.emit(self.old.text(), self.new.password())
