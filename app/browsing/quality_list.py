"""数据质量: per agency what is wrong most, and each fault of an agency as a line of a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from app import clock
from app.collection.findings import ERROR, WARNING
from app.listing import NUMBER, SEARCH, STATE, TEXT, Choice, Column, Filter, Key, Order, Row
from app.merging.counts import counts
from app.outcomes.quality import CHECKED, POOLED, RETURNED, Fault, faults
from app.store.office_store import Store
from app.store.successions import successors

LEVELS = {ERROR: "错误", WARNING: "警告"}
_TOP = 3
"""So many of an agency's most frequent faults are named."""
_BETWEEN = "\t"
_NUMBERS = frozenset({"rows", "records", *(SOURCES := (RETURNED, POOLED, CHECKED))})


class _Summed:
    """A list of a few dozen lines that are summed up at each question."""

    columns: Sequence[Column] = ()
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shorts = {one.code: one.short for one in store.catalogue.agencies.values()}
        self._rows: dict[Key, Row] = {}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The lines that fit; without an order the most faults first."""
        self._rows = rows = self._lines(wanted)
        text = wanted.get(SEARCH, "").strip().casefold()
        found = [
            key
            for key, row in rows.items()
            if not text or any(text in cell.casefold() for cell in row)
        ]
        if order is not None:
            place = [column.key for column in self.columns].index(order.key)
            number = order.key in _NUMBERS
            found.sort(key=lambda key: _rank(rows[key][place], number), reverse=order.descending)
        return found[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The lines of these keys, as they were when they were last asked for."""
        return {key: self._rows[key] for key in ids if key in self._rows}

    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        raise NotImplementedError


class FaultList(_Summed):
    """A line per agency, data set and way to fail; :func:`parts` of a key."""

    columns = (
        Column("level", "性质", STATE, 8),
        Column("agency", "采集单位", TEXT, 12),
        Column("dataset", "数据集", TEXT, 18),
        Column("message", "问题", TEXT, 40),
        Column("rows", "记录数", NUMBER, 8),
        Column("source", "来源", TEXT, 10),
        Column("code", "代码", TEXT, 16),
    )

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        agencies = store.catalogue.collecting_agencies(clock.today())
        self.choices = (
            Choice("agency", "采集单位", tuple((one.code, one.short) for one in agencies)),
            Choice("source", "来源", tuple((word, word) for word in SOURCES)),
            Choice("level", "性质", tuple(LEVELS.items())),
        )

    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        asked = {name: wanted[name] for name in ("agency", "source", "level") if wanted.get(name)}
        return {
            _BETWEEN.join((one.agency, one.dataset, one.source, one.code)): self._row(one)
            for one in faults(self._store)
            if all(getattr(one, name) == value for name, value in asked.items())
        }

    def _row(self, one: Fault) -> Row:
        data_set = self._store.catalogue.data_sets.get(one.dataset)
        return (
            LEVELS.get(one.level, one.level),
            self._shorts.get(one.agency, one.agency),
            data_set.title if data_set else one.dataset,
            one.message,
            f"{one.rows:,}",
            one.source,
            one.code,
        )


class AgencyQuality(_Summed):
    """A line per agency with the faults that are met most; a key is its code."""

    columns = (
        Column("agency", "采集单位", TEXT, 12),
        Column("records", "记录", NUMBER, 9),
        Column(RETURNED, "退回", NUMBER, 7),
        Column(POOLED, "待匹配", NUMBER, 7),
        Column(CHECKED, "未通过核对", NUMBER, 10),
        Column("top", "最常见的问题", TEXT, 60),
    )

    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        today = clock.today()
        held: Counter[str] = Counter()
        with self._store.read() as conn:
            heirs = successors(conn, today)
            for (agency, _), count in counts(self._store, conn).items():
                held[heirs.get(agency, agency)] += count.rows
        known: dict[str, list[Fault]] = defaultdict(list)
        for one in faults(self._store):
            known[one.agency].append(one)
        agencies = [one.code for one in self._store.catalogue.collecting_agencies(today)]
        agencies = [code for code in agencies if code not in heirs]
        agencies.sort(key=lambda code: -sum(one.rows for one in known[code]))
        return {code: self._row(code, held[code], known[code]) for code in agencies}

    def _row(self, agency: str, records: int, known: Sequence[Fault]) -> Row:
        sums = Counter[str]()
        for one in known:
            sums[one.source] += one.rows
        top = "；".join(f"{one.message.rstrip('。')} {one.rows:,} 条" for one in known[:_TOP])
        numbers = (f"{number:,}" for number in (records, *(sums[word] for word in SOURCES)))
        return (self._shorts.get(agency, agency), *numbers, top or "没有发现问题")


def parts(key: Key) -> tuple[str, str, str, str]:
    """Agency, data set, source and code of a fault's key."""
    agency, dataset, source, code = key.split(_BETWEEN)
    return agency, dataset, source, code


def _rank(cell: str, number: bool) -> tuple[int, str]:
    return (int(cell.replace(",", "")), "") if number else (0, cell)
