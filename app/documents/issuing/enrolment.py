"""This office's own 用户备案表."""

from __future__ import annotations

from app.documents.batch import Piece
from app.documents.issuing.selection import Selection
from app.documents.papers.enrolment_form import EnrolmentForm, FiledOperator, GroupMember
from app.merging.cards import own_card
from app.store import operators
from app.store.office_store import Store


def enrolment_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """The form of this office, with the operators that it has now."""
    catalogue = store.catalogue
    agency = catalogue.agencies[store.agency]
    form = EnrolmentForm(
        unit=agency.title,
        uscc=agency.uscc,
        kind=catalogue.kinds[agency.kind].title,
        address=agency.address,
        coordinator=catalogue.agencies[catalogue.coordinator].title,
        fingerprint=own_card(store).fingerprint,
        leader=GroupMember("", "分管领导"),
        members=(GroupMember(""), GroupMember("")),
        operators=tuple(
            FiledOperator("、".join(role.label for role in sorted(roles)), name)
            for name, roles in operators.listed(store).items()
        ),
    )
    return [Piece(agency.title, agency.uscc, form)]
