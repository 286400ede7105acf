"""What stands around the pages: the five steps above, the way back and on below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from ui.style import icons, theme

TITLES = ("文件", "工作表", "列", "试导入", "匹配")


class StepBar(QWidget):
    """Five buttons in a row. Signal ``wanted(step)`` counts from 0."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit() // 2)
        self.buttons: list[QPushButton] = []
        for place, title in enumerate(TITLES):
            button = QPushButton(f"{place + 1} {title}")
            button.setObjectName(f"step{place + 1}")
            button.setCheckable(True)
            button.setAccessibleName(f"第 {place + 1} 步：{title}")
            button.clicked.connect(partial(self._clicked, place))
            self.buttons.append(button)
            row.addWidget(button)

    def show_step(self, now: int, reached: int) -> None:
        """Mark the step ``now`` (-1 for none); those up to ``reached`` can be gone to.

        The last one always: names of earlier files may wait there.
        """
        for place, button in enumerate(self.buttons):
            button.setChecked(place == now)
            button.setEnabled(place <= reached or place == len(TITLES) - 1)

    def _clicked(self, place: int) -> None:
        self.buttons[place].setChecked(True)
        self.wanted.emit(place)


class StepFoot(QWidget):
    """The file's name, and the buttons to the step before and the next."""

    def __init__(self) -> None:
        super().__init__()
        self.name = QLabel()
        self.name.setProperty("role", "muted")
        self.name.setObjectName("fileName")
        self.back = QPushButton(icons.icon("back"), "上一步")
        self.back.setObjectName("back")
        self.next = QPushButton(icons.icon("next", theme.colours().on_accent), "下一步")
        self.next.setObjectName("next")
        self.next.setProperty("primary", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.back)
        row.addWidget(self.next)


def in_room(page: QWidget) -> QScrollArea:
    """Where letters are large, a page scrolls; the steps above and the buttons below stay."""
    room = QScrollArea()
    room.setWidgetResizable(True)
    room.setFrameShape(QFrame.Shape.NoFrame)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    room.setWidget(page)
    return room
