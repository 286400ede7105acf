"""The county's terms per grade, checked against the rating scheme that gives the grades."""

from __future__ import annotations

from pathlib import Path

from app.merging import credit_terms
from app.merging.credit_terms import TermsTable
from app.rating import scheme


def load(path: Path = credit_terms.FILE) -> TermsTable:
    """The table, serving every grade of its scheme exactly once.

    Raises ``R-TERMS``, and ``R-SCHEME`` when the scheme it names does not load.
    """
    table = credit_terms.load(path)
    table.check(name for name, _ in scheme.load(table.scheme).grades)
    return table
