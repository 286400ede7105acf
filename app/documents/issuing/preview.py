"""What a letter would look like in other words, before an office takes them up."""

from __future__ import annotations

from pathlib import Path

from app import clock, paths
from app.documents.batch import Piece, print_bytes, print_file
from app.documents.letters.delivery import DeliverySlip
from app.documents.letters.layout import LetterHead
from app.documents.letters.letter import Letter
from app.documents.letters.overrides import Letterhead, letterhead_of, wording_of
from app.documents.letters.wording import Wording, declared
from app.documents.office_writing import document_number
from app.documents.papers.consent import ConsentForm
from app.documents.typeset.page import Drawable
from app.errors import UsageError
from app.store.office_store import Store

SPECIMEN = "示例企业有限公司"
_CODE = "00000000000"


def preview(
    store: Store, letter: str, path: Path, *, text: str | None = None, head: str | None = None
) -> int:
    """Print ``letter`` with example values, every variant once; returns pages.

    ``text`` and ``head`` are the words and the letterhead to be tried (TOML); None: those in use.
    Raises ``D-WORDING``, ``D-LETTERHEAD``, ``U-PAPER``, ``D-GLYPH``, ``ENV-*``.
    """
    return print_file(path, *_pieces(store, letter, text, head))


def preview_pdf(
    store: Store, letter: str, *, text: str | None = None, head: str | None = None
) -> bytes:
    """The same as a PDF in memory, for a screen. Raises as :func:`preview`."""
    return print_bytes(*_pieces(store, letter, text, head))


def _pieces(
    store: Store, letter: str, text: str | None, head: str | None
) -> tuple[str, list[Piece]]:
    """The letter's title and a specimen of every variant."""
    if letter not in names():
        raise UsageError("U-PAPER", f"没有这种文书文本：{letter}", f"可选：{'、'.join(names())}")
    wording = wording_of(store, letter) if text is None else declared(letter).amended(text)
    sender = letterhead_of(store)
    if head is not None:
        sender = sender.amended(head)
    return wording.title, [
        Piece(f"{wording.title}{f'（{title}）' if title else ''}", _CODE, content)
        for title, content in _specimens(wording, sender)
    ]


def names() -> tuple[str, ...]:
    """Every declared wording, by file name."""
    return tuple(sorted(path.stem for path in paths.LETTERS.glob("*.toml")))


def _specimens(wording: Wording, sender: Letterhead) -> list[tuple[str, Drawable]]:
    values = wording.examples()
    if wording.id == "consent":  # the one declared text that is no letter
        return [("", ConsentForm(wording=wording, code=_CODE, **values))]
    number = document_number(sender.mark, clock.today().year, 1)
    own = {"contact": sender.contact, "phone": sender.phone, "address": sender.where}
    filled = values | {name: text for name, text in own.items() if name in values}
    slip = DeliverySlip(sender.title, wording.title, number, SPECIMEN, _CODE, _CODE)
    head = LetterHead(sender.title, number, wording.title, f"{SPECIMEN}：")
    return [
        (
            title,
            Letter(head, wording.fill(variant, filled, SPECIMEN), clock.today(), _CODE, (slip,)),
        )
        for variant, title in (wording.variants or {"": ""}).items()
    ]
