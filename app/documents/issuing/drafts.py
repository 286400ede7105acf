"""From facts to numbered letters: what all letters of an office have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.collection.outgoing import drafted_letters, register_letters
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

    A draft gets the numbers that it would have, and takes none.

    Raises ``D-WORDING``, ``D-FIELD`` naming addressee and field before any number is given out,
    ``R-ROLE``.
    """
    drafts = [one for one in drafted if chosen.wants(one.to.code)]
    wording, head = wording_of(store, kind), letterhead_of(store)
    sender = {"contact": head.contact, "phone": head.phone, "address": head.where}
    texts = [wording.fill(one.variant, {**sender, **one.values}, one.to.name) for one in drafts]
    number_them = drafted_letters if chosen.draft else register_letters
    known = number_them(store, kind, [(one.to.code, one.about) for one in drafts])
    pieces = []
    for one, text in zip(drafts, texts, strict=True):
        sent, to = known[one.to.code, one.about], one.to
        number = document_number(head.mark, sent.year, sent.serial)
        around = LetterHead(head.title, number, wording.title, f"{to.name}：")
        code, attached = sent.slip_code if slips else "", one.attachments
        if code:
            slip = DeliverySlip(head.title, wording.title, number, to.name, to.uscc, code)
            attached = (*attached, slip)
        letter = Letter(around, text, sent.issued_on, code, attached)
        pieces.append(to.piece(letter, number, code))
    return pieces
