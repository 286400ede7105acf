"""The register in memory, for a search that answers while somebody types.

100,000 enterprises take about 20 MB and a tenth of a second to ask; the database would have to
decrypt every page for a part of a name or for initials.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.collection import names
from app.pinyin import all_initials
from app.store.office_store import Store
from app.store.tables import register

_BETWEEN = "\t"


@dataclass(frozen=True)
class Hit:
    """An enterprise that was found."""

    uscc: str
    name: str


class RegisterSearch:
    """Finds enterprises by part of a name, former name, pinyin initials, or credit code."""

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        self._codes = [row[0] for row in rows]
        self._names = [row[1] for row in rows]
        self._lines = [_line(*row) for row in rows]

    @classmethod
    def of(cls, store: Store) -> RegisterSearch:
        """Read the register of an open office (100,000 enterprises: two seconds, in a job)."""
        wanted = (register.c.uscc, register.c.name, register.c.former_names)
        with store.read() as conn:
            rows = conn.execute(sa.select(*wanted).order_by(register.c.uscc))
            return cls([(str(row[0]), str(row[1]), str(row[2])) for row in rows])

    def __len__(self) -> int:
        return len(self._codes)

    def names(self) -> dict[str, str]:
        """The name of each enterprise by its code."""
        return dict(zip(self._codes, self._names, strict=True))

    def codes(self, text: str) -> list[str]:
        """The codes of all enterprises that ``text`` finds, by code."""
        wanted = names.normal(text)
        return [self._codes[n] for n, line in enumerate(self._lines) if wanted in line]

    def among(self, column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
        """The condition of a list that ``column`` is the code of an enterprise ``text`` finds."""
        found = sa.func.json_each(json.dumps(self.codes(text)))
        return column.in_(sa.select(found.table_valued("value")))

    def find(self, text: str, limit: int = 20) -> list[Hit]:
        """The first hits, those whose name or initials begin with ``text`` before the others."""
        wanted = names.normal(text)
        if not wanted:
            return []
        begins: list[int] = []
        within: list[int] = []
        for n, line in enumerate(self._lines):
            place = line.find(wanted)
            if place == 0 or (place > 0 and line[place - 1] == _BETWEEN):
                begins.append(n)
                if len(begins) == limit:
                    break
            elif place > 0 and len(within) < limit:
                within.append(n)
        return [Hit(self._codes[n], self._names[n]) for n in (begins + within)[:limit]]


def _line(uscc: str, name: str, former: str) -> str:
    """All that an enterprise can be found by, each part normalised as the query will be."""
    called = names.normal(name)
    parts = [called, *all_initials(called), uscc.casefold()]
    parts.extend(names.normal(old) for old in names.split_former(former))
    return _BETWEEN.join(parts)
