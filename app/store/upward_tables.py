"""What was given upwards, to a provincial or other target, and which revision of which record."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import number, strict, text

upward_export = strict(
    "upward_export",
    number("serial", primary_key=True),
    text("export_id", unique=True),
    text("target"),
    text("target_version"),
    text("mapping_sha256"),
    text("operator"),
    text("at"),
    text("counts"),
    text("file_name"),
    text("file_sha256"),
    text("state"),
    sa.Index("ix_upward_export_target", "target", "state"),
)
"""``state`` is 待落盘 from the commit until the file stands under its name, then 已导出."""

upward_row = strict(
    "upward_row",
    text("export_id", primary_key=True),
    text("sheet", primary_key=True),
    text("row_key", primary_key=True),
    text("dataset", primary_key=True),
    text("rec_id", primary_key=True),
    number("rev_no"),
    text("uscc"),
    text("row_sha256"),
)
"""One entry per record that a target row was made from. ``row_key`` is the record id, or the

enterprise's code for a sheet with one row per enterprise. An entry with an empty ``row_sha256``
says that the row was reported as gone.
"""
