"""One enterprise as an agency sees it: the register's entry and all that this agency holds.

Other agencies' data are not here; the whole credit file is the coordinator's and asks for a
reason (:mod:`app.outcomes.credit_file`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.act_words import act_words
from app.browsing.record_words import label, signed
from app.browsing.register_list import own_data_sets
from app.catalogue.model import DataSet
from app.collection.records import history
from app.errors import UsageError
from app.outcomes import words
from app.store import audit
from app.store.office_store import Store
from app.store.tables import register


@dataclass(frozen=True)
class Held:
    """One record of this agency: its values in words, by field title, and who answers for it.

    ``label`` tells it from the others of its data set: the values of its natural key.
    """

    dataset: str
    title: str
    rec_id: str
    status: str
    label: str
    values: tuple[tuple[str, str], ...]
    entered: str
    reviewed: str


@dataclass(frozen=True)
class Enterprise:
    """The register's entry as (title, text), and the records, newest of each data set first."""

    uscc: str
    name: str
    facts: tuple[tuple[str, str], ...]
    records: tuple[Held, ...]


@dataclass(frozen=True)
class Moment:
    """One act in a record's life: when (China time), who, what, and (title, was, becomes)."""

    at: str
    operator: str
    act: str
    changes: tuple[tuple[str, str, str], ...]


_FACTS = (
    "former_names",
    "entity_kind",
    "reg_status",
    "est_date",
    "township",
    "address",
    "legal_rep",
    "reg_capital",
)


def read_enterprise(store: Store, uscc: str) -> Enterprise:
    """Everything this agency knows of ``uscc``. Raises ``U-SUBJECT`` when it is not registered."""
    with store.read() as conn:
        entry = conn.execute(sa.select(register).where(register.c.uscc == uscc)).first()
        if entry is None:
            raise UsageError(
                "U-SUBJECT", f"企业名录中没有 {uscc}。", "名录可能刚更新过，请刷新后再找。"
            )
        records = [
            held for data_set in own_data_sets(store) for held in _held(store, conn, data_set, uscc)
        ]
    return Enterprise(uscc, entry.name, _facts(store, entry._mapping), tuple(records))


def _facts(store: Store, entry: sa.RowMapping) -> tuple[tuple[str, str], ...]:
    fields = store.catalogue.data_sets["SC01"].by_name
    return tuple(
        (fields[name].title, words.shown(store.catalogue, fields[name], entry[name]))
        for name in _FACTS
        if name in fields and entry[name] not in (None, "")
    )


def _held(store: Store, conn: sa.Connection, data_set: DataSet, uscc: str) -> list[Held]:
    table = store.table(data_set.code)
    mine = sa.select(table).where(table.c.uscc == uscc, table.c.agency_code == store.agency)
    return [
        Held(
            data_set.code,
            data_set.title,
            row.rec_id,
            row.row_status,
            label(store, data_set, row._mapping),
            tuple(
                (field.title, words.shown(store.catalogue, field, row._mapping[field.name]))
                for field in data_set.fields
                if field.name in table.c and row._mapping[field.name] not in (None, "")
            ),
            signed(row.entered_by, row.entered_at),
            signed(row.reviewed_by, row.reviewed_at),
        )
        for row in conn.execute(mine.order_by(table.c.id.desc()))
    ]


def read_history(store: Store, dataset: str, rec_id: str) -> list[Moment]:
    """A record's life, newest first, told by the titles of its fields. Raises ``U-DATASET``."""
    store.table(dataset)
    return [_moment(store, dataset, event) for event in reversed(history(store, dataset, rec_id))]


def _moment(store: Store, dataset: str, event: audit.Event) -> Moment:
    changes: list[tuple[str, str, str]] = []
    if event.before is not None:
        after = {**event.before, **(event.after or {})}
        changes = changed_fields(store, dataset, event.before, after)
    return Moment(
        clock.moment_words(event.at), event.operator, act_words(event.action), tuple(changes)
    )


def changed_fields(
    store: Store, dataset: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """What differs between two images of a row as (title, was, becomes); the state comes last."""
    data_set = store.catalogue.data_sets.get(dataset)
    changes = []
    for field in data_set.fields if data_set else ():
        was, becomes = before.get(field.name), after.get(field.name)
        if was != becomes:
            old = words.shown(store.catalogue, field, was)
            changes.append((field.title, old, words.shown(store.catalogue, field, becomes)))
    was_state, state = before.get("row_status"), after.get("row_status")
    if was_state != state:
        changes.append(("状态", str(was_state or ""), str(state or "")))
    return changes
