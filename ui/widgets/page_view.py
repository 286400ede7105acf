"""The pages of a finished paper, one after the other: leaf through, zoom, print all or some."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.documents.page_images import PageImage, page_count, page_images, page_range
from app.errors import AppError
from app.files import written_aside
from app.progress import Progress
from ui.actions import Action, bind, tool_bar
from ui.ask import PAPERS
from ui.errors import sentence
from ui.screen import Session
from ui.style import theme
from ui.widgets.printing import as_image, print_pages

ZOOMS = (50, 75, 100, 125, 150, 200)
_INCH = 96


class PageView(QWidget):
    """Shows a PDF that is held in memory. Pages are drawn in the background, one at a time.

    What is not ``printable`` is only looked at: a draft whose numbers are not given out yet.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        parent: QWidget | None = None,
        *,
        printable: bool = True,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._printable = printable
        self.title = title
        self.pages = 0
        self._pdf = b""
        self.number = QSpinBox()
        self.number.setObjectName("page")
        self.number.setAccessibleName("页码")
        self.number.setPrefix("第 ")
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(self._ask)
        self.zoom = QComboBox()
        self.zoom.setObjectName("zoom")
        self.zoom.setAccessibleName("缩放")
        for percent in ZOOMS:
            self.zoom.addItem(f"{percent}%", percent)
        self.zoom.setCurrentIndex(ZOOMS.index(100))
        self.zoom.currentIndexChanged.connect(self._ask)
        self.wanted_pages = QLineEdit()
        self.wanted_pages.setObjectName("pageRange")
        self.wanted_pages.setAccessibleName("打印页码范围")
        self.wanted_pages.setPlaceholderText("全部，或 1-3,5")
        self.wanted_pages.setMaximumWidth(theme.chars(18))
        self.said = QLabel()
        self.said.setObjectName("pageSaid")
        self.said.setWordWrap(True)
        self.picture = QLabel()
        self.picture.setObjectName("pagePicture")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()

    def _build(self) -> None:
        live = bind(self, self._actions(), self.session.roles)
        below = QHBoxLayout()
        label = QLabel("打印页码")
        label.setBuddy(self.wanted_pages)
        for widget in (self.number, self.zoom, label, self.wanted_pages):
            below.addWidget(widget)
        below.addStretch(1)
        label.setVisible(self._printable)
        self.wanted_pages.setVisible(self._printable)
        self.area = QScrollArea()
        self.area.setAccessibleName(self.title)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.picture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(tool_bar(self, live.values()))
        layout.addLayout(below)
        layout.addWidget(self.said)
        layout.addWidget(self.area, 1)

    def _actions(self) -> Sequence[Action]:
        turns = (
            Action("page.back", "上一页", self.number.stepDown, "back", "PgUp"),
            Action("page.next", "下一页", self.number.stepUp, "next", "PgDown"),
        )
        if not self._printable:
            return turns
        return (
            *turns,
            Action("page.print", "打印", self.ask_printer, "print", "Ctrl+P"),
            Action("page.save", "存为 PDF…", self.ask_file, "save", "Ctrl+S"),
        )

    def show_pdf(self, pdf: bytes) -> None:
        """Show this paper from its first page. A damaged file is told in words."""
        self._pdf = pdf
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.session.read("读取页数", lambda: page_count(pdf), self._counted, failed=self._failed)

    def _counted(self, pages: int) -> None:
        self.pages = pages
        self.said.hide()
        self.number.setRange(1, pages)
        self.number.setSuffix(f" 页，共 {pages} 页")
        self.number.setValue(1)
        self._ask()

    def _ask(self) -> None:
        pdf, number = self._pdf, self.number.value()
        dpi = round(_INCH * self.zoom.currentData() / 100)
        self.session.read(
            "显示页面",
            lambda: next(page_images(pdf, [number], dpi)),
            self._show,
            failed=self._failed,
        )

    def _show(self, image: PageImage) -> None:
        if image.number == self.number.value():
            self.picture.setPixmap(QPixmap.fromImage(as_image(image)))
            self.picture.setAccessibleName(f"{self.title}，第 {image.number} 页")
            self.area.verticalScrollBar().setValue(0)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            self.session.show_error(error)
            return
        self.said.setText(sentence(error))
        self.said.show()

    def ask_printer(self) -> None:
        """The system's print dialog, for the pages of the range."""
        try:
            numbers = page_range(self.wanted_pages.text(), self.pages)
        except AppError as error:
            self._failed(error)
            self.wanted_pages.setFocus()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.title)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer, numbers))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def print_to(self, printer: QPrinter, numbers: Sequence[int]) -> None:
        """Print these pages, in the background."""
        pdf = self._pdf
        self.session.act(
            f"打印{self.title}",
            lambda progress: print_pages(printer, pdf, numbers, progress),
            then=self._printed,
            failed=self._failed,
        )

    def ask_file(self) -> None:
        """Where a copy of the whole paper goes."""
        self.session.ask.save_file("存为 PDF", PAPERS, f"{self.title}.pdf", self.save_to)

    def save_to(self, path: Path) -> None:
        """Keep the paper as it is shown."""
        pdf = self._pdf

        def work(_progress: Progress) -> Path:
            with written_aside(path) as stream:
                stream.write(pdf)
            return path

        self.session.act(f"保存{self.title}", work, then=self._saved, failed=self._failed)

    def _saved(self, path: Path) -> None:
        self.said.setText(f"已保存到 {path}。")
        self.said.show()

    def _printed(self, pages: int) -> None:
        self.said.setText(f"已送出打印 {pages} 页。")
        self.said.show()


class PageDialog(QDialog):
    """A window of its own with the pages of one paper; Esc closes it."""

    def __init__(
        self, session: Session, title: str, pdf: bytes, parent: QWidget, *, printable: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.view = PageView(session, title, self, printable=printable)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view)
        room = _outermost(parent).size()
        self.resize(room.width() * 3 // 4, room.height())
        self.view.show_pdf(pdf)


def _outermost(widget: QWidget) -> QWidget:
    """The window at the bottom: a dialog over it may be too small for a page."""
    window = widget.window()
    over = window.parentWidget()
    return window if over is None else _outermost(over)
