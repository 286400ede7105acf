"""The rows of a target: which records go into them, through which gate, and what stays and why.

Every record (or enterprise) that was considered is counted once: as a row, or under the reason for
which it is none.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.model import DataSet
from app.collection import states
from app.collection.gate import TITLES, Judge
from app.collection.register import SOURCE
from app.edition import Edition
from app.outcomes import retention
from app.outcomes.upwards_target import (
    HOLD,
    OPEN_FIELDS,
    RECORD,
    REGISTER,
    Column,
    Sheet,
    Source,
    Target,
)
from app.outcomes.upwards_values import NotServed, written
from app.rating.views import condition
from app.store.office_store import Store
from app.store.tables import record_table_name, register

ENDED, REPLACED, STATE, NONE = "U-ENDED", "U-REPLACED", "U-STATE", "U-NONE"
REASONS = {
    **TITLES,
    ENDED: "已撤回、已修复、公示期满或保存期满",
    REPLACED: "已有更新的记录",
    STATE: "记录状态不在上报范围",
    NONE: "本单位没有可报的内容",
}
"""Why something is no row of the target; the gate's own reasons among them."""

Row = Mapping[str, Any]
Newest = tuple[dict[str, Row], dict[str, str]]
"""Of one data set: by enterprise the newest record that may go, or why none may."""


@dataclass(frozen=True)
class Ready:
    """A row of the target. ``key`` is the record id or the enterprise's code; ``records`` are

    (data set, record id, revision) of all it was made from; ``sha256`` covers values and records.
    """

    key: str
    uscc: str
    values: tuple[str, ...]
    records: tuple[tuple[str, str, int], ...]
    sha256: str


@dataclass(frozen=True)
class Listed:
    """A row that a person must look at; ``column`` is empty when the whole row is meant."""

    sheet: str
    uscc: str
    name: str
    key: str
    column: str
    reason: str


