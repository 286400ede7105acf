"""How far each data set of this agency has come in the round."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.workbench import Covered
from ui.style import icons, theme

_STATES = {"ok": ("clock", "good"), "soon": ("warning", "soon"), "late": ("error", "bad")}
_BAR, _NUMBERS = 2, (1, 3)
_CODE = Qt.ItemDataRole.UserRole


class CoverageList(QTreeWidget):
    """A line per data set. Signal ``opened(data set code)`` by Enter or double click."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coverage")
        self.setAccessibleName("各数据集进度")
        self.setHeaderLabels(["数据集", "已有数据的企业", "", "记录", "截止日期", "进度"])
        self.setRootIsDecorated(False)
        self.setIconSize(theme.icon_size())
        self.itemActivated.connect(self._open)
        self.header().setSectionResizeMode(_BAR, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)

    def show_coverage(self, found: Sequence[Covered]) -> None:
        """Show these; the cursor stays on its data set."""
        current = self.currentItem()
        kept = current.data(0, _CODE) if current is not None else ""
        self.clear()
        for one in found:
            item = QTreeWidgetItem(self)
            item.setData(0, _CODE, one.dataset)
            item.setText(0, one.title)
            item.setText(1, f"{one.enterprises:,} / {one.registered:,} 家")
            item.setText(3, f"{one.rows:,}")
            for column in _NUMBERS:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(column, right)
            item.setText(4, one.due)
            words, icon, colour = _progress(one)
            item.setText(5, words)
            item.setIcon(5, icons.icon(icon, getattr(theme.colours(), colour)))
            self.setItemWidget(item, _BAR, _bar(one))
            if one.dataset == kept:
                self.setCurrentItem(item)
        for column in (0, 1, 3, 4, 5):
            self.resizeColumnToContents(column)
        rows = self.sizeHintForRow(0) * len(found) + 2 * self.frameWidth() + theme.unit()
        self.setMinimumHeight(rows + self.header().sizeHint().height())

    def _open(self, item: QTreeWidgetItem) -> None:
        self.opened.emit(str(item.data(0, _CODE)))


def _progress(one: Covered) -> tuple[str, str, str]:
    """Words, icon and colour."""
    if one.complete:
        return "已声明完整", "ok", "good"
    state = "录入中" if one.rows else "未开始"
    icon, colour = _STATES.get(one.urgency, ("info", "muted"))
    return "，".join(filter(None, (state, one.left))), icon, colour


def _bar(one: Covered) -> QWidget:
    """A thin bar in the middle of the row; the number beside it says the same."""
    bar = QProgressBar()
    bar.setRange(0, max(1, one.registered))
    bar.setValue(min(one.enterprises, one.registered))
    bar.setTextVisible(False)
    bar.setFixedHeight(theme.unit())
    bar.setAccessibleName(f"{one.title}：已有数据的企业")
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(theme.unit(), 0, theme.unit(), 0)
    layout.addWidget(bar, 0, Qt.AlignmentFlag.AlignVCenter)
    return holder
