"""What an office writes to others: the register of its letters, and its own words for them."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import number, optional, strict, text

letter = strict(
    "letter",
    text("kind", primary_key=True),
    text("addressee", primary_key=True),
    text("about", primary_key=True),
    number("year"),
    number("serial"),
    text("slip_code", unique=True),
    text("status"),
    text("generated_at"),
    optional("delivered_date"),
    optional("method"),
    optional("signatory"),
    sa.UniqueConstraint("year", "serial"),
)
"""``addressee`` is an enterprise's or an agency's code, ``about`` what the letter is about (a run,
an objection …): the same letter printed again keeps its number. Notices of collection stand in
``notice``, which a package needs; both take their serials from one series."""

letter_text = strict(
    "letter_text",
    text("letter", primary_key=True),
    number("version", primary_key=True),
    text("content"),
    text("operator"),
    text("at"),
)
"""An office's own words (TOML) for a letter, or for its letterhead; the highest version counts, an
empty one goes back to the shipped words. Nothing is ever changed here, so that every earlier
version can be taken up again."""
