"""送达回执: the slip that comes back, found again by the digits and the QR code on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.lib.units import mm

from app.documents.letters.attachment import AttachedPages
from app.documents.letters.layout import LEFT, MEASURE, TOP, LetterStyles, grouped
from app.documents.typeset.fonts import Role
from app.documents.typeset.lines import clean
from app.documents.typeset.page import WIDTH, Paper
from app.documents.typeset.table import Cell, Table, label

_QR_SIDE = 27 * mm


@dataclass(frozen=True)
class DeliverySlip:
    """The slip of one letter: who sends which paper to whom, and the digits that find it again.

    ``uscc`` may be empty: an agency is known by its name.
    """

    sender: str
    paper_title: str
    number: str
    name: str
    uscc: str
    slip_code: str
    title: str = "送达回执"

    def texts(self) -> Iterable[str]:
        """Everything on it that is not fixed."""
        return (self.sender, self.paper_title, self.number, self.name, self.uscc, self.slip_code)

    def draw(self, paper: Paper, styles: LetterStyles, mark: str, first: int) -> None:
        """Draw the slip as ``mark`` from page ``first`` on."""
        pages = AttachedPages(paper, styles, mark, "送 达 回 执", first)
        paper.qr(WIDTH - 26 * mm - _QR_SIDE, TOP - 12 * mm, _QR_SIDE, self.slip_code)
        small = paper.style(Role.BODY, 12, 17)
        paper.text(LEFT, pages.top, small, "回执编号：")
        code = paper.style(Role.HEADING, 14, 20)
        paper.text(LEFT + small.width("回执编号："), pages.top, code, grouped(self.slip_code))
        wide = [32 * mm, (MEASURE - 64 * mm) / 2, 32 * mm, (MEASURE - 64 * mm) / 2]
        table = pages.table(paper.style(Role.BODY, 13, 18.5), pages.top + 10, wide)
        self._rows(table)
        note = "说明：签收后请将本回执交回送达单位。拒收的，由两名送达人注明事由并由见证人签名。"
        paper.text(LEFT, table.y + 18, paper.style(Role.BODY, 10.5, 15), note)
        pages.finish()

    def _rows(self, table: Table) -> None:
        day, ways = "　　年　　月　　日", "□直接送达　□邮寄送达　□电子送达\n□留置送达　□公告送达"
        table.row(label("送达单位"), Cell(clean(self.sender), 3))
        table.row(label("送达文书"), Cell(f"《{self.paper_title}》\n{clean(self.number)}", 3))
        table.row(label("受送达单位"), Cell(clean(self.name), 3), height=40)
        if self.uscc:
            table.row(label("统一社会\n信用代码"), Cell(self.uscc, 3))
        table.row(label("送达方式"), Cell(ways, 3))
        signed = (label("签收人\n（签名盖章）"), Cell(""), label("身份或职务"), Cell(""))
        table.row(*signed, height=58)
        table.row(label("签收日期"), Cell(day), label("联系电话"), Cell(""), height=32)
        table.row(label("邮寄单号"), Cell(""), label("寄出日期"), Cell(day), height=32)
        table.row(label("拒收事由"), Cell("", 3), height=44)
        table.row(label("见证人"), Cell(""), label("送达人\n（两人）"), Cell(""), height=44)
        table.row(label("备　注"), Cell("", 3), height=44)
