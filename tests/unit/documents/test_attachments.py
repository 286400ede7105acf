"""Tables and charts behind a letter: over many pages, and on a copier without colours."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path

import pypdfium2

from app.documents.batch import Piece, print_file
from app.documents.letters.attachment import Attachment
from app.documents.letters.bar_attachment import Bar, BarAttachment
from app.documents.letters.layout import LetterHead, Paragraph
from app.documents.letters.letter import Letter
from app.documents.letters.table_attachment import TableAttachment
from app.documents.typeset.table import Column

COLUMNS = (Column("place", "序号", 0.2, "centre"), Column("name", "企业名称", 0.8))
NOTE = "说明：" + "本表只供接收单位使用。" * 12


def printed(path: Path, *attachments: Attachment) -> pypdfium2.PdfDocument:
    head = LetterHead("渑池县人民银行", "渑银函〔2026〕1号", "通报", "渑池县人民政府：")
    letter = Letter(head, (Paragraph("body", "见附件。"),), date(2026, 4, 25), "", attachments)
    print_file(path, "通报", [Piece("渑池县人民政府", "411221", letter)])
    return pypdfium2.PdfDocument(path)


def told(page: pypdfium2.PdfPage) -> str:
    return "".join(page.get_textpage().get_text_bounded().split())


def table(count: int, note: str = "") -> TableAttachment:
    rows = tuple({"place": str(n), "name": f"渑池县第{n}公司"} for n in range(1, count + 1))
    return TableAttachment("名单", COLUMNS, rows, note)


def test_a_long_table_repeats_its_heading_and_goes_on_numbering(tmp_path: Path) -> None:
    """A loose page without heading or number belongs to nothing."""
    document = printed(tmp_path / "t.pdf", table(80, NOTE), table(0))
    pages = [told(page) for page in document]
    assert len(pages) >= 5
    body = [page for page in pages[1:-1] if "公司" in page]
    assert all("序号企业名称" in page for page in body)
    for number, page in enumerate(pages[1:], 2):
        assert f"—{number}—" in page
    whole = "".join(pages)
    assert all(f"渑池县第{n}公司" in whole for n in range(1, 81))
    assert whole.count("本表只供接收单位使用。") == 12
    assert pages[1].startswith("附件1名单")
    assert pages[-1].startswith("附件2名单")
    assert "企业名称无" in pages[-1]


def test_a_note_that_finds_no_room_goes_to_the_next_page(tmp_path: Path) -> None:
    """Words below the type area are lost in the printer's margin, or on the page number."""
    for count in range(20, 28):
        document = printed(tmp_path / f"{count}.pdf", table(count, NOTE))
        for page in list(document)[1:]:
            text = page.get_textpage()
            lows = [text.get_rect(at)[1] for at in range(text.count_rects())]
            assert sum(low < 95 for low in lows) <= 1, "only the page number is down there"


def test_bars_are_as_long_as_their_counts_in_black_grey_and_white(tmp_path: Path) -> None:
    """A chart that shows other shares than the table makes both doubtful."""
    bars = (Bar("供电公司", (2, 1, 1)), Bar("税务局", (0, 0, 3)), Bar("法" * 30, (5, 0, 0)))
    document = printed(tmp_path / "b.pdf", BarAttachment("进度图", ("报齐", "部分", "未报"), bars))
    page = document[1]
    image = page.render(scale=4).to_pil().convert("L")
    lengths = []
    for y in range(0, image.height, 4):
        line = [min(2, image.getpixel((x, y)) * 3 // 256) for x in range(image.width)]
        runs = [(shade, len(list(run))) for shade, run in groupby(line)]
        inside = [(shade, size) for shade, size in runs[1:-1] if size > 150]
        if len(inside) == 3 and [shade for shade, _ in inside] == [0, 1, 2]:
            lengths.append([size for _, size in inside])
    assert lengths
    black, grey, _ = lengths[len(lengths) // 2]
    assert abs(black / grey - 2) < 0.05
    text = told(page)
    for part in ("供电公司2/4", "税务局0/3", "5/5", "法…", "报齐部分未报"):
        assert part in text
