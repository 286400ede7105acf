"""试并结果: per data set what would be new, changed, the same; and each value that would change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.browsing.inbox_list import ForecastList
from app.inbox.arrived import READY, Arrived
from app.inbox.rehearsing import MOST, Forecast
from ui.errors import sentence
from ui.screen import Session
from ui.style import theme
from ui.tables.pane import ListPane
from ui.widgets.scrolled_body import LEAST

_HEADINGS = ("数据集", "新增", "变更", "相同", "待匹配", "退回")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ForecastView(QWidget):
    """Counts per data set; below them the differences with old and new value."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.forecast: Forecast | None = None
        self.said = QLabel()
        self.said.setObjectName("forecastSaid")
        self.said.setWordWrap(True)
        self.counts = QTreeWidget()
        self.counts.setObjectName("forecastCounts")
        self.counts.setAccessibleName("各数据集的试并结果")
        self.counts.setHeaderLabels(list(_HEADINGS))
        self.counts.setRootIsDecorated(False)
        self.counts.setUniformRowHeights(True)
        header = self.counts.header()
        header.setStretchLastSection(False)
        header.resizeSection(0, theme.chars(15))
        for place in range(1, len(_HEADINGS)):
            header.resizeSection(place, theme.chars(6))
            self.counts.headerItem().setTextAlignment(place, _RIGHT)
        self.pane = ListPane(
            ForecastList(session.store, lambda: self.forecast),
            "differences",
            session,
            self,
            hint="代码、数据项或值",
            empty="没有会变更的值。",
        )
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setMinimumHeight(theme.unit() * LEAST)
        split.addWidget(self.counts)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addWidget(self.said)
        layout.addWidget(split, 1)

    def show_forecast(self, forecast: Forecast | None, one: Arrived | None) -> None:
        """Show one package's dry run; what to do while there is none."""
        changed = forecast is not self.forecast
        self.forecast = forecast
        self.said.setText(_summary(forecast, one))
        self.counts.clear()
        for counted in forecast.sets.values() if forecast else ():
            numbers = (
                counted.new,
                counted.changed,
                counted.same,
                counted.pooled,
                counted.returned,
            )
            item = QTreeWidgetItem([counted.title, *(f"{number:,}" for number in numbers)])
            for place in range(1, len(_HEADINGS)):
                item.setTextAlignment(place, _RIGHT)
            self.counts.addTopLevelItem(item)
        if changed:
            self.pane.ask()


def _summary(forecast: Forecast | None, one: Arrived | None) -> str:
    if forecast is None:
        return "按“试并”（Ctrl+T）看并入后会怎样。" if one and one.state == READY else ""
    if forecast.error is not None:
        return f"并入时会被拒绝：{sentence(forecast.error)}"
    if forecast.uses is not None:
        return f"用信反馈：新增 {forecast.uses:,} 条。"
    shown, changed = len(forecast.differences), forecast.total("changed")
    new, same = forecast.total("new"), forecast.total("same")
    said = f"新增 {new:,} 条，变更 {changed:,} 条，相同 {same:,} 条。"
    if pooled := forecast.total("pooled"):
        said += f"{pooled:,} 条的企业不在名录中，将转入待匹配。"
    if shown == MOST:
        said += f"变更的值只列出前 {MOST:,} 个。"
    return said
