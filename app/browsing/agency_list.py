"""机构与备案: the agencies of the catalogue with their keys, and what is known of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.listing import CODE, NUMBER, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.enrolment import ACCEPTED, REVOCATION, REVOKED
from app.merging.restarts import KIND
from app.merging.streams import IN_FORCE
from app.merging.successions import MERGED, decided
from app.outcomes import words
from app.store.office_store import Store
from app.store.successions import successors
from app.store.tables import audit, enrolment, inbox, outbox

NOT_ENROLLED = "未备案"
STATES = (NOT_ENROLLED, IN_FORCE, REVOKED, MERGED)
STATUS = "status"
COLUMNS = (
    Column("code", "代码", CODE, 8),
    Column("title", "机构名称", width=24),
    Column("kind", "类别", width=12),
    Column("state", "备案", STATE, 9),
    Column("since", "登记时间", width=16),
    Column("by", "登记人", width=9),
    Column("keys", "密钥数", NUMBER, 7),
    Column("seq", "报送到第几包", NUMBER, 12),
    Column("fingerprint", "密钥指纹", CODE, 48),
)


@dataclass(frozen=True)
class EnrolledKey:
    """A key that an agency had or has; times are timestamps, ``reason`` that of a revocation."""

    fingerprint: str
    status: str
    since: str
    by: str
    ended: str
    reason: str


@dataclass(frozen=True)
class AgencyStanding:
    """One agency: its keys, newest first, and the number of its last submission taken in."""

    code: str
    title: str
    kind: str
    state: str
    keys: tuple[EnrolledKey, ...]
    taken: int

    @property
    def row(self) -> Row:
        """As the list shows it; the key in force is told, else the last one."""
        one = self.keys[0] if self.keys else None
        since = clock.moment_words(one.since) if one else ""
        told = (one.by, one.fingerprint) if one else ("", "")
        count = f"{len(self.keys):,}" if self.keys else ""
        taken = f"{self.taken:,}" if self.taken else ""
        return (self.code, self.title, self.kind, self.state, since, told[0], count, taken, told[1])


class AgencyList:
    """The source of the list; a county has some dozens, so that all are read at once."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store) -> None:
        self._store = store
        kinds = tuple((one.title, one.title) for one in store.catalogue.kinds.values())
        self.choices: Sequence[Choice] = (
            Choice(STATUS, "备案", tuple((one, one) for one in STATES)),
            Choice("kind", "类别", kinds),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The codes that fit, in the catalogue's order unless asked otherwise."""
        text = wanted.get(SEARCH, "").strip().upper()
        found = [
            one
            for one in agencies(self._store)
            if wanted.get(STATUS) in (None, "", one.state)
            and wanted.get("kind") in (None, "", one.kind)
            and (not text or text in one.code or text in one.title)
        ]
        if order is not None:
            place = [column.key for column in COLUMNS].index(order.key)
            found.sort(key=lambda one: one.row[place], reverse=order.descending)
        return [one.code for one in found][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these codes."""
        return {one.code: one.row for one in agencies(self._store) if one.code in set(ids)}

    def counts(self) -> dict[str, int]:
        """How many agencies are in each state."""
        found = [one.state for one in agencies(self._store)]
        return {state: found.count(state) for state in STATES}


def agencies(store: Store) -> list[AgencyStanding]:
    """Every agency that takes part now or was ever enrolled, in the catalogue's order."""
    catalogue, today = store.catalogue, clock.today()
    current = {one.code for one in catalogue.collecting_agencies(today)}
    with store.read() as conn:
        keys = _keys(conn)
        merged = successors(conn, today)
        last = sa.select(inbox.c.sender, sa.func.max(inbox.c.seq)).where(inbox.c.kind == KIND)
        taken: dict[str, int] = {row[0]: row[1] for row in conn.execute(last.group_by("sender"))}
    return [
        AgencyStanding(
            one.code,
            one.title,
            catalogue.kinds[one.kind].title,
            _state(keys.get(one.code, []), one.code in merged),
            tuple(keys.get(one.code, ())),
            taken.get(one.code, 0),
        )
        for one in catalogue.agencies.values()
        if one.code in current or one.code in keys
    ]


def standing_of(store: Store, code: str) -> AgencyStanding | None:
    """One agency's standing; None for a code that is not listed."""
    return next((one for one in agencies(store) if one.code == code), None)


def pairs(store: Store, code: str) -> list[tuple[str, str]]:
    """What is known of an agency: its keys, its merger, and the packages from and to it."""
    one = standing_of(store, code)
    if one is None:
        return []
    found = [("机构", f"{one.title}（{one.code}）"), ("备案", one.state)]
    for place, key in enumerate(one.keys):
        found.append(("密钥" if not place else "以前的密钥", _key_words(key)))
    with store.read() as conn:
        found += [
            ("承继", _merger_words(store, row)) for row in decided(conn) if code in _both(row)
        ]
        found += _packages(conn, "收到", inbox, inbox.c.sender == code)
        found += _packages(conn, "发出", outbox, outbox.c.recipient == code)
    return found


def _state(keys: Sequence[EnrolledKey], merged: bool) -> str:
    if merged:
        return MERGED
    if not keys:
        return NOT_ENROLLED
    return keys[0].status


def _keys(conn: sa.Connection) -> dict[str, list[EnrolledKey]]:
    """The keys of each agency, the one in force or the last first."""
    took = _told(conn, ACCEPTED)
    gone = _told(conn, REVOCATION)
    found: dict[str, list[EnrolledKey]] = {}
    query = sa.select(enrolment).order_by(
        enrolment.c.status != IN_FORCE, enrolment.c.valid_from.desc()
    )
    for row in conn.execute(query):
        mark = (row.agency_code, row.fingerprint)
        by, _ = took.get(mark, ("", {}))
        _, why = gone.get(mark, ("", {}))
        key = EnrolledKey(
            row.fingerprint,
            row.status,
            row.valid_from,
            by,
            row.revoked_at or "",
            str(why.get("reason", "")) if row.status == REVOKED else "",
        )
        found.setdefault(row.agency_code, []).append(key)
    return found


def _told(conn: sa.Connection, action: str) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """Who did this with which key, as the log tells it: (agency, fingerprint) → name, summary."""
    query = sa.select(audit.c.subject, audit.c.operator, audit.c.summary)
    found = {}
    for row in conn.execute(query.where(audit.c.action == action).order_by(audit.c.seq)):
        summary = json.loads(row.summary)
        found[row.subject, str(summary.get("fingerprint", ""))] = (row.operator, summary)
    return found


def _key_words(key: EnrolledKey) -> str:
    by = f"，{key.by}登记" if key.by else ""
    ended = f"，{clock.moment_words(key.ended)}{key.status}" if key.ended else ""
    why = f"：{key.reason}" if key.reason else ""
    groups = key.fingerprint.split()
    digits = "\n".join(" ".join(groups[at : at + 4]) for at in (0, 4))
    return f"{digits}\n{clock.moment_words(key.since)}{by}{ended}{why}"


def _both(row: dict[str, Any]) -> tuple[str, str]:
    return row["predecessor"], row["successor"]


def _merger_words(store: Store, row: dict[str, Any]) -> str:
    old, new = (store.catalogue.agencies[one].title for one in _both(row))
    return f"{old}自{words.day_words(row['effective'])}起并入{new}（{row['reason']}）"


_KINDS = {
    "submission": "报送包",
    "enrolment": "备案",
    "receipt": "回执",
    "result": "评级结果",
    "takeover": "承继数据",
    "objection": "异议",
    "feedback": "用信情况",
}


def _packages(
    conn: sa.Connection, way: str, table: sa.Table, ours: sa.ColumnElement[bool]
) -> list[tuple[str, str]]:
    """The newest number of each kind of package from or to the agency."""
    last, at = sa.func.max(table.c.seq), sa.func.max(table.c.at)
    query = sa.select(table.c.kind, last, at).where(ours, table.c.kind != "enrolment")
    return [
        (f"{way}{_KINDS.get(kind, kind)}", f"第{seq}包，{clock.moment_words(when)}")
        for kind, seq, when in conn.execute(query.group_by(table.c.kind).order_by(table.c.kind))
    ]
