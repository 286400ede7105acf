"""审计日志末号抄录单 of this office, as its log stands now."""

from __future__ import annotations

import sqlalchemy as sa

from app import clock
from app.documents.batch import Piece
from app.documents.issuing.selection import Selection
from app.documents.papers.audit_head import AuditHead
from app.store import audit
from app.store.office_store import Store
from app.store.tables import audit as table


def audit_head_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """One page with the newest entry's number and hash."""
    agency = store.catalogue.agencies[store.agency]
    with store.read() as conn:
        head = audit.head(conn)
        at = conn.scalar(sa.select(table.c.at).where(table.c.seq == head.seq)) or ""
    said = AuditHead(
        agency.title,
        head.seq,
        head.hash,
        clock.moment_words(at),
        clock.moment_words(clock.timestamp()),
        store.operator,
    )
    return [Piece(agency.title, agency.uscc, said)]
