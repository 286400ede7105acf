"""A new password, typed twice, with its strength in words beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from app.keys.passwords import strength
from ui.style import theme


class NewPassword(QWidget):
    """Signal ``changed()`` at every key. ``operator`` gives the name it will belong to."""

    changed = Signal()

    def __init__(self, operator: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operator = operator
        self.first = self._line("newPassword", "新口令")
        self.again = self._line("again", "再输一次")
        self.said = QLabel("至少十个字符，可以用几个不相干的词连成一句。")
        self.said.setObjectName("strength")
        self.said.setWordWrap(True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.unit())
        for word, line in (("新口令(&N)", self.first), ("再输一次(&G)", self.again)):
            label = QLabel(word)
            label.setBuddy(line)
            form.addRow(label, line)
        form.addRow("", self.said)

    def _line(self, name: str, title: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(title)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.textChanged.connect(self.recheck)
        return line

    def password(self) -> str:
        """The password; empty until it is good and typed twice alike."""
        text = self.first.text()
        good = bool(text) and strength(text, self._operator())[0] and text == self.again.text()
        return text if good else ""

    def recheck(self) -> None:
        """Say how strong it is, or what keeps it from being taken."""
        text = self.first.text()
        if text:
            taken, words = strength(text, self._operator())
            differs = taken and self.again.text() not in ("", text)
            self.said.setText("两次输入的口令不一致。" if differs else words)
            self.said.setProperty("state", "good" if taken and not differs else "bad")
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)
        self.changed.emit()
