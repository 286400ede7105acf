"""Charts: what is on the screen is in the table, on the picture and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pyqtgraph import TextItem
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from ui.charts.bars import NOTHING, BarChart, Series
from ui.charts.pane import ChartPane
from ui.shell.window import Window
from ui.widgets.page_view import PageDialog

GRADES = ("AAA", "AA", "A")
BEFORE, AFTER = Series("调整前", (3, 5, 1200)), Series("调整后", (4, 0, 1204))
Settle = Callable[[Window], None]


@pytest.fixture
def pane(window: Window) -> ChartPane:
    made = ChartPane(window.session, "grades", "等级分布", "户", "数据来自最近一次评级。")
    layout = window.stack.currentWidget().layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addWidget(made)
    made.show_bars(GRADES, (BEFORE, AFTER))
    return made


def press(pane: ChartPane, act: str) -> None:
    action = pane.findChild(QAction, f"grades.{act}")
    assert action is not None
    action.trigger()


def test_the_table_behind_has_every_number(pane: ChartPane) -> None:
    """Whoever cannot see the bars, or wants the numbers, would be left out."""
    press(pane, "table")
    assert pane.pages.currentWidget() is pane.table
    cells = [[pane.table.item(row, column).text() for column in range(3)] for row in range(3)]
    assert cells == [["AAA", "3", "4"], ["AA", "5", "0"], ["A", "1,200", "1,204"]]
    assert "调整后：AAA 4，AA 0，A 1,204" in pane.chart.accessibleDescription()
    press(pane, "table")
    assert pane.pages.currentWidget() is pane.chart


def test_the_picture_is_readable_without_colour(
    pane: ChartPane, window: Window, settle: Settle, tmp_path: Path
) -> None:
    """A copier keeps no colour: the two series must differ in pattern, on white paper."""
    pane.keep(tmp_path / "图.png")
    settle(window)
    with Image.open(tmp_path / "图.png") as picture:
        assert picture.size == (1600, 800)
        coloured = [
            c for c in picture.convert("RGB").getcolors(1 << 20) or () if len(set(c[1])) > 1
        ]
        grey = picture.convert("L")
    ink = sum(count for count, value in grey.getcolors() or () if value < 128)
    white = sum(count for count, value in grey.getcolors() or () if value > 250)
    assert not coloured
    assert white > ink > 10_000
    solid, hatched = (_darkness(grey, shift) for shift in (-0.19, 0.19))
    assert solid > 0.95
    assert 0.05 < hatched < 0.6


def _darkness(grey: Image.Image, shift: float) -> float:
    """The share of ink inside the bar of 「A」 that stands ``shift`` beside its middle."""
    middle = round(1600 * (2.5 + shift) / 3)
    piece = grey.crop((middle - 60, 400, middle - 20, 640))
    pixels = piece.tobytes()
    return sum(value < 128 for value in pixels) / len(pixels)


def test_the_chart_becomes_a_paper_with_its_table(
    pane: ChartPane, window: Window, settle: Settle, qtbot: QtBot
) -> None:
    """The working group could not put the picture into its minutes."""
    press(pane, "print")
    settle(window)
    dialog = pane.findChild(PageDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.view.pages == 1, timeout=20_000)
    document = pdfium.PdfDocument(dialog.view._pdf)
    said = document[0].get_textpage().get_text_range()
    assert all(
        text in said for text in ("等级分布", "调整后（户）", "1,204", "数据来自最近一次评级")
    )
    images = list(document[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
    assert len(images) == 1
    document.close()
    dialog.close()


def test_a_click_on_a_bar_tells_its_category(pane: ChartPane, window: Window, qtbot: QtBot) -> None:
    """From the picture one goes on to the records behind it."""
    chart = pane.chart
    window.resize(1366, 900)
    qtbot.waitUntil(lambda: chart.viewport().width() > 300)
    heard: list[int] = []
    chart.picked.connect(heard.append)
    at = chart.mapFromScene(chart.getPlotItem().vb.mapViewToScene(QPointF(2, 100)))
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert heard == [2]


def test_nothing_is_said_rather_than_drawn_as_a_scale(pane: ChartPane) -> None:
    """An empty chart with an axis from 0 to 1.1 looks like a fault of the program."""
    plot = pane.chart.getPlotItem()
    pane.show_bars(GRADES, (Series("调整前", (0, 0, 0)),))
    assert [item.toPlainText() for item in plot.items if isinstance(item, TextItem)] == [NOTHING]
    pane.show_bars(GRADES, (BEFORE, AFTER))
    assert NOTHING not in [i.toPlainText() for i in plot.items if isinstance(i, TextItem)]


def test_more_series_than_anybody_tells_apart_are_refused(qtbot: QtBot) -> None:
    """Six patterns beside one another are a riddle, not a chart."""
    chart = BarChart("过多", "户")
    qtbot.addWidget(chart)
    with pytest.raises(ValueError, match="6 series"):
        chart.show_bars(["A"], [Series(str(number), (1,)) for number in range(6)])
