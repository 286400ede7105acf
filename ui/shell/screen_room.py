"""Room for the screen that is shown: one that needs more than the display has scrolls.

Large letters and the training band must never make the window higher than the display.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget


class ScreenStack(QStackedWidget):
    """The screens built so far; it needs what the shown one needs, not what the largest does."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The least size of the screen that is shown."""
        if not self.count():
            return super().minimumSizeHint()
        shown = self.currentWidget()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())

    def heightForWidth(self, _width: int) -> int:  # noqa: N802
        """The least height: what the screen would like to have is no reason to scroll."""
        return self.minimumSizeHint().height()


def screen_room(stack: ScreenStack) -> QScrollArea:
    """The stack in an area that scrolls only when it must."""
    room = QScrollArea()
    room.setObjectName("screenRoom")
    room.setWidgetResizable(True)
    room.setFrameShape(QFrame.Shape.NoFrame)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    room.setWidget(stack)
    return room
