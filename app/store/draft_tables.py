"""What an operator has typed and not yet saved: the table of drafts."""

from __future__ import annotations

from app.store.tables import number, strict, text

draft = strict(
    "draft",
    text("operator", primary_key=True),
    text("dataset", primary_key=True),
    text("rec_id", primary_key=True),
    number("audit_seq"),
    text("cells"),
    text("at"),
)
"""``rec_id`` is ``new`` for a record that is not yet stored; ``audit_seq`` is that of the
record that was typed over: whatever was done to it since, an approval too, shows in it."""
