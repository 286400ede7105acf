"""Versions of rating schemes: who drafted, checked and approved them, and from when they count."""

from __future__ import annotations

from app.store.tables import optional, strict, text

scheme_version = strict(
    "scheme_version",
    text("scheme_id", primary_key=True),
    text("version", primary_key=True),
    text("content"),
    text("sha256"),
    text("state"),
    text("author"),
    text("reason"),
    text("drafted_at"),
    text("effective_from"),
    optional("predecessor"),
    optional("checked_at"),
    optional("approved_1"),
    optional("approved_2"),
    optional("approved_at"),
    optional("in_force_from"),
    optional("retired_at"),
)
"""``content`` is the one-file form; ``effective_from``, ``in_force_from`` and ``retired_at`` are
ISO dates, the last being the first day on which the version no longer counts."""

scheme_text = strict("scheme_text", text("sha256", primary_key=True), text("content"))
"""Every scheme that a run was made with, in the one-file form, so that the run can be made again
after the shipped scheme has changed."""

scheme_editing = strict(
    "scheme_editing",
    text("operator", primary_key=True),
    text("scheme_id"),
    text("version"),
    text("sha256"),
    text("rows"),
    text("at"),
)
"""What an operator changes of a version and has not yet kept as a draft: its sheets as JSON."""
