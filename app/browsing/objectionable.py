"""What an enterprise may object to at the coordinator: every agency's records in its file."""

from __future__ import annotations

from typing import Final

from app.browsing.credit_file_page import record_label
from app.browsing.enterprise import Enterprise, Held
from app.browsing.record_words import signed
from app.collection import states
from app.outcomes.credit_file import FileRecord, Section, read_credit_file
from app.store.office_store import Store

PURPOSE: Final = "受理书面异议"


def read_objectionable(store: Store, uscc: str) -> Enterprise:
    """The records in use about ``uscc``, after noting why they were looked at.

    Raises as :func:`read_credit_file`.
    """
    found = read_credit_file(store, uscc, reason=PURPOSE)
    records = tuple(
        _held(store, section, one)
        for section in found.sections
        for one in reversed(section.records)
        if one.status in states.COUNTED
    )
    facts = tuple((one.title, one.text) for one in found.register)
    return Enterprise(uscc, found.name, facts, records)


def _held(store: Store, section: Section, one: FileRecord) -> Held:
    return Held(
        section.dataset,
        f"{store.catalogue.agencies[section.agency].short} · {section.title}",
        one.rec_id,
        one.status,
        record_label(store.catalogue.data_sets[section.dataset], one),
        tuple((value.title, value.text) for value in one.values),
        signed(one.entered_by, one.entered_at),
        signed(one.reviewed_by, one.reviewed_at),
    )
