"""审计日志 as a list: newest first, narrowed by who, when, act and subject, in the database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.act_words import GROUPS, act_words, acts_called
from app.browsing.audit_words import summary_words
from app.browsing.register_search import RegisterSearch
from app.listing import NUMBER, SEARCH, Choice, Column, Filter, Key, Order, Row
from app.store import details, operators
from app.store.office_store import Store
from app.store.tables import audit, register

COLUMNS = (
    Column("seq", "编号", NUMBER, 6),
    Column("at", "时间", width=15),
    Column("operator", "操作员", width=8),
    Column("action", "事项", width=14),
    Column("subject", "对象", width=34, sortable=False),
    Column("summary", "说明", width=50, sortable=False),
)
DAYS = (("1", "今天"), ("7", "近 7 天"), ("30", "近 30 天"), ("180", "近 6 个月"))
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_SMALL = 4096
"""Bytes of a packed detail that a list may open to name the enterprise."""
_MANY = 200
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class AuditList:
    """The source of the list; ``search`` gives the index of the register."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, store: Store, search: Callable[[], RegisterSearch]) -> None:
        self._store = store
        self._search = search
        people = tuple((name, name) for name in operators.listed(store))
        groups = tuple((key, title) for key, (title, _) in GROUPS.items())
        self.choices: Sequence[Choice] = (
            Choice("operator", "操作员", people),
            Choice("group", "事项", groups),
            Choice("days", "时间", DAYS),
        )

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers of the entries that fit, the newest first unless asked otherwise."""
        query = sa.select(audit.c.seq)
        for condition in self._conditions(wanted):
            query = query.where(condition)
        if order is not None and order.key in ("seq", "at", "operator", "action"):
            column = audit.c["seq" if order.key == "at" else order.key]
            query = query.order_by(column.desc() if order.descending else column)
        with self._store.read() as conn:
            found = conn.scalars(query.order_by(audit.c.seq.desc()).limit(limit))
            return [str(seq) for seq in found]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these entries."""
        small = sa.case((sa.func.length(audit.c.detail) < _SMALL, audit.c.detail), else_=None)
        names = ("seq", "at", "operator", "action", "subject", "summary")
        query = sa.select(*(audit.c[name] for name in names), small.label("detail"))
        with self._store.read() as conn:
            entries = conn.execute(query.where(audit.c.seq.in_([int(key) for key in ids]))).all()
            codes = {entry.seq: _one_code(entry.subject, entry.detail) for entry in entries}
            called = _names(conn, set(codes.values()) - {""})
        return {str(entry.seq): self._row(entry, called, codes[entry.seq]) for entry in entries}

    def _row(self, entry: Any, called: dict[str, str], code: str) -> Row:
        return (
            f"{entry.seq:,}",
            clock.moment_words(entry.at),
            entry.operator,
            act_words(entry.action),
            called.get(code, "") or self._subject(entry.subject),
            summary_words(self._store.catalogue, entry.summary),
        )

    def _subject(self, subject: str) -> str:
        """Numbers that only the program knows are no words for a clerk."""
        catalogue = self._store.catalogue
        if subject == self._store.db_id:
            return "本工作区"
        if subject in catalogue.data_sets:
            return f"{subject} {catalogue.data_sets[subject].title}"
        if subject in catalogue.agencies:
            return catalogue.agencies[subject].short or catalogue.agencies[subject].title
        return "" if _UUID.fullmatch(subject) else subject

    def _conditions(self, wanted: Filter) -> list[sa.ColumnElement[bool]]:
        conditions: list[sa.ColumnElement[bool]] = []
        if who := wanted.get("operator"):
            conditions.append(audit.c.operator == who)
        if group := wanted.get("group"):
            acts = GROUPS[group][1] if group in GROUPS else (group,)
            conditions.append(sa.or_(*(audit.c.action.like(act) for act in acts)))
        if days := wanted.get("days"):
            first = clock.today() - timedelta(days=int(days) - 1)
            conditions.append(audit.c.at >= _stamp(first))
        conditions.extend(self._said(word) for word in wanted.get(SEARCH, "").split())
        return conditions

    def _said(self, word: str) -> sa.ColumnElement[bool]:
        """One typed word: a day or month, an entry's number, or a part of what is shown."""
        if span := _span(word):
            return sa.and_(audit.c.at >= _stamp(span[0]), audit.c.at < _stamp(span[1]))
        part = f"%{word}%"
        ways: list[sa.ColumnElement[bool]] = [
            audit.c.operator.like(part),
            audit.c.subject.like(part),
            audit.c.summary.like(part),
            audit.c.action.in_(acts_called(word)),
        ]
        if word.isascii() and word.isdigit() and len(word) < 12:
            ways.append(audit.c.seq == int(word))
        codes = self._search().codes(word)
        if 0 < len(codes) <= _MANY:
            ways.extend([audit.c.subject.in_(codes), audit.c.subject.in_(self._records(codes))])
        return sa.or_(*ways)

    def _records(self, codes: list[str]) -> sa.CompoundSelect[Any]:
        """The numbers of the records about these enterprises."""
        among = sa.select(sa.func.json_each(json.dumps(codes)).table_valued("value"))
        tables = [self._store.table(code) for code in self._store.catalogue.data_sets]
        about = [sa.select(table.c.rec_id).where(table.c.uscc.in_(among)) for table in tables]
        return sa.union(*about)


def _one_code(subject: str, detail: bytes | None) -> str:
    """The enterprise that an entry is about, if it is one."""
    found = {subject} if len(subject) == 18 else set()
    for change in details.changes(detail):
        values = {**(change.before or {}), **(change.after or {})}
        found.add(str(values.get("uscc") or ""))
    return found.pop() if len(found) == 1 else ""


def _names(conn: sa.Connection, codes: set[str]) -> dict[str, str]:
    query = sa.select(register.c.uscc, register.c.name).where(register.c.uscc.in_(codes))
    return {str(row.uscc): str(row.name) for row in conn.execute(query)}


def _span(word: str) -> tuple[date, date] | None:
    """A day or a month in China as typed, and the day after it."""
    found = _DAY.fullmatch(word)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    after = first + timedelta(days=1) if day else (first + timedelta(days=31)).replace(day=1)
    return first, after


def _stamp(day: date) -> str:
    """The moment at which ``day`` begins in China, as the log keeps it."""
    begins = datetime.combine(day, time(), clock.CHINA) - timedelta(hours=8)
    return begins.strftime("%Y-%m-%dT%H:%M:%SZ")
