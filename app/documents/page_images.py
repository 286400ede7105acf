"""Pages of a finished PDF as pictures, for a preview and for the system's print dialog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pypdfium2

from app.errors import EnvironmentFault, UsageError
from app.files import disk_fault

POINTS_PER_INCH = 72
_ALONE = Lock()
"""PDFium knows no threads: a page that is looked at may not be drawn beside one being printed."""

Source = Path | bytes
"""A PDF file, or its bytes where it must not lie on the disk in the clear."""


@dataclass(frozen=True)
class PageImage:
    """One page: its number from 1, and pixels of four bytes (blue, green, red, unused) by rows."""

    number: int
    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(source: Source) -> int:
    """How many pages the PDF has. Raises ``D-PDF`` for a file that is none, ``ENV-*``."""
    with _ALONE, _opened(source) as document:
        return len(document)


def page_images(source: Source, pages: Sequence[int], dpi: int = 96) -> Iterator[PageImage]:
    """The ``pages`` (numbers from 1) of the PDF, one after the other, at ``dpi``.

    Raises ``D-PDF``, ``ENV-*``, ``U-PAGES`` for a page that is not there.
    """
    for number in pages:
        with _ALONE, _opened(source) as document:
            drawn = _drawn(document, number, dpi)
        yield drawn


def _drawn(document: pypdfium2.PdfDocument, number: int, dpi: int) -> PageImage:
    if not 1 <= number <= len(document):
        raise UsageError("U-PAGES", f"没有第{number}页。", f"共{len(document)}页。")
    page = document[number - 1]
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=False, prefer_bgrx=True)
    found = PageImage(number, bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    return found


def page_range(text: str, count: int) -> list[int]:
    """Page numbers from ``1-3,5`` as a print dialog takes them (、，－ too); empty text: all pages.

    Raises ``U-PAGES`` for anything else, and for pages beyond ``count``.
    """
    said = text.translate(str.maketrans("，、－—～~", ",,----")).replace(" ", "")
    if not said:
        return list(range(1, count + 1))
    pages: list[int] = []
    for part in said.split(","):
        found = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6})?)?", part)
        if not found:
            raise UsageError("U-PAGES", f"看不懂页码范围：{text}", "请写成 1-3,5 的样子。")
        first = int(found[1])
        last = int(found[2]) if found[2] else (count if "-" in part else first)
        if not 1 <= first <= last <= count:
            raise UsageError("U-PAGES", f"页码超出范围：{part}", f"共{count}页。")
        pages.extend(range(first, last + 1))
    return list(dict.fromkeys(pages))


def _opened(source: Source) -> pypdfium2.PdfDocument:
    name, data = "文件", source
    if isinstance(source, Path):
        name = source.name
        try:
            data = source.read_bytes()
        except OSError as error:
            raise disk_fault(error, source) from error
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise EnvironmentFault(
            "D-PDF", f"{name} 不是完好的PDF文件。", "请重新生成该文书。"
        ) from error
