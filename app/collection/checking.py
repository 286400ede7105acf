"""The catalogue's checks on full rows: derived fields, then the rules across fields, by columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from app.catalogue.expressions import compile_columns, derive
from app.catalogue.model import DataSet, Rule
from app.collection import states
from app.collection.findings import Finding
from app.collection.register import Entry
from app.store.office_store import Store


def derive_rows(
    data_set: DataSet, rows: Sequence[dict[str, Any]], enterprises: Sequence[Entry | None]
) -> None:
    """Fill derived fields, fallbacks and defaults of ``rows`` (stored form) in place."""
    fill = derive(data_set)
    if "ent_name" not in data_set.by_name:
        for row, entry in zip(rows, enterprises, strict=True):
            row["ent_name"] = entry.name if entry else None
    for row in rows:
        fill(row)


def rule_findings(
    store: Store,
    conn: sa.Connection,
    data_set: DataSet,
    rows: Sequence[dict[str, Any]],
    enterprises: Sequence[Entry | None],
    today: str,
) -> Iterator[tuple[int, Finding]]:
    """Position and remark for every rule that a row fails. Rows with None are silent there."""
    if not rows or not data_set.rules:
        return
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    bases = [entry.base if entry else None for entry in enterprises]
    for rule in data_set.rules:
        joined = store.catalogue.data_sets.get(rule.join) if rule.join else None
        others = _others(store, conn, rule, rows) if joined else None
        if others == []:
            continue
        failing = compile_columns(data_set, rule, joined)(columns, len(rows), today, bases, others)
        about = rule.fields[0] if rule.fields else ""
        for position in failing:
            value = rows[position].get(about)
            text = "" if value is None else str(value)
            yield (
                position,
                Finding(rule.code, rule.level, 0, "", about, text, rule.message, rule.advice),
            )


def _others(
    store: Store, conn: sa.Connection, rule: Rule, rows: Sequence[dict[str, Any]]
) -> list[Any]:
    """For each row the newest live row of the joined data set that agrees with it.

    An empty list when that data set has no rows at all.
    """
    table = store.table(rule.join)
    query = sa.select(table).where(
        table.c.agency_code == store.agency,
        table.c.row_status.not_in((states.WITHDRAWN, states.RETURNED)),
    )
    found = {
        tuple(row._mapping[name] for name in rule.on): dict(row._mapping)
        for row in conn.execute(query.order_by(table.c.id))
    }
    if not found:
        return []
    return list(
        map(found.get, zip(*([row[name] for row in rows] for name in rule.on), strict=True))
    )
