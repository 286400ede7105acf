"""Banks' signed consents (data set YH00): which are valid on a day, and for which data sets.

征信业管理条例 Art. 29: no credit information without the enterprise's prior written consent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.collection import states
from app.store.office_store import Store
from app.store.successions import successors

DATASET = "YH00"
_CODES = re.compile(r"([A-Z]{2})(\d{2})(?:\s*(?:[-—–~～]+|至|到)\s*(?:[A-Z]{2})?(\d{2}))?")


@dataclass(frozen=True)
class Consent:
    """A reviewed consent; ``scope`` holds data set codes, empty means all."""

    rec_id: str
    uscc: str
    no: str
    signed_date: str
    valid_to: str
    scope: frozenset[str]

    def covers(self, dataset: str) -> bool:
        """Whether rows of ``dataset`` may be given out under it."""
        return not self.scope or dataset in self.scope


def valid_consents(store: Store, conn: sa.Connection, on: date) -> dict[str, list[Consent]]:
    """This office's consents valid on that day, by enterprise (see :func:`by_agency`)."""
    return {
        uscc: found
        for (agency, uscc), found in by_agency(store, conn, on).items()
        if agency == store.agency
    }


def consenting(store: Store, conn: sa.Connection, bank: str, on: date) -> frozenset[str]:
    """The enterprises with a consent to ``bank`` that is valid on that day (rating-rules O5)."""
    return frozenset(uscc for agency, uscc in by_agency(store, conn, on) if agency == bank)


def by_agency(
    store: Store, conn: sa.Connection, on: date, uscc: str = ""
) -> dict[tuple[str, str], list[Consent]]:
    """The consents valid on that day, by (bank, enterprise): reviewed, signed, not expired or

    revoked; of one enterprise only when ``uscc`` is given. A scope in words that names no data set
    covers everything, as an empty one does. A consent to a bank that merged into another counts as
    given to that one (民法典第六十七条).
    """
    if DATASET not in store.catalogue.data_sets:
        return {}
    table = store.table(DATASET)
    day = on.isoformat()
    query = sa.select(table).where(
        table.c.row_status.in_(states.COUNTED),
        table.c.signed_date <= day,
        sa.or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
        sa.or_(table.c.revoked_date.is_(None), table.c.revoked_date > day),
    )
    if uscc:
        query = query.where(table.c.uscc == uscc)
    heirs = successors(conn, on)
    found: dict[tuple[str, str], list[Consent]] = {}
    for row in conn.execute(query):
        scope = codes_in(row.scope or "")
        bank = heirs.get(row.agency_code, row.agency_code)
        found.setdefault((bank, row.uscc), []).append(
            Consent(row.rec_id, row.uscc, row.no, row.signed_date, row.valid_to or "", scope)
        )
    return found


def codes_in(scope: str) -> frozenset[str]:
    """The data sets that a scope names, singly or as a range (``YH01—YH09``, ``YH01至09``)."""
    return frozenset(
        f"{letters}{number:02d}"
        for letters, first, last in _CODES.findall(scope.upper())
        for number in range(int(first), int(last or first) + 1)
    )
