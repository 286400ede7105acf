"""What each published version of the county register held, so that two can be compared."""

from __future__ import annotations

from app.store.tables import number, optional, strict, text

published_register = strict(
    "published_register",
    number("version", primary_key=True),
    text("package_id"),
    text("period"),
    text("author"),
    text("at"),
    number("enterprises"),
    text("campaigns"),
)
"""``campaigns``: the rounds of collection that went with it, as JSON, by number."""

published_enterprise = strict(
    "published_enterprise",
    number("version", primary_key=True),
    text("uscc", primary_key=True),
    text("name"),
    optional("reg_status"),
    optional("township"),
)
"""Only what a comparison tells; the whole version is in its package."""
