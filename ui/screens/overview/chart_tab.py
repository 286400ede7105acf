"""图表: the share of each agency's data sets that is complete."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.browsing.overview import Overview
from ui.charts.bars import Series
from ui.charts.pane import ChartPane
from ui.screen import Session
from ui.style import theme


class ChartTab(QWidget):
    """Signal ``picked(agency)`` when its bars are clicked."""

    picked = Signal(str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._agencies: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.unit() // 2, 0, 0)

    @cached_property
    def pane(self) -> ChartPane:
        """The chart; made when it is first looked at, which not everybody does."""
        pane = ChartPane(
            self._session,
            "shares",
            "各单位报齐比例",
            "%",
            "已申报本期间完整的数据集占本单位应报数据集的百分比。",
        )
        pane.chart.picked.connect(self._pick)
        self._column.addWidget(pane)
        return pane

    def show_overview(self, found: Overview) -> None:
        """Draw every agency that has something to report."""
        lines = [line for line in found.lines if line.cells]
        self._agencies = tuple(line.agency for line in lines)
        shares = tuple(round(100 * line.whole / len(line.cells)) for line in lines)
        self.pane.show_bars([line.name for line in lines], [Series("报齐", shares)])

    def _pick(self, place: int) -> None:
        self.picked.emit(self._agencies[place])
