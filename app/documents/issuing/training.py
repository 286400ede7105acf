"""培训签到表 for the agencies that take part now."""

from __future__ import annotations

from app import clock
from app.documents.batch import Piece
from app.documents.issuing.selection import Selection
from app.documents.papers.attendance_sheet import AttendanceSheet
from app.keys.roles import Role
from app.store.office_store import Store

_SENT = (Role.ENTRY.label, Role.QUERY.label)
"""Every agency has at least these two."""


def attendance_pieces(store: Store, chosen: Selection) -> list[Piece]:
    """The sheet with the agencies of the catalogue, or only those that are named."""
    organiser = f"{store.catalogue.county}金融工作局"
    agencies = tuple(
        (one.title, _SENT)
        for one in store.catalogue.collecting_agencies(clock.today())
        if chosen.wants(one.code)
    )
    return [Piece(organiser, "", AttendanceSheet(organiser, agencies))]
