"""From facts to numbered letters: what all letters of an office have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.collection.outgoing import numbered, register_letters, unnumbered
from app.documents.batch import Piece
from app.documents.issuing.addressees import Addressee
from app.documents.issuing.selection import Selection
from app.documents.letters.attachment import Attachment
from app.documents.letters.delivery import DeliverySlip
from app.documents.letters.layout import LetterHead
from app.documents.letters.letter import Letter
from app.documents.letters.overrides import letterhead_of, wording_of
from app.documents.office_writing import document_number
from app.store.office_store import Store

BLANK = "　"
"""Where a number will stand."""


@dataclass(frozen=True)
class Draft:
    """A letter before it has its number: to whom, about what, and what fills its places.

    ``about`` tells it from other letters of its kind to the same addressee: the same again is the
    same letter, with its number and its date.
    """

    to: Addressee
    about: str
    values: Mapping[str, str]
    variant: str = ""
    attachments: tuple[Attachment, ...] = ()


def letter_pieces(
    store: Store, kind: str, drafted: Iterable[Draft], chosen: Selection, *, slips: bool = True
) -> list[Piece]:
    """The letters of ``kind`` to those who are chosen, numbered and with their slips.

    In a draft a letter without a number bears today's date and a blank for the number. Raises
    ``D-WORDING``, ``D-FIELD`` naming addressee and field before any number is given out,
    ``R-ROLE``.
    """
    drafts = [one for one in drafted if chosen.wants(one.to.code)]
    wording, head = wording_of(store, kind), letterhead_of(store)
    sender = {"contact": head.contact, "phone": head.phone, "address": head.where}
    texts = [wording.fill(one.variant, {**sender, **one.values}, one.to.name) for one in drafts]
    subjects = [(one.to.code, one.about) for one in drafts]
    known = numbered(store, kind) if chosen.draft else register_letters(store, kind, subjects)
    pieces = []
    for one, subject, text in zip(drafts, subjects, texts, strict=True):
        sent, to = known.get(subject) or unnumbered(kind, *subject), one.to
        number = document_number(head.mark, sent.year, sent.serial or BLANK)
        around = LetterHead(head.title, number, wording.title, f"{to.name}：")
        code, attached = sent.slip_code if slips else "", one.attachments
        if code:
            slip = DeliverySlip(head.title, wording.title, number, to.name, to.uscc, code)
            attached = (*attached, slip)
        letter = Letter(around, text, sent.issued_on, code, attached)
        pieces.append(to.piece(letter, number, code))
    return pieces
