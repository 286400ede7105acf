"""信用信息采集与提供授权书: the written consent that a bank needs before it submits anything.

征信业管理条例 Art. 29; the legal representative's personal data have a tick and a signature of
their own, because 个人信息保护法 Art. 23 and 29 ask for separate consent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.lib.units import mm

from app.documents.letters.layout import BOTTOM, LEFT, MEASURE, TOP, Paragraph, grouped
from app.documents.letters.wording import Wording
from app.documents.typeset import fonts
from app.documents.typeset.lines import break_lines, clean
from app.documents.typeset.page import HEIGHT, WIDTH, Paper
from app.documents.typeset.table import Cell, Table, label

_BODY, _QR = 12.0, 25 * mm


@dataclass(frozen=True)
class ConsentForm:
    """One enterprise's consent to one bank, before it is signed.

    ``scope`` names what may be submitted, ``term`` how long (words), ``code`` the digits by which
    the signed paper is registered.
    """

    wording: Wording
    bank: str
    name: str
    uscc: str
    code: str
    scope: str
    term: str
    recipients: str
    purpose: str = "建立企业信用档案、信用评级和融资推荐"

    def texts(self) -> Iterable[str]:
        """Everything that will be printed and is not fixed."""
        return (*(one.text for one in self._paragraphs()), self.name, self.uscc, self.code)

    def draw(self, paper: Paper) -> None:
        """Draw its pages: one, unless the scope is very long."""
        body = paper.style(fonts.Role.BODY, _BODY, 17.5)
        bold = paper.style(fonts.Role.HEADING, _BODY, 17.5)
        small = paper.style(fonts.Role.BODY, 10.5, 16)
        title = paper.style(fonts.Role.TITLE, 22, 30)
        paper.qr(WIDTH - 24 * mm - _QR, 16 * mm, _QR, self.code)
        paper.text(LEFT, 24 * mm, small, f"授权书编号：{grouped(self.code)}")
        paper.centred(WIDTH / 2, 42 * mm, title, clean(self.wording.title))
        y = 53 * mm
        for paragraph in self._paragraphs():
            style = bold if paragraph.kind == "heading" else body
            first = 0.0 if paragraph.kind == "flush" else 2 * _BODY
            for line in break_lines(clean(paragraph.text), style, MEASURE, first):
                if y + style.leading > HEIGHT - BOTTOM + 12 * mm:
                    paper.end_page()
                    y = TOP
                paper.justified(LEFT + first, y, style, line, MEASURE - first)
                first, y = 0.0, y + style.leading
        _draw_signatures(paper, self, y)
        paper.end_page()

    def _paragraphs(self) -> tuple[Paragraph, ...]:
        return self.wording.fill("", vars(self), self.name)


def _draw_signatures(paper: Paper, form: ConsentForm, y: float) -> None:
    """Two separate signatures: the enterprise's, and the legal representative's own."""

    def next_page() -> float:
        paper.end_page()
        return float(TOP)

    cell = paper.style(fonts.Role.BODY, 11.5, 17)
    widths = [28 * mm, 54 * mm, 28 * mm, MEASURE - 110 * mm]
    bottom = HEIGHT - 18 * mm
    if y + 285 > bottom:
        y = next_page()
    table = Table(paper, cell, LEFT, y, widths, bottom, next_page)
    day = "　　　年　　月　　日"
    table.row(label("授权单位"), Cell(clean(form.name), 3))
    table.row(label("统一社会\n信用代码"), Cell(form.uscc), label("授权日期"), Cell(day))
    table.row(
        label("授权单位\n（公章）"), Cell(""), label("法定代表人\n（签名）"), Cell(""), height=62
    )
    table.row(
        label("个人信息\n单独同意"),
        Cell(
            "（由法定代表人或负责人本人勾选，不勾选不影响上列企业授权的效力）\n"
            "□ 本人单独同意：为核对身份和企业信用评级，处理并向上列接收方提供本人的姓名、"
            "证件类型及号码、职务和联系电话；已知悉其必要性和对本人权益的影响。\n"
            "□ 不同意。",
            3,
        ),
    )
    table.row(label("本人签名"), Cell(""), label("日　期"), Cell(day), height=38)
