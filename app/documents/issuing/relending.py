"""用信统计表 of a period."""

from __future__ import annotations

from datetime import date

from app import clock
from app.documents.batch import Piece
from app.documents.issuing.selection import Selection
from app.documents.papers.relending_table import RelendingTable
from app.errors import UsageError
from app.outcomes import relending
from app.outcomes.relending import Statistics
from app.store.office_store import Store


def chosen_relending(store: Store, chosen: Selection) -> list[Piece]:
    """The table of the period ``chosen.about``: ``2026-01-01/2026-06-30``, both days included.

    Raises ``U-PERIOD``, ``R-ROLE``.
    """
    try:
        first, last = map(date.fromisoformat, chosen.about.split("/"))
    except ValueError as error:
        raise UsageError(
            "U-PERIOD", f"统计期看不懂：{chosen.about}", "写法应为：2026-01-01/2026-06-30。"
        ) from error
    return [relending_piece(store, relending.statistics(store, first, last))]


def relending_piece(store: Store, found: Statistics) -> Piece:
    """The table of these figures, issued today."""
    catalogue = store.catalogue
    issuer = catalogue.agencies[catalogue.coordinator].title
    titles = {code: catalogue.agencies[code].title for code in found.banks}
    table = RelendingTable(catalogue.county, issuer, clock.today(), titles, found)
    return Piece(issuer, f"{found.first}/{found.last}", table)
