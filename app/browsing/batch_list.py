"""历次导入: every file that was imported, with its counts, and what was said about its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection.analysis import UNMATCHED
from app.collection.applying import WAITING
from app.collection.batches import DONE, UNDONE
from app.collection.findings import from_json
from app.collection.importing import OUTCOME_WORDS
from app.listing import NUMBER, SEARCH, STATE, TEXT, Choice, Column, Filter, Key, Order, Row
from app.store.office_store import Store
from app.store.tables import batch, finding, held_row, register

COLUMNS = (
    Column("at", "导入时间", TEXT, 15),
    Column("dataset", "数据集", TEXT, 12),
    Column("file_name", "文件", TEXT, 24),
    Column("operator", "操作员", TEXT, 8),
    Column("rows", "行数", NUMBER, 6, sortable=False),
    *(Column(key, word, NUMBER, 6, sortable=False) for key, word in OUTCOME_WORDS.items()),
    Column("state", "状态", STATE, 9),
)
_LEVELS = {"error": "错误", "warning": "警告", "note": "提示"}


class BatchList:
    """The source of the list, newest first."""

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice]

    def __init__(self, store: Store) -> None:
        self._store = store
        data_sets = store.catalogue.data_sets
        self._titles = {code: data_set.title for code, data_set in data_sets.items()}
        self.choices = (Choice("state", "状态", ((DONE, DONE), (UNDONE, UNDONE))),)

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The batches that fit."""
        query = sa.select(batch.c.batch_id)
        if wanted.get("state"):
            query = query.where(batch.c.state == wanted["state"])
        if text := wanted.get(SEARCH, ""):
            titled = [code for code, title in self._titles.items() if text in title]
            named = batch.c.file_name.contains(text, autoescape=True)
            query = query.where(
                named
                | batch.c.operator.contains(text, autoescape=True)
                | batch.c.dataset.in_(titled)
            )
        if order is not None:
            column = batch.c[order.key]
            query = query.order_by(column.desc() if order.descending else column)
        query = query.order_by(sa.text("batch.rowid DESC"))
        with self._store.read() as conn:
            return list(conn.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these batches."""
        query = sa.select(batch).where(batch.c.batch_id.in_(ids))
        with self._store.read() as conn:
            return {row.batch_id: self._row(row) for row in conn.execute(query)}

    def _row(self, row: Any) -> Row:
        counts = json.loads(row.counts)
        numbers = [f"{counts.get(key, 0):,}" for key in ("rows", *OUTCOME_WORDS)]
        title = self._titles.get(row.dataset, row.dataset)
        return (clock.moment_words(row.at), title, row.file_name, row.operator, *numbers, row.state)


class BatchRemarks:
    """What was said about the rows of one batch: first those kept back, then those stored.

    Filters: ``batch``; or ``faulty``, a data set of which the rows with errors and the duplicates
    of all batches are listed that still wait.
    """

    columns: Sequence[Column] = (
        Column("row", "行", NUMBER, 5, sortable=False),
        Column("level", "级别", STATE, 8, sortable=False),
        Column("who", "企业", TEXT, 24, sortable=False),
        Column("message", "问题", TEXT, 34, sortable=False),
        Column("advice", "怎么办", TEXT, 32, sortable=False),
        Column("state", "处理情况", STATE, 10, sortable=False),
        Column("file", "文件", TEXT, 19, sortable=False),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Keys ``h…`` for rows kept back, ``f…`` for remarks on stored records."""
        text = wanted.get(SEARCH, "")
        kept = sa.select(held_row.c.id)
        told = sa.select(finding.c.id).where(
            finding.c.batch_id == wanted.get("batch", ""), finding.c.replaced_by.is_(None)
        )
        if "faulty" in wanted:
            waits = (held_row.c.outcome != UNMATCHED) & (held_row.c.state == WAITING)
            kept = kept.where(held_row.c.dataset == wanted["faulty"], waits)
        else:
            kept = kept.where(held_row.c.batch_id == wanted.get("batch", ""))
        if text:
            kept = kept.where(
                held_row.c.cells.contains(text, autoescape=True)
                | held_row.c.findings.contains(text, autoescape=True)
            )
            told = told.where(finding.c.message.contains(text, autoescape=True))
        with self._store.read() as conn:
            keys = [f"h{key}" for key in conn.scalars(kept.order_by(held_row.c.id).limit(limit))]
            rest = None if limit is None else limit - len(keys)
            return keys + [
                f"f{key}" for key in conn.scalars(told.order_by(finding.c.id).limit(rest))
            ]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these keys."""
        kept = [int(key[1:]) for key in ids if key.startswith("h")]
        told = [int(key[1:]) for key in ids if key.startswith("f")]
        with self._store.read() as conn:
            query = (
                sa.select(held_row, batch.c.file_name)
                .join(batch, batch.c.batch_id == held_row.c.batch_id)
                .where(held_row.c.id.in_(kept))
            )
            waiting = conn.execute(query).all()
            called = _called(conn, [_subject(row) for row in waiting])
            found = {f"h{row.id}": _held(row, called) for row in waiting}
            remarks = (
                sa.select(finding, batch.c.file_name)
                .join(batch, batch.c.batch_id == finding.c.batch_id)
                .where(finding.c.id.in_(told))
            )
            rows = conn.execute(remarks).all()
            names = self._names(conn, rows)
            found.update({f"f{row.id}": _told(row, names) for row in rows})
        return found

    def _names(self, conn: sa.Connection, rows: Sequence[Any]) -> dict[str, str]:
        """The enterprise's name of each record that is spoken of."""
        names: dict[str, str] = {}
        for dataset in {row.dataset for row in rows}:
            table = self._store.table(dataset)
            wanted = [row.rec_id for row in rows if row.dataset == dataset]
            query = (
                sa.select(table.c.rec_id, sa.func.coalesce(register.c.name, table.c.uscc))
                .outerjoin(register, register.c.uscc == table.c.uscc)
                .where(table.c.rec_id.in_(wanted))
            )
            names.update({str(row[0]): str(row[1]) for row in conn.execute(query)})
        return names


def _called(conn: sa.Connection, subjects: Sequence[str]) -> dict[str, str]:
    """The register's names of those subjects that are codes in it."""
    query = sa.select(register.c.uscc, register.c.name).where(register.c.uscc.in_(subjects))
    return {str(row[0]): str(row[1]) for row in conn.execute(query)}


def _subject(row: Any) -> str:
    """The name or code of a row kept back, as it stood in the file."""
    fields = json.loads(row.cells)["fields"]
    return str(fields.get("ent_name") or fields.get("uscc") or "")


def _held(row: Any, called: dict[str, str]) -> Row:
    said = from_json(row.findings)
    subject = _subject(row)
    return (
        f"{row.row_no:,}",
        OUTCOME_WORDS[row.outcome],
        called.get(subject, subject),
        "；".join(one.message.rstrip("。") for one in said),
        "；".join(dict.fromkeys(one.advice.rstrip("。") for one in said if one.advice)),
        row.state,
        row.file_name,
    )


def _told(row: Any, names: dict[str, str]) -> Row:
    level = _LEVELS.get(row.level, row.level)
    return "", level, names.get(row.rec_id, ""), row.message, row.advice, "已入库", row.file_name
