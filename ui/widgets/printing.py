"""Pages of a finished paper onto a printer. Called in a job: painting a printer needs no window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.documents.page_images import PageImage, page_images
from app.errors import EnvironmentFault
from app.progress import Progress

DPI = 300
"""What a letter's small print and QR codes need; more only fills the spool."""


def print_pages(printer: QPrinter, pdf: bytes, numbers: Sequence[int], progress: Progress) -> int:
    """Print the pages in their order, each filling its sheet; returns how many.

    Raises ``ENV-PRINTER`` when the printer does not take the job, ``Cancelled`` between pages.
    """
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise EnvironmentFault(
            "ENV-PRINTER", "打印机没有接收任务。", "请检查打印机是否开机、联机，再重新打印。"
        )
    try:
        for done, image in enumerate(page_images(pdf, numbers, DPI)):
            progress.step(done, len(numbers), f"第 {image.number} 页")
            if done and not printer.newPage():
                raise EnvironmentFault(
                    "ENV-PRINTER", f"打印到第 {image.number} 页时中断。", "请检查打印机后续打。"
                )
            picture = as_image(image)
            sheet = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
            size = picture.size().scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(sheet.topLeft(), size), picture)
    finally:
        painter.end()
    progress.step(len(numbers), len(numbers))
    return len(numbers)


def as_image(image: PageImage) -> QImage:
    """A page as Qt shows it; it keeps its own copy of the pixels."""
    kind = QImage.Format.Format_RGB32
    return QImage(image.pixels, image.width, image.height, image.stride, kind).copy()
