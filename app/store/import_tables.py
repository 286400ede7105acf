"""What an operator has begun to import: it lies on the desk until it is taken up again."""

from __future__ import annotations

from app.store.tables import number, strict, text

unfinished_import = strict(
    "unfinished_import",
    text("operator", primary_key=True),
    text("content"),
    text("at"),
)
"""One for each operator; ``content`` is JSON, see :mod:`app.collection.unfinished`."""

import_file = strict(
    "import_file",
    text("operator", primary_key=True),
    text("path", primary_key=True),
    number("turn"),
)
"""Files that an operator imported lately; the highest ``turn`` is the latest."""
