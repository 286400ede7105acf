"""送达回执: the slip that comes back, found again by the digits and the QR code on it."""

from __future__ import annotations

from typing import Protocol

from reportlab.lib.units import mm

from app.documents.letters.layout import (
    BOTTOM,
    LEFT,
    MEASURE,
    PITCH,
    TOP,
    LetterStyles,
    finish_page,
)
from app.documents.typeset.fonts import Role
from app.documents.typeset.lines import clean
from app.documents.typeset.page import HEIGHT, WIDTH, Paper
from app.documents.typeset.table import Cell, Table, label

_QR_SIDE = 27 * mm


class Delivered(Protocol):
    """A letter that is delivered: its number, addressee, code and slip code."""

    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def uscc(self) -> str: ...  # noqa: D102
    @property
    def slip_code(self) -> str: ...  # noqa: D102


def grouped(digits: str, size: int = 4) -> str:
    """``digits`` in groups of ``size`` parted by spaces, as people read and type them."""
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


def draw_delivery_slip(
    paper: Paper, styles: LetterStyles, sender: str, title: str, letter: Delivered
) -> None:
    """Draw the slip on a page of its own; the caller ends the page."""
    paper.text(LEFT, TOP - 10, styles.heading, "附件")
    paper.centred(WIDTH / 2, TOP + 2 * PITCH, styles.title, "送 达 回 执")
    paper.qr(WIDTH - 26 * mm - _QR_SIDE, TOP - 12 * mm, _QR_SIDE, letter.slip_code)
    small = paper.style(Role.BODY, 12, 17)
    code = paper.style(Role.HEADING, 14, 20)
    top = TOP + 3 * PITCH
    paper.text(LEFT, top, small, "回执编号：")
    paper.text(LEFT + small.width("回执编号："), top, code, grouped(letter.slip_code))

    def next_page() -> float:
        finish_page(paper, styles, 2)
        return float(TOP)

    cell = paper.style(Role.BODY, 13, 18.5)
    wide = [32 * mm, (MEASURE - 64 * mm) / 2, 32 * mm, (MEASURE - 64 * mm) / 2]
    table = Table(paper, cell, LEFT, top + 10, wide, HEIGHT - BOTTOM, next_page)
    table.row(label("送达单位"), Cell(clean(sender), 3))
    table.row(label("送达文书"), Cell(f"《{title}》\n{clean(letter.number)}", 3))
    table.row(label("受送达单位"), Cell(clean(letter.name), 3), height=40)
    table.row(label("统一社会\n信用代码"), Cell(letter.uscc, 3))
    table.row(label("送达方式"), Cell("□直接送达　□邮寄送达　□电子送达\n□留置送达　□公告送达", 3))
    table.row(label("签收人\n（签名盖章）"), Cell(""), label("身份或职务"), Cell(""), height=58)
    table.row(label("签收日期"), Cell("　　年　　月　　日"), label("联系电话"), Cell(""), height=32)
    table.row(label("邮寄单号"), Cell(""), label("寄出日期"), Cell("　　年　　月　　日"), height=32)
    table.row(label("拒收事由"), Cell("", 3), height=44)
    table.row(label("见证人"), Cell(""), label("送达人\n（两人）"), Cell(""), height=44)
    table.row(label("备　注"), Cell("", 3), height=44)
    note = "说明：签收后请将本回执交回送达单位。拒收的，由两名送达人注明事由并由见证人签名。"
    paper.text(LEFT, table.y + 18, paper.style(Role.BODY, 10.5, 15), note)
