"""大事记 as a picture: a lane for each agency, a column for each year, a mark for each event.

What a mark means is told by its shape; colour comes besides, so that it can be read in print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.browsing.credit_file_page import Happening, Tone
from app.outcomes import words
from ui.style import icons, theme

_ICONS = frozenset(
    ("SCJG", "SW", "GJJ", "GA", "GD", "GS", "ZR", "ST", "FY", "RS", "YH", "RH")
)  # fmt: skip
_EARLIER = "更早"
_WEIGHT = (Tone.ADVERSE, Tone.GRADE, Tone.HONOUR, Tone.PAPER, Tone.PLAIN)
"""Where several events share a place, the first of these gives the mark its shape."""


@dataclass(frozen=True)
class Mark:
    """One mark: the middle of its place, and the places of its events in the list."""

    centre: QPointF
    tone: Tone
    events: tuple[int, ...]


class TimeStrip(QWidget):
    """Signal ``picked(place)``: the event of a clicked mark; the list below does it by keys."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.events: tuple[Happening, ...] = ()
        self._lanes: dict[str, str] = {}
        self.setAccessibleName("大事记图")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(theme.chars(60))

    def show_events(self, events: Sequence[Happening]) -> None:
        """Draw these, oldest first, without the notices."""
        self.events = tuple(events)
        drawn = [one for one in events if one.tone is not Tone.NOTICE]
        self._lanes = {one.agency: one.kind for one in drawn}
        told = (f"{words.day_words(one.day)} {one.agency} {one.what}" for one in drawn)
        self.setAccessibleDescription("；".join(told))
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A row for the years, one for each agency, one for the legend."""
        return QSize(theme.chars(90), theme.row() * (len(self._lanes) + 2))

    @property
    def _left(self) -> int:
        longest = max(
            (self.fontMetrics().horizontalAdvance(name) for name in self._lanes), default=0
        )
        return longest + theme.unit() * 5

    def years(self) -> list[str]:
        """The columns: every year that has events, as many of the newest as there is room for."""
        found = sorted({one.day[:4] for one in self.events if one.tone is not Tone.NOTICE})
        room = max(2, (self.width() - self._left) // theme.chars(7))
        return found if len(found) <= room else [_EARLIER, *found[-(room - 1) :]]

    def marks(self) -> list[Mark]:
        """Where the events stand; those too near to one another share a mark."""
        years = self.years()
        column = (self.width() - self._left) / max(1, len(years))
        lanes = {name: place for place, name in enumerate(self._lanes)}
        spots: dict[tuple[int, int], list[int]] = {}
        step = theme.unit() * 2.2
        for place, one in enumerate(self.events):
            if one.tone is Tone.NOTICE:
                continue
            year = years.index(one.day[:4]) if one.day[:4] in years else 0
            part = 0.5 if years[year] == _EARLIER else _part_of_year(one.day)
            x = (year + 0.1 + 0.8 * part) * column
            spots.setdefault((lanes[one.agency], int(x / step)), []).append(place)
        row = theme.row()
        return [
            Mark(
                QPointF(self._left + (slot + 0.5) * step, (lane + 1.5) * row),
                min((self.events[n].tone for n in places), key=_WEIGHT.index),
                tuple(places),
            )
            for (lane, slot), places in spots.items()
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Years above, lanes, marks, and below what the shapes mean."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for mark in self.marks():
            paint_mark(painter, mark.tone, mark.centre)
            if len(mark.events) > 1:
                self._paint_count(painter, mark)
        self._paint_legend(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        look, row, left = theme.colours(), theme.row(), self._left
        painter.fillRect(self.rect(), QColor(look.base))
        size = theme.icon_size()
        bottom = row * (len(self._lanes) + 1)
        for place, (name, kind) in enumerate(self._lanes.items()):
            top = row * (place + 1)
            if place % 2 == 0:
                painter.fillRect(0, top, self.width(), row, QColor(look.raised))
            picture = icons.icon(f"kind-{kind.lower()}" if kind in _ICONS else "info")
            picture.paint(
                painter, theme.unit(), top + (row - size.height()) // 2, size.width(), size.height()
            )
            painter.setPen(QColor(look.text))
            spot = QRectF(theme.unit() * 4, top, left - theme.unit() * 4, row)
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, name)
        years = self.years()
        column = (self.width() - left) / max(1, len(years))
        for place, year in enumerate(years):
            x = left + place * column
            painter.setPen(QColor(look.line))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            painter.setPen(QColor(look.muted))
            painter.drawText(QRectF(x, 0, column, row), Qt.AlignmentFlag.AlignCenter, year)

    def _paint_count(self, painter: QPainter, mark: Mark) -> None:
        painter.setPen(QColor(theme.colours().text))
        spot = QRectF(mark.centre.x() + theme.unit() * 0.6, mark.centre.y() - theme.row() * 0.5,
                      theme.unit() * 3, theme.row() * 0.6)  # fmt: skip
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, str(len(mark.events)))

    def _paint_legend(self, painter: QPainter) -> None:
        y = theme.row() * (len(self._lanes) + 1.5)
        x = float(theme.unit() * 2)
        for tone in _WEIGHT:
            paint_mark(painter, tone, QPointF(x, y))
            painter.setPen(QColor(theme.colours().muted))
            width = self.fontMetrics().horizontalAdvance(tone.value)
            spot = QRectF(x + theme.unit() * 1.5, y - theme.row() / 2, width + 1, theme.row())
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, tone.value)
            x += width + theme.unit() * 4.5

    def mark_at(self, spot: QPointF) -> Mark | None:
        """The mark under the pointer."""
        reach = theme.unit() * 1.2
        for mark in self.marks():
            away = mark.centre - spot
            if abs(away.x()) <= reach and abs(away.y()) <= reach:
                return mark
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a mark picks its newest event."""
        mark = self.mark_at(event.position())
        if mark is not None and event.button() is Qt.MouseButton.LeftButton:
            self.picked.emit(mark.events[-1])
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What a mark stands for, in words."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            told = [self.events[n] for n in mark.events] if mark else []
            lines = (f"{words.day_words(one.day)}　{one.what}　{one.detail}" for one in told)
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)


def paint_mark(painter: QPainter, tone: Tone, centre: QPointF) -> None:
    """The shape of a tone: triangle, diamond, full square, hollow square, ring."""
    look, size = theme.colours(), theme.unit() * 0.75
    colour = QColor({Tone.ADVERSE: look.bad, Tone.HONOUR: look.good, Tone.GRADE: look.accent}.get(
        tone, look.text))  # fmt: skip
    painter.setPen(QPen(colour, max(1.0, theme.unit() / 6)))
    full = tone in (Tone.ADVERSE, Tone.GRADE)
    painter.setBrush(colour if full else QColor(look.base))
    square = QRectF(centre.x() - size, centre.y() - size, size * 2, size * 2)
    if tone is Tone.PLAIN:
        painter.drawEllipse(square)
    elif tone in (Tone.GRADE, Tone.PAPER):
        painter.drawRect(square)
    else:
        ends = [(0, -1.25), (1.15, 0.9), (-1.15, 0.9)]
        if tone is Tone.HONOUR:
            ends = [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x * size, y * size) for x, y in ends]))


def _part_of_year(day: str) -> float:
    try:
        return date.fromisoformat(day).timetuple().tm_yday / 366
    except ValueError:
        return 0.5
