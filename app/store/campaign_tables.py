"""Rounds of collection (采集批次): which period is reported, and until when."""

from __future__ import annotations

from app.store.tables import strict, text

campaign = strict(
    "campaign",
    text("campaign_id", primary_key=True),
    text("title"),
    text("period_from"),
    text("period_to"),
    text("register_due"),
    text("rest_due"),
    text("catalogue_version"),
    text("state"),
    text("author"),
    text("at"),
)
"""``state`` 筹备, 进行 or 结束; days are ISO dates, both ends of the period inclusive."""
