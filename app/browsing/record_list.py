"""What every list of one data set's records has in common: a column per field, words, search."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.browsing.register_search import RegisterSearch
from app.catalogue.model import DataSet, Field, FieldType, Value
from app.collection.form_text import text_of
from app.listing import CODE, NUMBER, TEXT, Column
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import COMMON, register

_NUMBERS = frozenset({FieldType.AMOUNT, FieldType.NUMBER, FieldType.INT})
_WIDTHS = {"uscc": 18, "ent_name": 22}
_BY_TYPE = {FieldType.MONTH: 8, FieldType.YEAR: 6}
_NARROW = 11


class RecordList:
    """The parts of such a source; ``fields`` are those that are not retired."""

    def __init__(
        self, store: Store, data_set: DataSet, search: Callable[[], RegisterSearch]
    ) -> None:
        self._store = store
        self._search = search
        self.data_set = data_set
        self.fields = tuple(field for field in data_set.fields if not field.retired)
        self._table = store.table(data_set.code)

    def _column(self, field: Field) -> Column:
        kind = NUMBER if field.type in _NUMBERS else CODE if field.name == "uscc" else TEXT
        title = f"{field.title}（{field.unit}）" if field.unit else field.title
        usual = _WIDTHS.get(field.name) or _BY_TYPE.get(field.type, _NARROW)
        wide = max(usual, sum(1 if letter.isascii() else 2 for letter in title))
        sortable = field.name in self._table.c or field.name == "ent_name"
        return Column(field.name, title, kind, wide, sortable)

    def _words(self, field: Field, row: Mapping[str, Any]) -> str:
        if field.name == "ent_name" and field.matching:
            return str(row.get("name_of") or "")
        return cell_words(self._store, field, row.get(field.name))

    def _name(self) -> sa.ScalarSelect[Any]:
        """The enterprise's name by the register."""
        mine = sa.select(register.c.name).where(register.c.uscc == self._table.c.uscc)
        return mine.scalar_subquery()

    def _order(self, key: str) -> sa.ColumnElement[Any]:
        return self._table.c[key] if key in self._table.c else self._name()

    def _found(self, text: str) -> sa.ColumnElement[bool]:
        """Records of the enterprises that ``text`` finds, or with it in their natural key."""
        codes = sa.func.json_each(json.dumps(self._search().codes(text)))
        found: list[sa.ColumnElement[bool]] = [
            self._table.c.uscc.in_(sa.select(codes.table_valued("value")))
        ]
        for name in self.data_set.key:
            if name not in COMMON and name in self._table.c:
                column = sa.cast(self._table.c[name], sa.Text)
                found.append(column.contains(text, autoescape=True))
        return sa.or_(*found)


def cell_words(store: Store, field: Field, value: Value) -> str:
    """A stored value in a cell of the grid: the field's unit is in the title of the column.

    Codes by title, numbers with thousands separators, dates ISO; a sensitive value is masked.
    """
    if value is None or value == "":
        return ""
    if field.sensitivity >= words.SECRET:
        return words.masked(str(value))
    if field.type in _NUMBERS:
        return f"{Decimal(text_of(field, value)):,}"
    return words.code_words(store.catalogue, field, str(value))
