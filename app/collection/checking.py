"""The catalogue's checks on one full row: derived fields, then the rules across fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.catalogue.expressions import compile_rule, derive
from app.catalogue.model import DataSet
from app.collection.findings import Finding
from app.collection.register import Entry


class RowChecks:
    """The compiled rules of a data set, for one day; make one per import."""

    def __init__(self, data_set: DataSet, today: str) -> None:
        self._derive = derive(data_set)
        self._rules = [(rule, compile_rule(data_set, rule)) for rule in data_set.rules]
        self._today = today

    def of(self, row: dict[str, Any], enterprise: Entry | None) -> Iterator[Finding]:
        """Fill the derived fields of ``row`` (stored form) in place and tell which rules fail."""
        self._derive(row)
        base = enterprise.base if enterprise is not None else None
        for rule, passes in self._rules:
            if not passes(row, self._today, base):
                about = rule.fields[0] if rule.fields else ""
                value = row.get(about)
                yield Finding(
                    rule.code,
                    rule.level,
                    0,
                    "",
                    about,
                    "" if value is None else str(value),
                    rule.message,
                    rule.advice,
                )
