"""Counts kept when packages are merged and records checked, so that no screen scans the facts."""

from __future__ import annotations

from app.store.tables import number, strict, text

merged_count = strict(
    "merged_count",
    text("agency_code", primary_key=True),
    text("dataset", primary_key=True),
    number("rows"),
    number("enterprises"),
    number("last_id"),
)
"""Records of an agency in a data set, and how many enterprises they are about; ``last_id`` is the
greatest id of the data set's table when it was counted."""

record_check = strict(
    "record_check",
    text("dataset", primary_key=True),
    text("at"),
    text("catalogue_version"),
    number("rows"),
    number("last_id"),
)
"""When the catalogue's rules were last put to a data set, and to how many records."""

check_count = strict(
    "check_count",
    text("agency_code", primary_key=True),
    text("dataset", primary_key=True),
    text("code", primary_key=True),
    number("rows"),
)

check_failure = strict(
    "check_failure",
    text("dataset", primary_key=True),
    text("code", primary_key=True),
    text("rec_id", primary_key=True),
)