@dataclass
class Gathered:
    """One sheet. ``counts``: ``considered``, ``rows``, ``held`` and the keys of :data:`REASONS`."""

    sheet: Sheet
    rows: list[Ready] = field(default_factory=list)
    held: list[Listed] = field(default_factory=list)
    incomplete: list[Listed] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class Gathering:
    """All sheets of a target, read in one transaction, as of ``day``."""

    def __init__(
        self, store: Store, conn: sa.Connection, target: Target, day: date | None = None
    ) -> None:
        self._store, self._conn, self._target = store, conn, target
        self._day = day or clock.today()
        self._judge = Judge(store, conn, self._day)
        entries = conn.execute(sa.select(register)).mappings()
        self._register: dict[str, Row] = {row["uscc"]: dict(row) for row in entries}
        self._newest: dict[tuple[str, tuple[str, ...]], Newest] = {}

    def sheets(self) -> list[Gathered]:
        """Every sheet of the target in its order."""
        return [
            self._records(sheet) if sheet.rows == RECORD else self._enterprises(sheet)
            for sheet in self._target.sheets
        ]

    def name(self, uscc: str) -> str:
        """The enterprise's name, empty when the register does not know it."""
        return str(self._register.get(uscc, {}).get("name", ""))

    def _records(self, sheet: Sheet) -> Gathered:
        found = Gathered(sheet)
        others = {code: self._newest_of(code, sheet.states) for code in sheet.data_sets[1:]}
        for row, why in self._judged(self._data_set(sheet.dataset), sheet.states):
            found.counts["considered"] += 1
            if why:
                found.counts[why] += 1
                found.left[row["rec_id"]] = why
                continue
            rows, whys = _of(row["uscc"], others)
            self._put(found, row["rec_id"], row["uscc"], {sheet.dataset: row} | rows, whys)
        return found

    def _enterprises(self, sheet: Sheet) -> Gathered:
        found = Gathered(sheet)
        parts = {code: self._newest_of(code, sheet.states) for code in sheet.data_sets}
        known = set(self._register).union(*(part[0] for part in parts.values()))
        for uscc in sorted(known.union(*(part[1] for part in parts.values()))):
            found.counts["considered"] += 1
            rows, whys = _of(uscc, parts)
            if rows:
                self._put(found, uscc, uscc, rows, whys)
            else:
                why = next(iter(whys.values()), NONE)
                found.counts[why] += 1
                found.left[uscc] = why
        return found

    def _put(
        self, found: Gathered, key: str, uscc: str, rows: dict[str, Row], whys: dict[str, str]
    ) -> None:
        """One target row: its values, or what keeps it from being served."""
        values, faults = [], []
        for column in found.sheet.columns:
            value, why = self._served(column, uscc, rows, whys)
            values.append(value)
            if why:
                about = (found.sheet.name, uscc, self.name(uscc), key, column.name, why)
                faults.append(Listed(*about))
        if faults and self._target.on_missing == HOLD:
            found.counts["held"] += 1
            found.held += faults
            return
        records = tuple(
            (code, str(row["rec_id"]), int(row["rev_no"])) for code, row in sorted(rows.items())
        )
        told = json.dumps([self._target.version, values, records], ensure_ascii=False)
        digest = hashlib.sha256(told.encode()).hexdigest()
        found.counts["rows"] += 1
        found.incomplete += faults
        found.rows.append(Ready(key, uscc, tuple(values), records, digest))

    def _served(
        self, column: Column, uscc: str, rows: Mapping[str, Row], whys: Mapping[str, str]
    ) -> tuple[str, str]:
        """The value as the target wants it, and why it is wanting where it is."""
        if column.constant:
            return column.constant, ""
        for source in column.sources:
            value = self._stored(source, uscc, rows)
            if value not in (None, ""):
                try:
                    text = written(column, source, value)
                except NotServed as fault:
                    return "", str(fault)
                return text, "" if text or not column.required else "代码对应为空"
        return "", _missing(column, rows, whys) if column.required else ""

    def _stored(self, source: Source, uscc: str, rows: Mapping[str, Row]) -> Any:
        if source.dataset == REGISTER:
            if source.column not in OPEN_FIELDS and SOURCE not in rows:
                return None
            return self._register.get(uscc, {"uscc": uscc}).get(source.column)
        return rows.get(source.dataset, {}).get(source.column)

    def _newest_of(self, code: str, allowed: tuple[str, ...]) -> Newest:
        """Per enterprise the newest record that may go, else why none may."""
        if (code, allowed) not in self._newest:
            rows: dict[str, Row] = {}
            whys: dict[str, str] = {}
            for row, why in self._judged(self._data_set(code), allowed):
                if why:
                    whys[row["uscc"]] = why
                else:
                    rows[row["uscc"]] = row
            kept = {uscc: why for uscc, why in whys.items() if uscc not in rows}
            self._newest[code, allowed] = (rows, kept)
        return self._newest[code, allowed]

    def _judged(self, data_set: DataSet, allowed: tuple[str, ...]) -> Iterator[tuple[Row, str]]:
        """The records held here, by period and day, each with the reason why it stays or none.

        An agency gives what it collected itself, the coordinator what all did.
        """
        whole = self._store.edition == Edition.COORDINATOR
        judge = self._judge.of(data_set)
        order = f'"{data_set.period}", ' if data_set.period else ""
        cursor = self._conn.exec_driver_sql(
            f"SELECT *, ({condition(data_set, self._day)}) AS counts"
            f' FROM "{record_table_name(data_set.code)}" WHERE ? OR agency_code = ?'
            f" ORDER BY {order}as_of_date, id",
            (whole, self._store.agency),
        )
        for row in map(dict, cursor.mappings()):
            status = row["row_status"]
            if status in (states.WITHDRAWN, states.REPAIRED):
                why = ENDED
            elif row["superseded"]:
                why = REPLACED
            elif status in states.COUNTED and not (row["counts"] and self._kept(data_set, row)):
                why = ENDED
            else:
                why = judge(row) or ("" if status in allowed else STATE)
            yield row, why

    def _kept(self, data_set: DataSet, row: Row) -> bool:
        return retention.lapsed(data_set, row, self._day) is None

    def _data_set(self, code: str) -> DataSet:
        return self._store.catalogue.data_sets[code]


def _of(uscc: str, parts: Mapping[str, Newest]) -> tuple[dict[str, Row], dict[str, str]]:
    """One enterprise's record per data set, or why there is none."""
    rows = {code: part[0][uscc] for code, part in parts.items() if uscc in part[0]}
    whys = {code: part[1][uscc] for code, part in parts.items() if uscc in part[1]}
    return rows, whys


def _missing(column: Column, rows: Mapping[str, Row], whys: Mapping[str, str]) -> str:
    """Why a required value is not there: kept back with its record, or never given."""
    for source in column.sources:
        code = SOURCE if source.dataset == REGISTER else source.dataset
        if code not in rows and code in whys:
            return f"{code}：{REASONS[whys[code]]}"
    return "没有这项内容"
