"""数据质量: per agency what is wrong most, and each fault of an agency as a line of a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from app import clock
from app.browsing.summed_list import SummedList
from app.collection.findings import ERROR, WARNING
from app.listing import NUMBER, STATE, TEXT, Choice, Column, Filter, Key, Row
from app.merging.counts import counts
from app.outcomes.quality import CHECKED, POOLED, RETURNED, Fault, faults, last_check
from app.store.office_store import Store
from app.store.successions import successors

LEVELS = {ERROR: "错误", WARNING: "警告"}
_TOP = 3
"""So many of an agency's most frequent faults are named."""
_BETWEEN = "\t"
SOURCES = (RETURNED, POOLED, CHECKED)


class FaultList(SummedList):
    """A line per agency, data set and way to fail; :func:`parts` of a key."""

    columns = (
        Column("level", "性质", STATE, 8),
        Column("agency", "采集单位", TEXT, 12),
        Column("dataset", "数据集", TEXT, 18),
        Column("message", "问题", TEXT, 40),
        Column("rows", "记录（条）", NUMBER, 10),
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


class AgencyQuality(SummedList):
    """A line per agency with the faults that are met most; a key is its code."""

    columns = (
        Column("agency", "采集单位", TEXT, 12),
        Column("records", "记录（条）", NUMBER, 10),
        Column(RETURNED, "退回（条）", NUMBER, 10),
        Column(POOLED, "待匹配（条）", NUMBER, 11),
        Column(CHECKED, "未通过核对（条）", NUMBER, 14),
        Column("top", "最常见的问题", TEXT, 60),
    )

    def _lines(self, wanted: Filter) -> dict[Key, Row]:
        today = clock.today()
        held: Counter[str] = Counter()
        with self._store.read() as conn:
            heirs = successors(conn, today)
            for (agency, _), count in counts(self._store, conn).items():
                held[heirs.get(agency, agency)] += count.rows
        checked = bool(last_check(self._store))
        known: dict[str, list[Fault]] = defaultdict(list)
        for one in faults(self._store):
            known[one.agency].append(one)
        agencies = [one.code for one in self._store.catalogue.collecting_agencies(today)]
        agencies = [code for code in agencies if code not in heirs]
        agencies.sort(key=lambda code: -sum(one.rows for one in known[code]))
        return {code: self._row(code, held[code], known[code], checked) for code in agencies}

    def _row(self, agency: str, records: int, known: Sequence[Fault], checked: bool) -> Row:
        sums = Counter[str]()
        for one in known:
            sums[one.source] += one.rows
        top = "；".join(f"{one.message.rstrip('。')} {one.rows:,} 条" for one in known[:_TOP])
        told = {word: f"{sums[word]:,}" for word in SOURCES}
        if not checked:
            told[CHECKED] = ""
        clean = "没有发现问题" if checked else "尚未核对"
        return (self._shorts.get(agency, agency), f"{records:,}", *told.values(), top or clean)


def parts(key: Key) -> tuple[str, str, str, str]:
    """Agency, data set, source and code of a fault's key."""
    agency, dataset, source, code = key.split(_BETWEEN)
    return agency, dataset, source, code
