"""Where somebody stands in the five steps, and the way back to each that was reached."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.style import theme

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
