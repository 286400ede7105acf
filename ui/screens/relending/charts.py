"""Per bank: decisions with and without a grade, and amounts lent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.outcomes.relending import Figures, Statistics
from ui.charts.bars import Series
from ui.charts.pane import ChartPane
from ui.screen import Session
from ui.style import theme

_TEN_THOUSAND = 1_000_000
"""分 in 万元."""


class BankChart(QWidget):
    """One picture of the banks. Signal ``picked(bank)`` when its bars are clicked."""

    picked = Signal(str)

    def __init__(self, session: Session, name: str, title: str, unit: str, note: str) -> None:
        super().__init__()
        self._codes: tuple[str, ...] = ()
        self._shown: Statistics | None = None
        self._shorts = {code: one.short for code, one in session.store.catalogue.agencies.items()}
        self.pane = ChartPane(session, name, title, unit, note)
        self.pane.chart.picked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.unit() // 2, 0, 0)
        layout.addWidget(self.pane)

    def show_statistics(self, found: Statistics) -> None:
        """Draw the banks."""
        if found is self._shown:
            return
        self._shown, self._codes = found, tuple(found.banks)
        series = self._series(tuple(found.banks.values()))
        self.pane.show_bars([self._shorts.get(code, code) for code in self._codes], series)

    def _series(self, banks: tuple[Figures, ...]) -> list[Series]:
        raise NotImplementedError

    def _pick(self, place: int) -> None:
        self.picked.emit(self._codes[place])


class DecisionsChart(BankChart):
    """Applications decided, with and without a grade."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session, "decisions", "各银行办结的申请", "笔", "办结指批准和拒绝，来自银行的用信反馈。"
        )

    def _series(self, banks: tuple[Figures, ...]) -> list[Series]:
        return [
            Series("使用评级", tuple(one.decided_rated for one in banks)),
            Series("未用评级", tuple(one.decided - one.decided_rated for one in banks)),
        ]


class AmountsChart(BankChart):
    """Loans issued, all and those that a use with a grade names."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            "amounts",
            "各银行发放的贷款",
            "万元",
            "发放金额来自借据记录；用评级的，是反馈中使用了评级并写明借据号的。",
        )

    def _series(self, banks: tuple[Figures, ...]) -> list[Series]:
        return [
            Series("发放", tuple(one.loan_amount / _TEN_THOUSAND for one in banks)),
            Series("其中用评级", tuple(one.rated_loan_amount / _TEN_THOUSAND for one in banks)),
        ]
