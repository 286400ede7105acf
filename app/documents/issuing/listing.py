"""失信名单及限制措施告知书: what competent bodies decided is passed on, never decided here.

国办发〔2020〕49号: a list exists only by law or regulation, and so do the measures.
"""

from __future__ import annotations

from app import clock
from app.documents.batch import Piece
from app.documents.issuing.addressees import addressees, enterprise
from app.documents.issuing.drafts import Draft, letter_pieces
from app.documents.issuing.remedies import remedies
from app.documents.issuing.selection import Selection
from app.outcomes import listed
from app.outcomes.dishonesty import entries
from app.outcomes.words import day_words
from app.store.office_store import Store


def listing_notices(store: Store, chosen: Selection) -> list[Piece]:
    """A notice of the entry ``chosen.about``, or of every entry that is in force today.

    Raises ``R-LISTS``, ``D-*``, ``R-ROLE``.
    """
    known, kinds, drafts = addressees(store), listed.load(), []
    for one in entries(store, clock.today()):
        if chosen.about not in ("", one.number):
            continue
        values = {
            **remedies(store.catalogue),
            "uscc": one.uscc,
            "list": one.title,
            "body": one.body,
            "document": one.document,
            "basis": one.basis,
            "since": day_words(one.since),
            "term": kinds[one.list_code].term,
            "until": day_words(one.until),
            "measures": "、".join(one.measures),
            "objected": "正在处理" if one.objected else "",
        }
        to = enterprise(known, one.uscc, one.name)
        drafts.append(Draft(to, one.number, values, "warning" if one.warning else "listed"))
    return letter_pieces(store, "listing_notice", drafts, chosen)
