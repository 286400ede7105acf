"""Scans of signed papers, kept inside the encrypted store beside the records they prove."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import number, strict, text

scan = strict(
    "scan",
    text("scan_id", primary_key=True),
    text("dataset"),
    text("rec_id", index=True),
    text("file_name"),
    text("kind"),
    number("size"),
    text("sha256"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    text("operator"),
    text("at"),
)
"""``kind`` is pdf, png, jpeg or tiff; ``size`` in bytes. A scan is never changed: a better one is
added, and the newest is shown first."""
