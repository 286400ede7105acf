"""待匹配 as a list: every code that the register does not know, and one of them in full."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.browsing.record_words import signed
from app.collection.matching import Candidate
from app.disputes.unknown_codes import Finder, UnknownCode, unknown_codes
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.pool import OPEN, WAITING
from app.merging.rulings import Case
from app.outcomes import words
from app.outcomes.dispute_words import KNOWN_WORD, agency_words, set_words
from app.store.office_store import Store
from app.store.tables import inbox, pool

WAITS_WORD = "暂缓"
PACKAGE = "package"
"""A filter without a box: codes with rows that wait in one package."""
SHOWN = 6
"""So many of the waiting rows are told of in full."""
_BETWEEN = "/"
_COLUMNS = (
    Column("state", "情形", STATE, 8),
    Column("uscc", "代码", CODE, 19),
    Column("names", "机构所称", width=18),
    Column("rows", "行数", NUMBER, 5),
    Column("agency", "机构", width=9),
    Column("sets", "数据集", width=20),
)


@dataclass(frozen=True)
class CodePage:
    """One unknown code in full. ``rows`` are told as pairs of heading and text."""

    key: Key
    candidates: tuple[Candidate, ...]
    rows: tuple[tuple[str, str], ...]


class UnknownCodeList:
    """The source of the list; a key is agency and code, see :func:`case_of`."""

    columns: Sequence[Column] = _COLUMNS

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[Key, UnknownCode] = {}
        self._finder: Finder | None = None
        words_of = ((WAITING, WAITING), (KNOWN_WORD, KNOWN_WORD), (WAITS_WORD, WAITS_WORD))
        agencies = ((one.code, one.short) for one in store.catalogue.agencies.values())
        self.choices: Sequence[Choice] = (
            Choice("state", "情形", words_of),
            Choice("agency", "机构", tuple(agencies)),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Those that fit, the most rows first unless another order is asked for."""
        found = {f"{one.agency}{_BETWEEN}{one.uscc}": one for one in unknown_codes(self._store)}
        self._found, self._finder = found, None
        text = wanted.get(SEARCH, "").casefold()
        keys = [
            key
            for key, one in found.items()
            if text in " ".join(self._row(one)).casefold()
            and wanted.get("agency", "") in ("", one.agency)
            and wanted.get("state", "") in ("", self._state(one))
            and wanted.get(PACKAGE, "") in ("", *one.packages)
        ]
        if order is not None:
            keys.sort(key=lambda key: self._sorted_by(found[key], order.key))
            if order.descending:
                keys.reverse()
        return keys[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        return {key: self._row(self._found[key]) for key in ids if key in self._found}

    def unknown(self, key: Key) -> UnknownCode | None:
        """The whole of one row."""
        return self._found.get(key)

    def read(self, one: UnknownCode) -> CodePage:
        """One code in full; the register is read once for all that are looked at."""
        finder = self._finder or Finder(self._store)
        self._finder = finder
        return _page(self._store, finder, one)

    def _sorted_by(self, one: UnknownCode, key: str) -> tuple[int, str]:
        if key == "rows":
            return one.rows, ""
        return 0, self._row(one)[[column.key for column in _COLUMNS].index(key)]

    def _state(self, one: UnknownCode) -> str:
        if one.waits:
            return WAITS_WORD
        return KNOWN_WORD if one.known else WAITING

    def _row(self, one: UnknownCode) -> Row:
        sets = "、".join(set_words(self._store, code) for code in one.sets)
        names = "、".join(one.names) or "（未写名称）"
        agency = agency_words(self._store, one.agency)
        return self._state(one), one.uscc, names, f"{one.rows:,}", agency, sets


def case_of(key: Key) -> Case:
    """Agency and code of a key."""
    agency, _, uscc = key.partition(_BETWEEN)
    return agency, uscc


def _page(store: Store, finder: Finder, one: UnknownCode) -> CodePage:
    """Whom it may be, and the first rows that wait, with what came in which package."""
    query = (
        sa.select(pool, inbox.c.period, inbox.c.seq)
        .outerjoin(inbox, inbox.c.package_id == pool.c.package_id)
        .where(pool.c.agency_code == one.agency, pool.c.uscc == one.uscc, pool.c.state.in_(OPEN))
        .order_by(pool.c.id)
        .limit(SHOWN)
    )
    with store.read() as conn:
        rows = tuple(_row(store, row) for row in conn.execute(query))
    key = f"{one.agency}{_BETWEEN}{one.uscc}"
    return CodePage(key, tuple(finder.candidates(one.uscc, one.names)), rows)


def _row(store: Store, row: sa.Row[tuple[object, ...]]) -> tuple[str, str]:
    kept = row._mapping
    values = json.loads(kept["row"])
    data_set = store.catalogue.data_sets[kept["dataset"]]
    told = [
        f"{field.title} {words.shown(store.catalogue, field, values.get(field.name))}"
        for field in data_set.fields
        if not field.matching and values.get(field.name) not in (None, "")
    ]
    who = signed(values.get("entered_by"), values.get("entered_at"))
    package = f"{kept['period']}第{kept['seq']}个报送包" if kept["seq"] else "报送包已不在收件箱"
    return data_set.title, f"{'；'.join(told[:6])}\n{package}　录入 {who}"
