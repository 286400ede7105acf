"""The dialogs of the operators' screen: a new operator, another password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.keys.roles import Role
from app.keys.slots import NewOperator
from ui.safety.new_password import NewPassword
from ui.style import theme

ABOUT_ROLES = (
    "录入：填数据。查询：只看。审核：核对、签名、报送，由负责人担任。管理：增减操作员。"
    "录入人和审核人应当是两个人。权限增加后不能修改：要改时停用后重新增加。"
)


class _Dialog(QDialog):
    """Explanation, a form, and two buttons."""

    def __init__(self, parent: QWidget, title: str, about: str, go: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        said = QLabel(about)
        said.setWordWrap(True)
        said.setMinimumWidth(theme.chars(60))
        self.form = QFormLayout()
        self.form.setVerticalSpacing(theme.unit())
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("go")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(theme.unit() * 2)
        self.column.addWidget(said)
        self.column.addLayout(self.form)
        self._buttons = buttons

    def close_form(self, new: NewPassword) -> None:
        """The new password and the buttons below the form."""
        self.column.addWidget(new)
        self.column.addWidget(self._buttons)

    def row(self, word: str, line: QWidget) -> None:
        """One labelled line."""
        label = QLabel(word)
        label.setBuddy(line)
        self.form.addRow(label, line)


class NewOperatorDialog(_Dialog):
    """Signal ``given(NewOperator)``."""

    given = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "增加操作员", f"{ABOUT_ROLES}\n请新操作员本人来输入口令。", "增加")
        self.name = QLineEdit()
        self.name.setObjectName("operatorName")
        self.name.setAccessibleName("姓名")
        self.row("姓名(&M)", self.name)
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
        self.form.addRow(QLabel("权限"), held)
        self.new = NewPassword(self.name.text)
        self.close_form(self.new)
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


class PasswordDialog(_Dialog):
    """Signal ``given(old, new)``: the operator's own password."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget, operator: str) -> None:
        about = (
            f"修改“{operator}”的口令。以前做的备份仍用旧口令打开；"
            "旧口令可能已被别人知道时，请让管理员停用后重新增加。"
        )
        super().__init__(parent, "修改口令", about, "修改")
        self.old = QLineEdit()
        self.old.setObjectName("oldPassword")
        self.old.setAccessibleName("现在的口令")
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self.row("现在的口令(&O)", self.old)
        self.new = NewPassword(lambda: operator)
        self.close_form(self.new)
        self.old.textChanged.connect(self._check)
        self.new.changed.connect(self._check)
        self.accepted.connect(self._give)
        self._check()

    def _check(self) -> None:
        self.go.setEnabled(bool(self.old.text() and self.new.password()))

    def _give(self) -> None:
        self.given.emit(self.old.text(), self.new.password())
