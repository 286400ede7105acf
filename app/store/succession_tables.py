"""Which agency follows which (承继), and where a stream of packages was begun again by hand."""

from __future__ import annotations

from app.store.tables import number, strict, text

succession = strict(
    "succession",
    text("predecessor", primary_key=True),
    text("successor"),
    text("effective"),
    text("reason"),
    text("decided_by"),
    text("at"),
)
"""Decided at the coordinator; an agency keeps what the signed directory says. ``effective``: the
first day (ISO) on which the successor stands in the predecessor's place."""

stream_restart = strict(
    "stream_restart",
    text("sender", primary_key=True),
    text("kind", primary_key=True),
    number("seq"),
    text("envelope_sha256"),
    text("reason"),
    text("author"),
    text("at"),
)
"""The last package of a stream before this store was lost, as typed from the sender's paper."""
