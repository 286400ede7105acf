"""Files that were handed in as packages and did not verify (隔离), kept until somebody decides."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.tables import number, optional, strict, text

quarantine = strict(
    "quarantine",
    text("item_id", primary_key=True),
    text("file_name"),
    text("sha256", index=True),
    number("size"),
    number("kept"),
    optional("kind"),
    optional("sender"),
    number("seq", nullable=True),
    optional("created"),
    optional("package_id"),
    text("code"),
    text("reason"),
    text("ask"),
    text("state"),
    text("taken_by"),
    text("taken_at"),
    optional("decided_by"),
    optional("decided_at"),
    optional("decision"),
)
"""``kind``, ``sender``, ``seq``, ``created`` and ``package_id`` are what the file says of itself:
nothing of it is proven. ``size`` in bytes; ``kept`` 1 while its content is here. ``ask``: what the
agency is to be told. ``state``: 隔离, 已放行, 已退回 or 已删除; ``decision`` the reason given."""

quarantine_piece = strict(
    "quarantine_piece",
    text("item_id", primary_key=True),
    number("place", primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""The content of a kept file, cut into pieces, in order of ``place``."""
