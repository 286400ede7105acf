"""Credit repairs that were asked for, and list decisions that were entered by hand."""

from __future__ import annotations

from app.store.tables import optional, strict, text

repair = strict(
    "repair",
    text("repair_id", primary_key=True),
    text("dataset"),
    text("rec_id", index=True),
    text("uscc"),
    text("applied_date"),
    text("applied_by"),
    text("state"),
    optional("decided_date"),
    optional("decided_by"),
    optional("reason"),
)
"""``state`` as in the code list ``repair_status``; dates are those of the papers."""

listing = strict(
    "listing",
    text("entry_id", primary_key=True),
    text("list_code"),
    text("uscc", index=True),
    text("body"),
    text("decision_no"),
    text("decision_date"),
    text("basis"),
    text("since"),
    optional("until"),
    text("proposed_by"),
    text("proposed_at"),
    optional("confirmed_by"),
    optional("confirmed_at"),
    optional("removed_date"),
    optional("removed_by"),
    optional("removal_reason"),
)
"""Without force until ``confirmed_by``; ``until`` is the last day, ``removed_date`` the first
day without effect."""
