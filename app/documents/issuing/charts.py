"""A chart of a screen as a paper of this office."""

from __future__ import annotations

from app import clock
from app.documents.batch import Piece, print_bytes
from app.documents.papers.chart_sheet import ChartSheet, Figures
from app.store.office_store import Store


def chart_paper(store: Store, figures: Figures, picture: bytes, shape: float) -> bytes:
    """The PDF with ``picture`` (PNG, black on white; ``shape`` is height by width) and its table.

    Raises ``D-FONT``, ``D-GLYPH``.
    """
    agency = store.catalogue.agencies.get(store.agency)
    issuer = agency.title if agency else store.agency
    sheet = ChartSheet(issuer, clock.today(), picture, shape, figures)
    return print_bytes(figures.title, [Piece(figures.title, "", sheet)])
