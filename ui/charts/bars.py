"""Grouped bars: counts of a few series over named categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from pyqtgraph.graphicsItems.LegendItem import ItemSample
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.charts.marks import MOST, ON_PAPER, Look, brush, on_screen, outline
from ui.style import theme

NOTHING = "没有数据"
_SWATCH = 16
_LETTERS = 64
"""So many Chinese characters stand in a line of the picture: 10.5 points on paper."""
_GROUP = 0.76
"""The part of a category's width that its bars take."""
_NUMBER, _LEGEND = 1.25, 1.5
"""How much higher than the highest bar the chart is, for its number, or the legend above it."""
_CLOSE, _SHORT = 12, 2
"""With more categories than this, so many characters of a name stand in a line."""
PICTURE = QSize(1600, 800)
"""Pixels of a chart as a picture: 17 cm wide at 240 dots an inch."""


@dataclass(frozen=True)
class Series:
    """One row of numbers, one for each category."""

    name: str
    values: tuple[float, ...]


class BarChart(pg.PlotWidget):  # type: ignore[misc]
    """Bars with their numbers above. ``show_bars`` draws anew; nothing moves by the mouse.

    Signal ``picked(category)`` with the place of the category that was clicked.
    """

    picked = Signal(int)

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit = unit
        self._frame: tuple[Look, tuple[str, ...], tuple[str, ...]] | None = None
        self._bars: list[_Bars] = []
        self.categories: tuple[str, ...] = ()
        self.series: tuple[Series, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.chars(30), theme.unit() * 16)
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        self.scene().sigMouseClicked.connect(self._clicked)

    def sizeHint(self) -> QSize:  # noqa: N802
        """No more than it needs: it takes what room there is."""
        least: QSize = self.minimumSize()
        return least

    def show_bars(self, categories: Sequence[str], series: Sequence[Series]) -> None:
        """Draw ``series`` over ``categories``.

        Raises ValueError for more of them than can be told apart.
        """
        if len(series) > MOST:
            raise ValueError(f"{len(series)} series")
        self.categories, self.series = tuple(categories), tuple(series)
        self.setAccessibleDescription(self._in_words())
        self._draw(on_screen())

    def image(self, size: QSize = PICTURE) -> QImage:
        """The chart in black on white, for paper or a file."""
        paper = BarChart(self.accessibleName(), self.unit)
        font = self.font()
        font.setPixelSize(size.width() // _LETTERS)
        paper.setFont(font)
        paper.resize(size)
        paper.categories, paper.series = self.categories, self.series
        paper._draw(ON_PAPER)
        made: QImage = paper.grab().toImage()
        paper.deleteLater()
        return made

    def _draw(self, look: Look) -> None:
        """Draw anew; where only numbers are other, move what stands: somebody may be dragging."""
        highest = max((value for one in self.series for value in one.values), default=0)
        frame = (look, self.categories, tuple(one.name for one in self.series)) if highest else None
        if frame is None or frame != self._frame:
            self.getPlotItem().clear()
            self.setBackground(look.ground)
            self._axes(look)
            self._legend(look)
            shown = self.series if frame else ()
            self._bars = [self._bar(look, place) for place in range(len(shown))]
            self._frame = frame
        if not highest:
            self._nothing(look)
            return
        for bar, one in zip(self._bars, self.series, strict=True):
            bar.show_values(one.values)
        room = _LEGEND if len(self.series) > 1 else _NUMBER
        self.getPlotItem().setYRange(0, highest * room, padding=0)

    def _bar(self, look: Look, place: int) -> _Bars:
        """The bars of one series beside those of the others, without height yet."""
        plot = self.getPlotItem()
        plot.setXRange(-0.5, len(self.categories) - 0.5, padding=0.01)
        width = _GROUP / len(self.series)
        shift = (place - (len(self.series) - 1) / 2) * width
        at = [number + shift for number in range(len(self.categories))]
        bars = _Bars(look, place, at, width * 0.92)
        plot.addItem(bars)
        for number in bars.numbers:
            number.setFont(self.font())
            plot.addItem(number)
        return bars

    def _nothing(self, look: Look) -> None:
        """Say that there is nothing, rather than draw a scale of nothing."""
        text = pg.TextItem(NOTHING, color=look.ink, anchor=(0.5, 0.5))
        text.setFont(self.font())
        plot = self.getPlotItem()
        plot.addItem(text)
        plot.getAxis("left").setTicks([])
        plot.getAxis("bottom").setTicks([])
        plot.setXRange(-1, 1, padding=0)
        plot.setYRange(-1, 1, padding=0)

    def _axes(self, look: Look) -> None:
        plot = self.getPlotItem()
        bottom, left = plot.getAxis("bottom"), plot.getAxis("left")
        names = [_name(text, len(self.categories)) for text in self.categories]
        bottom.setTicks([list(enumerate(names))])
        left.setTicks(None)
        left.setLabel(self.unit, color=look.ink, **{"font-size": _pixels(self.font())})
        left.enableAutoSIPrefix(False)
        for axis in (bottom, left):
            axis.setPen(look.ink)
            axis.setTextPen(look.ink)
            axis.setTickFont(self.font())
        lines = max((text.count("\n") + 1 for text in names), default=1)
        bottom.setHeight(lines * QFontMetrics(self.font()).lineSpacing() + theme.unit())

    def _legend(self, look: Look) -> None:
        plot = self.getPlotItem()
        if plot.legend is not None:
            plot.legend.scene().removeItem(plot.legend)
            plot.legend = None
        if len(self.series) < 2:
            return
        legend = plot.addLegend(
            offset=(-theme.unit(), 1),
            colCount=len(self.series),
            labelTextColor=look.ink,
            labelTextSize=_pixels(self.font()),
            sampleType=_Swatch,
        )
        for place, one in enumerate(self.series):
            bar = pg.BarGraphItem(
                x=[0], height=[0], width=0, brush=brush(look, place), pen=outline(look)
            )
            legend.addItem(bar, one.name)

    def _in_words(self) -> str:
        """For whoever hears the screen: every number with its names."""
        return "；".join(
            f"{one.name}："
            + "，".join(
                f"{category} {value:,.6g}"
                for category, value in zip(self.categories, one.values, strict=True)
            )
            for one in self.series
        )

    def _clicked(self, event: object) -> None:
        scene_place = event.scenePos()  # type: ignore[attr-defined]
        x = self.getPlotItem().vb.mapSceneToView(scene_place).x()
        if 0 <= round(x) < len(self.categories) and (
            event.button() is Qt.MouseButton.LeftButton  # type: ignore[attr-defined]
        ):
            self.picked.emit(round(x))


def _name(text: str, count: int) -> str:
    """A category's name as it stands below its bars: where they stand close, in short lines."""
    if count <= _CLOSE:
        return text
    return "\n".join(text[place : place + _SHORT] for place in range(0, len(text), _SHORT))


class _Bars(pg.BarGraphItem):  # type: ignore[misc]
    """The bars of one series, ``at`` their places, and a number above each."""

    def __init__(self, look: Look, place: int, at: Sequence[float], width: float) -> None:
        filling, pen = brush(look, place), outline(look)
        super().__init__(x=list(at), height=[0] * len(at), width=width, brush=filling, pen=pen)
        self.at = at
        self.numbers = [pg.TextItem("", color=look.ink, anchor=(0.5, 1.0)) for _ in at]

    def show_values(self, values: Sequence[float]) -> None:
        """Give the bars their heights, and the numbers their words and places."""
        self.setOpts(height=list(values))
        for x, value, number in zip(self.at, values, self.numbers, strict=True):
            text = f"{value:,.6g}" if value else ""
            if text != number.toPlainText():
                number.setText(text)
            number.setPos(QPointF(x, value))


class _Swatch(ItemSample):  # type: ignore[misc]
    """What stands for a series in the legend: its filling in its outline."""

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the square."""
        painter.setBrush(self.item.opts["brush"])
        painter.setPen(self.item.opts["pen"])
        painter.drawRect(2, 2, _SWATCH, _SWATCH)


def _pixels(font: QFont) -> str:
    return f"{QFontInfo(font).pixelSize()}px"
