"""Per bank: decisions with and without a grade, and amounts lent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.outcomes.relending import Figures, Statistics
from ui.charts.bars import Series
from ui.charts.pane import ChartPane
from ui.screen import Session
from ui.style import theme

_TEN_THOUSAND = 1_000_000
"""分 in 万元."""


@dataclass(frozen=True)
class Picture:
    """What a chart shows: its words, and each series' number of a bank."""

    name: str
    title: str
    unit: str
    note: str
    series: tuple[tuple[str, Callable[[Figures], float]], ...]


DECISIONS = Picture(
    "decisions",
    "各银行办结的申请",
    "笔",
    "办结指批准和拒绝，来自银行的用信反馈。",
    (
        ("使用评级", lambda one: one.decided_rated),
        ("未用评级", lambda one: one.decided - one.decided_rated),
    ),
)
AMOUNTS = Picture(
    "amounts",
    "各银行发放的贷款",
    "万元",
    "发放金额来自借据记录；用评级的，是反馈中使用了评级并写明借据号的。",
    (
        ("发放", lambda one: one.loan_amount / _TEN_THOUSAND),
        ("其中用评级", lambda one: one.rated_loan_amount / _TEN_THOUSAND),
    ),
)


class BankChart(QWidget):
    """One picture of the banks. Signal ``picked(bank)`` when its bars are clicked."""

    picked = Signal(str)

    def __init__(self, session: Session, picture: Picture) -> None:
        super().__init__()
        self._session, self._picture = session, picture
        self._codes: tuple[str, ...] = ()
        self._shown: Statistics | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.unit() // 2, 0, 0)

    @cached_property
    def pane(self) -> ChartPane:
        """The chart; made when it is first looked at."""
        told = self._picture
        pane = ChartPane(self._session, told.name, told.title, told.unit, told.note)
        pane.chart.picked.connect(self._pick)
        self._column.addWidget(pane)
        return pane

    def show_statistics(self, found: Statistics) -> None:
        """Draw the banks, unless these figures are drawn already."""
        if found is self._shown:
            return
        self._shown, self._codes = found, tuple(found.banks)
        agencies = self._session.store.catalogue.agencies
        series = [
            Series(name, tuple(number(one) for one in found.banks.values()))
            for name, number in self._picture.series
        ]
        self.pane.show_bars([agencies[code].short for code in self._codes], series)

    def _pick(self, place: int) -> None:
        self.picked.emit(self._codes[place])
