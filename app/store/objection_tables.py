"""Who was told of an enterprise's grade and of an objection, so that the same offices hear more."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import optional, strict, text

result_sent = strict(
    "result_sent",
    text("package_id", primary_key=True),
    text("uscc", primary_key=True),
    text("run_id"),
    text("agency_code"),
    sa.Index("ix_result_sent_uscc", "uscc", "agency_code"),
)
"""At the coordinator: which bank was sent which enterprise's grade."""

objection_sent = strict(
    "objection_sent",
    text("objection_id", primary_key=True),
    text("agency_code", primary_key=True),
    text("what", primary_key=True),
    text("uscc"),
    text("filed_date"),
    text("package_id"),
)
"""At the coordinator: ``what`` is 异议 (to the owner of the record), 标注 or 解除 (to a bank)."""

grade_mark = strict(
    "grade_mark",
    text("objection_id", primary_key=True),
    text("uscc", index=True),
    text("filed_date"),
    optional("closed_date"),
    text("package_id"),
)
"""At a bank: 存在异议 beside a grade, until ``closed_date`` has come."""
