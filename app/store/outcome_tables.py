"""Tables of what follows a grade: how banks used it, and who works together under which model."""

from __future__ import annotations

from app.store.tables import number, optional, strict, text

credit_use = strict(
    "credit_use",
    text("use_id", primary_key=True),
    number("revision", primary_key=True),
    text("agency_code", index=True),
    text("uscc", index=True),
    text("applied_date"),
    number("requested", nullable=True),
    text("decision"),
    optional("decided_date"),
    number("amount", nullable=True),
    number("rate", nullable=True),
    number("with_rating"),
    optional("run_id"),
    optional("grade"),
    optional("model"),
    number("green_channel"),
    optional("loan_no"),
    optional("reason"),
    text("operator"),
    text("at"),
    optional("package_id"),
)
"""One row per revision; the highest counts. ``requested`` and ``amount`` are 分, ``rate`` is in
0.0001 % as YH02.rate; ``package_id`` is the feedback package that carried the row."""

cooperation = strict(
    "cooperation",
    text("cooperation_id", primary_key=True),
    text("uscc", index=True),
    text("model"),
    text("partners"),
    optional("guarantee_fund"),
    text("since"),
    optional("until"),
    optional("note"),
    text("operator"),
    text("at"),
)
"""Dates are ISO; an empty ``until`` means that the cooperation goes on."""
