"""A bank's 授权书 by enterprise: whose data may go, whose consent ends soon, whose is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.register_list import own_data_sets
from app.browsing.register_search import RegisterSearch
from app.collection import states
from app.collection.consents import DATASET
from app.collection.scans import with_scan
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.outcomes import words
from app.store.office_store import Store
from app.store.tables import register

STATUS, SCAN = "consent", "scan"
VALID, ENDING, WAITING, OVER, REVOKED, MISSING = (
    "有效",
    "将到期",
    "待审核",
    "已过期",
    "已撤回授权",
    "缺授权书",
)
STATES = (MISSING, ENDING, WAITING, OVER, REVOKED, VALID)
OPEN = "open"
"""The filter value for everybody whose data may not go now."""
ENDING_DAYS = 30
"""So many days before its end a consent is told as ending: time for a new signature."""
_BEST = (VALID, ENDING, WAITING, OVER, REVOKED, MISSING)

COLUMNS = (
    Column("name", "企业名称", width=26),
    Column(STATUS, "授权", STATE, 12),
    Column("no", "授权书编号", width=16),
    Column("signed_date", "签署日期", width=13),
    Column("valid_to", "有效期至", width=13),
    Column("scope", "授权范围", width=24),
    Column(SCAN, "扫描件", width=8),
    Column("uscc", "统一社会信用代码", CODE, 18),
)


@dataclass(frozen=True)
class _Held:
    """An enterprise and the consent that serves it best."""

    uscc: str
    name: str
    status: str
    rec_id: str
    no: str
    signed_date: str
    valid_to: str
    scope: str
    scan: str

    @property
    def row(self) -> Row:
        return (
            self.name,
            self.status,
            self.no,
            words.day_words(self.signed_date),
            words.day_words(self.valid_to),
            self.scope,
            self.scan,
            self.uscc,
        )


def wants_consents(store: Store) -> bool:
    """Whether this office collects data that need a consent (银行)."""
    return any(data_set.consent for data_set in own_data_sets(store))


class ConsentList:
    """The source of the list; keys are credit codes. What it shows is read with each question."""

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice] = (
        Choice(
            STATUS,
            "授权情况",
            ((OPEN, "没有有效授权的全部"), *((one, one) for one in STATES)),
        ),
        Choice(SCAN, "扫描件", (("已附", "已附扫描件"), ("未附", "未附扫描件"))),
    )

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store = store
        self._search = search
        self._held: dict[Key, _Held] = {}

    def counts(self) -> dict[str, int]:
        """How many enterprises are in each of :data:`STATES`."""
        found: dict[str, int] = {}
        for one in self._read().values():
            found[one.status] = found.get(one.status, 0) + 1
        return found

    def record_of(self, key: Key) -> str:
        """The record of the consent that a row shows; empty when there is none."""
        held = self._held.get(key)
        return held.rec_id if held else ""

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit, those that want something done first."""
        self._held = held = self._read()
        text = wanted.get(SEARCH, "").strip()
        found = set(self._search().codes(text)) if text else held.keys()
        chosen = [
            one
            for one in held.values()
            if one.uscc in found and all(_fits(one, key, wanted) for key in (STATUS, SCAN))
        ]
        if order is None:
            chosen.sort(key=lambda one: (STATES.index(one.status), one.uscc))
        else:
            name = "status" if order.key == STATUS else order.key
            chosen.sort(key=lambda one: str(getattr(one, name)), reverse=order.descending)
        return [one.uscc for one in chosen][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        return {key: self._held[key].row for key in ids if key in self._held}

    def _read(self) -> dict[Key, _Held]:
        table = self._store.table(DATASET)
        with self._store.read() as conn:
            rows = list(
                conn.execute(
                    sa.select(table).where(
                        table.c.agency_code == self._store.agency,
                        table.c.row_status != states.WITHDRAWN,
                    )
                )
            )
            scanned = with_scan(conn, DATASET, [row.rec_id for row in rows])
            wanted = self._wanted(conn) | {row.uscc for row in rows}
            called = conn.execute(sa.select(register.c.uscc, register.c.name))
            names = {row.uscc: row.name for row in called}
        best: dict[str, _Held] = {}
        for row in rows:
            one = _held_of(row, names.get(row.uscc, row.uscc), row.rec_id in scanned)
            known = best.get(row.uscc)
            if known is None or _rank(one) < _rank(known):
                best[row.uscc] = one
        for uscc in wanted - best.keys():
            name = names.get(uscc, uscc)
            best[uscc] = _Held(uscc, name, MISSING, "", "", "", "", "", "")
        return best

    def _wanted(self, conn: sa.Connection) -> set[str]:
        """The enterprises with records that may not go without a consent."""
        found: set[str] = set()
        for data_set in own_data_sets(self._store):
            if data_set.consent:
                table = self._store.table(data_set.code)
                query = sa.select(table.c.uscc).where(
                    table.c.agency_code == self._store.agency,
                    table.c.row_status != states.WITHDRAWN,
                )
                found.update(conn.scalars(query.distinct()))
        return found


def _fits(one: _Held, key: str, wanted: Filter) -> bool:
    if key == STATUS and wanted.get(key) == OPEN:
        return one.status not in (VALID, ENDING)
    shown = one.status if key == STATUS else one.scan
    return not wanted.get(key) or wanted[key] == shown


def _rank(one: _Held) -> tuple[int, str]:
    return _BEST.index(one.status), one.rec_id


def _held_of(row: Any, name: str, scanned: bool) -> _Held:
    return _Held(
        row.uscc,
        name,
        _status(row),
        row.rec_id,
        row.no or "",
        row.signed_date or "",
        row.valid_to or "",
        row.scope or "全部信贷信息",
        "已附" if scanned else "未附",
    )


def _status(row: Any) -> str:
    """As :func:`app.collection.consents.by_agency` judges it, and what it is otherwise."""
    today = clock.today()
    if row.revoked_date and row.revoked_date <= today.isoformat():
        return REVOKED
    if row.valid_to and row.valid_to < today.isoformat():
        return OVER
    if row.row_status not in states.COUNTED or row.signed_date > today.isoformat():
        return WAITING
    ending = (today + timedelta(days=ENDING_DAYS)).isoformat()
    return ENDING if row.valid_to and row.valid_to <= ending else VALID
