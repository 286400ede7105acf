"""The period of the statistics: a usual one, or any two days."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLabel, QPushButton, QWidget

from app import clock
from ui.style import icons, theme

_ANY = "自选日期"


def usual(today: date) -> dict[str, tuple[date, date]]:
    """The periods that are asked for most, whole ones, by their words."""
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    year = date(today.year, 1, 1)
    before = quarter - timedelta(days=1)
    return {
        "本年": (year, date(today.year, 12, 31)),
        "本季度": (quarter, _end_of_quarter(quarter)),
        "上季度": (date(before.year, before.month - 2, 1), before),
        "上年": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }


def _end_of_quarter(first: date) -> date:
    following = date(first.year + (first.month + 3) // 13, (first.month + 2) % 12 + 1, 1)
    return following - timedelta(days=1)


class PeriodBar(QWidget):
    """Signal ``chosen()`` when the figures are wanted for :attr:`period`."""

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._usual = usual(clock.today())
        self.which = QComboBox()
        self.which.setObjectName("period")
        self.which.setAccessibleName("统计期")
        self.which.addItems([*self._usual, _ANY])
        self.first, self.last = _day("统计期起日", "first"), _day("统计期止日", "last")
        count = QPushButton(icons.icon("refresh"), "统计")
        count.setObjectName("count")
        count.clicked.connect(self.chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit())
        for widget in (QLabel("统计期"), self.which, self.first, QLabel("至"), self.last, count):
            row.addWidget(widget)
        row.addStretch(1)
        self._put()
        self.which.activated.connect(self._chose)
        for edit in (self.first, self.last):
            edit.userDateChanged.connect(self._typed)

    @property
    def period(self) -> tuple[date, date]:
        """Both days included."""
        return _date(self.first), _date(self.last)

    def _chose(self) -> None:
        if self.which.currentText() != _ANY:
            self._put()
            self.chosen.emit()

    def _put(self) -> None:
        for edit, day in zip(
            (self.first, self.last), self._usual[self.which.currentText()], strict=True
        ):
            edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(False)

    def _typed(self) -> None:
        self.which.setCurrentText(_ANY)


def _day(name: str, key: str) -> QDateEdit:
    edit = QDateEdit()
    edit.setObjectName(key)
    edit.setAccessibleName(name)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setCalendarPopup(True)
    return edit


def _date(edit: QDateEdit) -> date:
    day = edit.date()
    return date(day.year(), day.month(), day.day())
