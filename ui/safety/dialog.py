"""A dialog that explains itself first, and fits a small screen in large letters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.style import theme

_WIDTH = 68
"""Characters of a line that is still easy to read."""


class ExplainedDialog(QDialog):
    """``about`` says what will happen; a subclass fills ``column``. ``go`` is the act's word.

    Without ``go`` there is a button to close only. What is too high for the screen scrolls.
    """

    def __init__(self, parent: QWidget | None, title: str, about: str, go: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setSpacing(theme.unit() * 3 // 2)
        self.about = QLabel(about)
        self.about.setObjectName("about")
        self.about.setWordWrap(True)
        self.about.setVisible(bool(about))
        self.column.addWidget(self.about)
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setWidget(content)
        self._buttons = QDialogButtonBox()
        self.go = QPushButton(go)
        self.go.setObjectName("go")
        if go:
            self._buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
            self.go.setDefault(True)
        word = "取消" if go else "关闭"
        leave = self._buttons.addButton(word, QDialogButtonBox.ButtonRole.RejectRole)
        leave.setAutoDefault(False)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._room, 1)
        self._outer.addWidget(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """As high as its texts need; Qt alone would stop at two thirds of the screen."""
        super().showEvent(event)
        space = self.screen().availableSize()
        edge = theme.unit() * 6
        width = min(theme.chars(_WIDTH), space.width() - edge)
        around = self._outer.contentsMargins()
        high = self.column.totalHeightForWidth(width - around.left() - around.right())
        if high < 0:
            high = self.column.totalSizeHint().height()
        high += around.top() + around.bottom() + self._outer.spacing()
        high += self._buttons.sizeHint().height()
        self.resize(width, min(high + theme.unit() * 4, space.height() - edge))
