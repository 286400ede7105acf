"""What officers decided about codes that nobody knows, and where agencies contradict each other."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import number, optional, strict, text

pool_ruling = strict(
    "pool_ruling",
    number("id", primary_key=True),
    text("act"),
    text("agency_code"),
    text("uscc"),
    text("choice"),
    optional("target"),
    text("reason"),
    text("operator"),
    text("at"),
    optional("undone_by"),
    optional("undone_at"),
    sa.Index("ix_pool_ruling_code", "agency_code", "uscc"),
)
"""One decision about a code as one agency gives it. ``choice`` is ``same`` (``target`` names the
enterprise), ``elsewhere`` or ``wait``; ``act`` is shared by what was decided in one go. The newest
that is not undone is in force."""

contradiction = strict(
    "contradiction",
    text("key", primary_key=True),
    text("pair"),
    text("uscc", index=True),
    text("part"),
    text("left_agency"),
    text("right_agency"),
    text("left_rec"),
    text("right_rec"),
    number("left_rows"),
    number("right_rows"),
    text("left_value"),
    text("right_value"),
)
"""What the last search found, and nothing else: made anew by each. ``key`` is a digest of who says
what about whom, so that a decision holds exactly as long as both values stand. ``part`` is the
period or account that is told of, else empty. A value that is a sum has ``rows`` above 1 and names
one of its records."""

verdict = strict(
    "verdict",
    number("id", primary_key=True),
    text("act"),
    text("key"),
    text("pair"),
    text("uscc"),
    text("part"),
    text("left_agency"),
    text("right_agency"),
    text("left_value"),
    text("right_value"),
    text("choice"),
    text("reason"),
    text("operator"),
    text("at"),
    optional("undone_by"),
    optional("undone_at"),
    sa.Index(
        "uq_verdict_key",
        "key",
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
    ),
)
"""One decision about one contradiction. ``choice`` is ``left`` or ``right`` (that one is held
right), ``both`` or ``ask``."""
