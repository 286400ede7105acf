"""异议受理通知书 and 异议答复书 (征信业管理条例 Art. 25), at an agency and at the coordinator."""

from __future__ import annotations

from app import clock
from app.collection import objections as own
from app.documents.batch import Piece
from app.documents.issuing.addressees import addressees, enterprise
from app.documents.issuing.drafts import Draft, letter_pieces
from app.documents.issuing.remedies import remedies
from app.documents.issuing.selection import Selection
from app.documents.office_writing import chinese_date, sentence
from app.outcomes import objections
from app.outcomes.objections import Correction, Open
from app.store.office_store import Store

_VARIANTS = {
    own.CORRECTED: "corrected",
    own.UPHELD: "upheld",
    own.WITHDRAWN: "withdrawn",
    own.UNPROVEN: "unproven",
}


def acceptances(store: Store, chosen: Selection) -> list[Piece]:
    """The notice for the objection ``chosen.about``; named none, for all open that came in here.

    Raises ``U-OBJECTION``, ``D-*``, ``R-ROLE``.
    """
    today, known, drafts = clock.today(), addressees(store), []
    if chosen.about:
        found = [objections.one(store, chosen.about, today)]
    else:
        found = [one for one in objections.due(store, today) if _ours(store, one)]
    for one in found:
        values = {
            **remedies(store.catalogue),
            "uscc": one.uscc,
            "filed": chinese_date(one.filed),
            "dataset": store.catalogue.data_sets[one.dataset].title,
            "statement": sentence(one.statement),
            "checker": _checker(store, one.agency_code),
            "due": chinese_date(one.due),
        }
        variant = "own" if one.agency_code == store.agency else "forwarded"
        to = enterprise(known, one.uscc, one.name)
        drafts.append(Draft(to, one.objection_id, values, variant))
    return letter_pieces(store, "objection_acceptance", drafts, chosen)


def answers(store: Store, chosen: Selection) -> list[Piece]:
    """The written answer to the closed objection ``chosen.about``.

    Raises ``U-OBJECTION``, ``R-OPEN``, ``D-*``, ``R-ROLE``.
    """
    told = objections.letter(store, chosen.about)
    values = {
        **remedies(store.catalogue),
        "uscc": told.uscc,
        "filed": chinese_date(told.filed),
        "dataset": told.dataset_title,
        "statement": sentence(told.statement),
        "checker": _checker(store, told.agency_code),
        "result": told.result,
        "finding": sentence(told.finding),
        "corrections": "；".join(map(_corrected, told.corrections)),
        "answered": chinese_date(told.answered),
    }
    to = enterprise(addressees(store), told.uscc, told.name)
    drafts = [Draft(to, chosen.about, values, _VARIANTS[told.result])]
    return letter_pieces(store, "objection_answer", drafts, chosen)


def _ours(store: Store, one: Open) -> bool:
    """Whether it was handed in here: who took the paper says that it was taken."""
    here = store.agency == store.catalogue.coordinator
    return here == (one.origin == own.PAPER)


def _checker(store: Store, agency: str) -> str:
    return "我单位" if agency == store.agency else store.catalogue.agencies[agency].title


def _corrected(one: Correction) -> str:
    return f"{one.title}由“{one.old or '空白'}”更正为“{one.new or '空白'}”"
