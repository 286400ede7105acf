"""Which enterprises a run rates (评级批次), and what is told of it: lists, incubation."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import number, optional, strict, text

rating_batch = strict(
    "rating_batch",
    text("batch_id", primary_key=True),
    text("title"),
    text("reason"),
    text("origin"),
    text("author"),
    text("at"),
    optional("predecessor"),
    optional("retired_at"),
)

rating_batch_member = strict(
    "rating_batch_member",
    text("batch_id", primary_key=True),
    text("uscc", primary_key=True),
)

rating_publication = strict(
    "rating_publication",
    text("run_id", primary_key=True),
    text("operator"),
    text("at"),
    text("note"),
)
"""The runs that may be told outside the working group: who decided so, and when."""

outcome_list = strict(
    "outcome_list",
    text("list_id", primary_key=True),
    text("kind"),
    text("run_id"),
    text("recipient"),
    text("author"),
    text("at"),
    text("content_sha256"),
    number("count"),
    text("content"),
    sa.Index("ix_outcome_list_recipient", "recipient", "kind"),
)
"""``content`` is the canonical JSON that papers are made from, so that a reprint says the same."""

incubation_step = strict(
    "incubation_step",
    number("step_id", primary_key=True),
    text("uscc", index=True),
    text("day"),
    text("measure"),
    text("responsible"),
    text("result"),
    text("author"),
    text("at"),
)
