"""A chart with its table behind it: switched by one button, kept as a picture, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.documents.issuing.charts import chart_paper
from app.documents.papers.chart_sheet import Figures
from app.files import written_aside
from ui.actions import Action, bind, tool_bar
from ui.charts.bars import BarChart, Series
from ui.screen import Session, silent
from ui.style import fonts, theme
from ui.widgets.page_view import PageDialog


class ChartPane(QWidget):
    """Bars under a title. ``note`` says where the numbers come from, on the screen and on paper."""

    def __init__(self, session: Session, name: str, title: str, unit: str, note: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.session = session
        self.title, self.note = title, note
        self.chart = BarChart(title, unit)
        self.table = QTableWidget()
        self.table.setAccessibleName(f"{title}的数据")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.heading = QLabel(title)
        self.heading.setFont(fonts.larger(self.font(), 1.0, bold=True))
        self.said = QLabel(note)
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.chart)
        self.pages.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.unit() // 2)
        layout.addWidget(self.heading)
        layout.addWidget(self._bar(name))
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.said)
        self.said.setVisible(bool(note))

    def _bar(self, name: str) -> QWidget:
        live = bind(
            self,
            (
                Action(f"{name}.table", "图／表", self.turn, "columns"),
                Action(f"{name}.save", "存为图片…", self.ask_picture, "save"),
                Action(f"{name}.print", "印入文书", self.preview, "print"),
            ),
            self.session.roles,
        )
        return tool_bar(self, live.values())

    def show_bars(self, categories: Sequence[str], series: Sequence[Series]) -> None:
        """Draw ``series`` over ``categories``, and put the same numbers into the table."""
        self.chart.show_bars(categories, series)
        shown = self.figures()
        self.table.setRowCount(len(shown.rows))
        self.table.setColumnCount(len(shown.heads))
        self.table.setHorizontalHeaderLabels(list(shown.heads))
        self.table.verticalHeader().hide()
        stretch = QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(stretch)
        for row, cells in enumerate(shown.rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                self.table.setItem(row, column, item)

    def figures(self) -> Figures:
        """What is drawn, as a table of texts."""
        chart = self.chart
        heads = ("", *(f"{one.name}（{chart.unit}）" for one in chart.series))
        rows = tuple(
            (name, *(f"{one.values[place]:,.6g}" for one in chart.series))
            for place, name in enumerate(chart.categories)
        )
        return Figures(self.title, heads, rows, self.note)

    def turn(self) -> None:
        """Show the table in place of the chart, or the chart again."""
        self.pages.setCurrentIndex(1 - self.pages.currentIndex())

    def ask_picture(self) -> None:
        """Ask where, and keep the chart as a PNG in black on white."""
        self.session.ask.save_file("存为图片", "图片 (*.png)", f"{self.title}.png", self.keep)

    def keep(self, path: Path) -> None:
        """Write the PNG to ``path``."""
        png = as_png(self.chart.image())

        def write() -> None:
            with written_aside(path) as stream:
                stream.write(png)

        self.session.act("保存图片", silent(write))

    def preview(self) -> None:
        """Show the chart with its table as a paper, to be printed."""
        image = self.chart.image()
        figures, png = self.figures(), as_png(image)
        shape = image.height() / image.width()
        store = self.session.store
        self.session.read(
            "制作图表", lambda: chart_paper(store, figures, png, shape), self._show_pdf
        )

    def _show_pdf(self, pdf: bytes) -> None:
        PageDialog(self.session, self.title, pdf, self).open()


def as_png(image: QImage) -> bytes:
    """The picture as PNG bytes."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(kept.data())
