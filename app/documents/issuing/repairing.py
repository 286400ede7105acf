"""信用修复确认书: which record no longer counts, and from which day."""

from __future__ import annotations

from app.documents.batch import Piece
from app.documents.issuing.addressees import addressees, enterprise
from app.documents.issuing.drafts import Draft, letter_pieces
from app.documents.issuing.remedies import remedies
from app.documents.issuing.selection import Selection
from app.documents.office_writing import capital_amount
from app.outcomes.repair import confirmation
from app.outcomes.words import day_words, money
from app.store.office_store import Store


def repair_confirmation(store: Store, chosen: Selection) -> list[Piece]:
    """The confirmation of the granted repair ``chosen.about``.

    Raises ``U-REPAIR``, ``D-*``, ``R-ROLE``.
    """
    told = confirmation(store, chosen.about)
    values = {
        **remedies(store.catalogue),
        "uscc": told.uscc,
        "applied": day_words(told.applied_date),
        "authority": told.authority,
        "decision_no": told.decision_no,
        "decided": day_words(told.decision_date),
        "case": told.case_name,
        "dataset": told.dataset_title,
        "severity": told.severity,
        "fine": _certified(told.fine),
        "confiscated": _certified(told.confiscated),
        "repaired": day_words(told.repair_date),
    }
    to = enterprise(addressees(store), told.uscc, told.name)
    return letter_pieces(store, "repair_confirmation", [Draft(to, chosen.about, values)], chosen)


def _certified(cents: int) -> str:
    """An amount in figures and in capital numerals; empty for nothing."""
    return f"{money(cents)}（{capital_amount(cents)}）" if cents else ""
