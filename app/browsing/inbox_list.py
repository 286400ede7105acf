"""The inbox as lists: what arrived, what is held, what was merged, and what came back of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.exchange.envelope import Kind
from app.exchange.verifying import KIND_TITLES
from app.inbox import quarantine
from app.inbox.arrived import STATES, Arrived, title_of
from app.inbox.quarantine import HELD, Item
from app.inbox.rehearsing import Forecast
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.receipts import ANSWERED
from app.store.office_store import Store
from app.store.quarantine_tables import quarantine as held_table
from app.store.tables import inbox, pool, register

STATE_KEY, PACKAGE = "state", "package"
WAITING = "待出回执"
_KINDS = ("submission", "feedback")


class ArrivedList:
    """The files of one heap; keys are their paths. ``heap`` gives the files as they stand now."""

    columns: Sequence[Column] = (
        Column("file", "文件", width=20),
        Column(STATE_KEY, "状态", STATE, 9),
        Column("sender", "发送机构", width=16),
        Column("seq", "序号", NUMBER, 4),
        Column("records", "记录（条）", NUMBER, 9),
        Column("reason", "结果或原因", width=40),
        Column("kind", "种类", width=9),
        Column("created", "写出时间", width=15),
    )
    choices: Sequence[Choice] = (
        Choice(STATE_KEY, "状态", tuple((state, state) for state in STATES)),
    )

    def __init__(self, heap: Callable[[], Mapping[Path, Arrived]]) -> None:
        self._heap = heap

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Those that fit, in the order of merging unless another is asked for."""
        text, state = wanted.get(SEARCH, "").casefold(), wanted.get(STATE_KEY, "")
        found = [
            one
            for one in self._heap().values()
            if state in ("", one.state) and text in " ".join(_arrived_row(one)).casefold()
        ]
        if order is not None:
            place = [column.key for column in self.columns].index(order.key)
            numbers = {"seq": _seq, "records": lambda one: one.records}
            by = numbers.get(order.key, lambda one: _arrived_row(one)[place])
            found.sort(key=by, reverse=order.descending)
        return [str(one.path) for one in found][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these files."""
        heap = self._heap()
        return {key: _arrived_row(heap[Path(key)]) for key in ids if Path(key) in heap}


def _seq(one: Arrived) -> int:
    return one.envelope.seq if one.envelope else 0


def _arrived_row(one: Arrived) -> Row:
    envelope = one.envelope
    return (
        one.path.name,
        one.state,
        one.sender,
        str(envelope.seq) if envelope else "",
        f"{one.records:,}" if one.counts else "",
        one.reason,
        one.kind,
        clock.moment_words(envelope.created) if envelope else "",
    )


class ForecastList:
    """The values that a dry run would change; keys are places. ``forecast`` gives the run."""

    columns: Sequence[Column] = (
        Column("name", "企业名称", width=18),
        Column("field", "数据项", width=10),
        Column("was", "现有值", width=13),
        Column("becomes", "将变为", width=13),
        Column("dataset", "数据集", width=12),
        Column("uscc", "统一社会信用代码", CODE, 18),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store, forecast: Callable[[], Forecast | None]) -> None:
        self._store = store
        self._forecast = forecast

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """All of them, or those of the data set asked for, in the order of the package."""
        del order
        forecast = self._forecast()
        text = wanted.get(SEARCH, "").casefold()
        rows = forecast.differences if forecast else []
        return [
            str(place)
            for place, one in enumerate(rows)
            if text in f"{one.uscc} {one.field} {one.was} {one.becomes}".casefold()
        ][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows at these places."""
        forecast = self._forecast()
        if forecast is None:
            return {}
        chosen = {key: forecast.differences[int(key)] for key in ids}
        names = names_of(self._store, [one.uscc for one in chosen.values()])
        titles = self._store.catalogue.data_sets
        return {
            key: (
                names.get(one.uscc, one.uscc),
                one.field,
                one.was or "（空）",
                one.becomes or "（空）",
                titles[one.dataset].title,
                one.uscc,
            )
            for key, one in chosen.items()
        }


class QuarantineList:
    """What was held back, newest first; keys are the items' ids."""

    columns: Sequence[Column] = (
        Column("file_name", "文件", width=30),
        Column(STATE_KEY, "状态", STATE, 9),
        Column("sender", "自称的机构", width=14),
        Column("code", "代码", CODE, 12),
        Column("reason", "原因", width=48),
        Column("taken_at", "收到时间", width=15),
        Column("taken_by", "收取人", width=8),
        Column("decision", "处理", width=28),
        Column("sha256", "文件摘要", CODE, 20),
    )
    choices: Sequence[Choice] = (
        Choice(STATE_KEY, "状态", tuple((state, state) for state in quarantine.STATES)),
    )

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The items that fit."""
        query = sa.select(held_table.c.item_id)
        if state := wanted.get(STATE_KEY):
            query = query.where(held_table.c.state == state)
        if text := wanted.get(SEARCH, "").strip():
            names = ("file_name", "sender", "code", "reason", "sha256")
            parts = [held_table.c[name].contains(text, autoescape=True) for name in names]
            query = query.where(sa.or_(*parts))
        if order is not None:
            column = held_table.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        newest = (held_table.c.taken_at.desc(), held_table.c.item_id)
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(*newest).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these items."""
        with self._store.read() as conn:
            found = conn.execute(sa.select(held_table).where(held_table.c.item_id.in_(ids)))
            return {row.item_id: self._row(row) for row in found}

    def _row(self, row: Any) -> Row:
        when = clock.moment_words(row.decided_at) if row.decided_at else ""
        return (
            row.file_name,
            row.state,
            title_of(self._store, row.sender) if row.sender else "（看不出）",
            row.code,
            row.reason,
            clock.moment_words(row.taken_at),
            row.taken_by,
            f"{row.decided_by} {when} {row.decision}" if row.decided_by else "",
            row.sha256,
        )


def held_items(store: Store) -> list[Item]:
    """Everything that nobody has decided about, newest first."""
    keys = QuarantineList(store).ids({STATE_KEY: HELD}, None)
    return [quarantine.held(store, key) for key in keys]


def held_count(store: Store) -> int:
    """How many wait for a decision."""
    query = sa.select(sa.func.count()).select_from(held_table)
    with store.read() as conn:
        return conn.scalar(query.where(held_table.c.state == HELD)) or 0


class MergedPackages:
    """The packages that were taken in, newest first; keys are their ids."""

    columns: Sequence[Column] = (
        Column("at", "并入时间", width=15),
        Column("sender", "发送机构", width=16),
        Column("kind", "种类", width=10),
        Column("seq", "序号", NUMBER, 5),
        Column("period", "采集批次", width=12),
        Column("accepted", "并入（条）", NUMBER, 9, sortable=False),
        Column("pooled", "待匹配（条）", NUMBER, 10, sortable=False),
        Column("returned", "退回（条）", NUMBER, 9, sortable=False),
        Column("state", "回执", STATE, 9),
        Column("file_name", "文件", width=30),
    )
    choices: Sequence[Choice] = (
        Choice("state", "回执", (("已并入", WAITING), (ANSWERED, ANSWERED))),
    )

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The packages that fit."""
        query = sa.select(inbox.c.package_id).where(inbox.c.kind.in_(_KINDS))
        if state := wanted.get("state"):
            query = query.where(inbox.c.state == state, inbox.c.kind == "submission")
        if text := wanted.get(SEARCH, "").strip():
            known = self._store.catalogue.agencies.values()
            codes = [one.code for one in known if text in one.title or text in one.code]
            named = inbox.c.file_name.contains(text, autoescape=True)
            query = query.where(sa.or_(named, inbox.c.sender.in_(codes)))
        if order is not None:
            column = inbox.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        newest = (inbox.c.at.desc(), inbox.c.sender, inbox.c.seq.desc())
        with self._store.read() as conn:
            return list(conn.scalars(query.order_by(*newest).limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these packages."""
        with self._store.read() as conn:
            found = conn.execute(sa.select(inbox).where(inbox.c.package_id.in_(ids)))
            return {row.package_id: self._row(row) for row in found}

    def _row(self, row: Any) -> Row:
        told = json.loads(row.counts)
        submission = row.kind == "submission"
        accepted = sum(told["accepted"].values()) if submission else int(told.get("new", 0))
        pooled = int(told.get("pooled") or 0)
        back = len(told["returned"]) - pooled if submission else 0
        answer = ANSWERED if row.state == ANSWERED else WAITING
        return (
            clock.moment_words(row.at),
            title_of(self._store, row.sender),
            KIND_TITLES[Kind(row.kind)],
            str(row.seq),
            row.period,
            f"{accepted:,}",
            f"{pooled:,}" if submission else "",
            f"{back:,}" if submission else "",
            answer if submission else "",
            row.file_name or "",
        )


class RefusedRows:
    """The rows of one merged package that did not go in; the filter names the :data:`PACKAGE`."""

    columns: Sequence[Column] = (
        Column("dataset", "数据集", width=18),
        Column("name", "企业名称或代码", width=28),
        Column("message", "原因", width=40),
        Column("code", "代码", CODE, 12),
        Column("rec_id", "记录号", CODE, 36),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: dict[Key, tuple[str, str, str, str]] = {}

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Their places in what was noted, in the order of the package."""
        del order
        query = sa.select(inbox.c.counts).where(inbox.c.package_id == wanted.get(PACKAGE, ""))
        with self._store.read() as conn:
            counts = conn.scalar(query)
        returned = json.loads(counts).get("returned", []) if counts else []
        self._told = {str(place): tuple(one) for place, one in enumerate(returned)}
        return list(self._told)[:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows at these places."""
        chosen = {key: self._told[key] for key in ids if key in self._told}
        usccs = self._usccs([one[1] for one in chosen.values()])
        names = names_of(self._store, list(usccs.values()))
        sets = self._store.catalogue.data_sets
        return {
            key: (
                sets[dataset].title,
                names.get(usccs.get(rec_id, ""), usccs.get(rec_id, "")),
                message,
                code,
                rec_id,
            )
            for key, (dataset, rec_id, code, message) in chosen.items()
        }

    def _usccs(self, rec_ids: list[str]) -> dict[str, str]:
        """Record → enterprise, of those that wait in the pool."""
        query = sa.select(pool.c.rec_id, pool.c.uscc).where(pool.c.rec_id.in_(rec_ids))
        with self._store.read() as conn:
            return {row.rec_id: row.uscc for row in conn.execute(query)}


def names_of(store: Store, usccs: Sequence[str]) -> dict[str, str]:
    """Code → name of those enterprises that the register knows."""
    query = sa.select(register.c.uscc, register.c.name).where(register.c.uscc.in_(list(usccs)))
    with store.read() as conn:
        return {row.uscc: row.name for row in conn.execute(query)}
