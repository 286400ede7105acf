"""采集告知书 with its 送达回执: what an enterprise is told before anything about it is submitted.

The content is that of 征信业管理条例 and 个人信息保护法 Art. 17; a bank's letter also asks for the
written consent of Art. 29. The slip's code comes back by scanner or keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.documents.letters.delivery import draw_delivery_slip
from app.documents.letters.layout import LetterHead, LetterStyles, draw_letter, finish_page
from app.documents.letters.wording import Wording, load
from app.documents.typeset import fonts
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper, paper_written
from app.errors import RefusedError
from app.progress import SILENT, Progress

BANK_ATTACHMENTS = "1. 送达回执；2. 信用信息采集与提供授权书"
AGENCY_ATTACHMENTS = "送达回执"


@dataclass(frozen=True)
class CollectedSet:
    """A data set named in the notice; ``personal`` are the titles of its personal-data fields."""

    title: str
    personal: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterSender:
    """The agency that sends, and what its campaign collects.

    ``bank`` chooses the wording that asks for consent; ``basis`` names the plan and its number;
    ``period`` and ``frequency`` are words (``2024年4月至2026年3月``, ``每季度更新一次``).
    """

    title: str
    contact: str
    phone: str
    address: str
    county: str
    basis: str
    coordinator: str
    period: str
    sets: tuple[CollectedSet, ...]
    bank: bool = False
    postcode: str = ""
    frequency: str = "每季度更新一次"
    recipients: tuple[str, ...] = field(
        default=(
            "河南省中小企业信用信息系统运行单位",
            "县评级工作组",
            "接入银行",
        )
    )

    @property
    def kind(self) -> str:
        """``bank`` or ``agency``: which wording it uses."""
        return "bank" if self.bank else "agency"


@dataclass(frozen=True)
class NoticeLetter:
    """One enterprise's notice: number in the form ×函〔2026〕1号, slip code of digits."""

    number: str
    name: str
    uscc: str
    issued: date
    slip_code: str
    legal_rep: str = ""


def write_notices(
    path: Path, sender: LetterSender, letters: Iterable[NoticeLetter], progress: Progress = SILENT
) -> int:
    """Write all ``letters`` with their delivery slips into one PDF; returns the number of pages.

    Raises ``D-EMPTY`` without letters, ``D-GLYPH`` naming the enterprise and character, ``D-FONT``,
    ``D-WORDING``, ``ENV-*``; in each case ``path`` is as it was before.
    """
    batch, wording, found = tuple(letters), load("notice"), fonts.find()
    if not batch:
        raise RefusedError("D-EMPTY", "没有需要生成告知书的企业。", "请先选择企业。")
    found.require_all(_constant_texts(sender, wording), sender.title)
    for letter in batch:
        texts = (letter.number, letter.name, letter.uscc, letter.slip_code, letter.legal_rep)
        found.require(clean("".join(texts)), letter.name)
    with paper_written(path, found, f"{sender.title}　{wording.title}") as paper:
        styles = LetterStyles.of(paper)
        for done, letter in enumerate(batch, 1):
            _draw_notice(paper, styles, sender, letter, wording)
            progress.step(done, len(batch), letter.name)
    return paper.pages


def _draw_notice(
    paper: Paper, styles: LetterStyles, sender: LetterSender, letter: NoticeLetter, words: Wording
) -> None:
    paper.bookmark(f"{letter.name}　{letter.number}")
    head = LetterHead(sender.title, letter.number, words.title, f"{letter.name}：")
    places = {
        **_places(sender, words),
        "uscc": letter.uscc,
        "legal_rep": f"，法定代表人（负责人）：{letter.legal_rep}" if letter.legal_rep else "",
    }
    pages = draw_letter(paper, styles, head, words.fill(sender.kind, places), letter.issued)
    draw_delivery_slip(paper, styles, sender.title, words.title, letter)
    finish_page(paper, styles, pages + 1)


def _places(sender: LetterSender, words: Wording) -> dict[str, str]:
    """What is the same in every letter of a batch."""
    personal = list(dict.fromkeys(item for one in sender.sets for item in one.personal))
    told = ""
    if personal:
        told = words.phrases["personal"].format(items="、".join(personal))
        told += words.phrases["sensitive"] + "。"
    where = sender.address + (f"（邮编{sender.postcode}）" if sender.postcode else "")
    return {
        "county": sender.county,
        "basis": sender.basis,
        "contents": "、".join(one.title for one in sender.sets),
        "personal": told,
        "frequency": sender.frequency,
        "period": sender.period,
        "recipients": "、".join(sender.recipients),
        "coordinator": sender.coordinator,
        "contact": sender.contact,
        "phone": sender.phone,
        "address": where,
        "attachments": BANK_ATTACHMENTS if sender.bank else AGENCY_ATTACHMENTS,
    }


def _constant_texts(sender: LetterSender, words: Wording) -> list[str]:
    filled = words.fill(sender.kind, {**_places(sender, words), "uscc": "", "legal_rep": ""})
    return [clean(sender.title), *(clean(one.text) for one in filled)]
