"""Rates every enterprise of a store: the same facts, scheme and day, the same sheets."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.progress import SILENT, Progress
from app.rating.measuring import measure
from app.rating.scheme import Scheme
from app.rating.scoring import Rating


def rate(
    conn: sa.Connection,
    scheme: Scheme,
    as_of: date,
    *,
    catalogue: Catalogue,
    progress: Progress = SILENT,
    records: bool = False,
) -> Rating:
    """Measure and score; see :func:`app.rating.measuring.measure` for what it needs and raises."""
    return Rating(
        scheme,
        measure(conn, scheme, as_of, catalogue=catalogue, progress=progress, records=records),
    )
