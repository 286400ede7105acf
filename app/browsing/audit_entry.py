"""One entry of the audit log in words, with what each row was before and is after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from app import clock
from app.browsing.act_words import act_words
from app.browsing.audit_words import summary_pairs
from app.browsing.enterprise import changed_fields
from app.documents.letters.layout import grouped
from app.errors import IntegrityError, UsageError
from app.store import audit as log
from app.store import details
from app.store.details import Change
from app.store.office_store import Store
from app.store.tables import audit, register

SHOWN = 200
"""So many rows of one act are told; an import may have 50,000."""


@dataclass(frozen=True)
class RowChange:
    """One row of an act: which, and (title, was, becomes); ``was`` is empty for a new row."""

    dataset: str
    enterprise: str
    kind: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Entry:
    """An entry: facts as (title, text), the first rows that it changed, and how many in all."""

    seq: int
    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[RowChange, ...]
    total: int


@dataclass(frozen=True)
class HeadWords:
    """The newest entry as it is written on paper: its number, its hash in groups of four digits."""

    seq: int
    hash: str
    at: str


def read_head(store: Store) -> HeadWords:
    """The head of the log at this moment."""
    with store.read() as conn:
        head = log.head(conn)
        at = conn.scalar(sa.select(audit.c.at).where(audit.c.seq == head.seq))
    return HeadWords(head.seq, grouped(head.hash), clock.moment_words(at or ""))


def read_entry(store: Store, seq: int) -> Entry:
    """Entry number ``seq``. Raises ``U-ENTRY`` if there is none, ``S-AUDIT-DETAIL``."""
    with store.read() as conn:
        row = conn.execute(sa.select(audit).where(audit.c.seq == seq)).first()
        if row is None:
            raise UsageError("U-ENTRY", f"审计日志没有第{seq}条。", "请刷新后再找。")
        try:
            changes = list(details.changes(row.detail))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise IntegrityError(
                "S-AUDIT-DETAIL", f"操作日志第{seq}条的明细读不出来。", "请保留现场并从备份恢复。"
            ) from error
        names = _names(conn, islice(changes, SHOWN))
    facts = (
        ("编号", f"{row.seq:,}"),
        ("时间", clock.moment_words(row.at)),
        ("操作员", row.operator),
        *summary_pairs(store.catalogue, row.summary),
        ("本条校验值", grouped(row.hash)),
        ("上一条校验值", grouped(row.prev)),
    )
    rows = tuple(_told(store, change, names) for change in changes[:SHOWN])
    return Entry(row.seq, act_words(row.action), facts, rows, len(changes))


def _names(conn: sa.Connection, changes: Iterator[Change]) -> dict[str, str]:
    codes = {_code(change) for change in changes}
    query = sa.select(register.c.uscc, register.c.name).where(register.c.uscc.in_(codes))
    return {str(row.uscc): str(row.name) for row in conn.execute(query)}


def _code(change: Change) -> str:
    return str({**(change.before or {}), **(change.after or {})}.get("uscc") or "")


def _told(store: Store, change: Change, names: dict[str, str]) -> RowChange:
    data_set = store.catalogue.data_sets.get(change.dataset)
    code = _code(change)
    kind = "新增" if change.before is None else ("删除" if change.after is None else "修改")
    after = {} if change.after is None else {**(change.before or {}), **change.after}
    return RowChange(
        f"{change.dataset} {data_set.title}" if data_set else change.dataset,
        names.get(code, code),
        kind,
        tuple(changed_fields(store, change.dataset, change.before or {}, after)),
    )
