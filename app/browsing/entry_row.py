"""One row of the grid for entry: what its form shows, and the life of one of its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import clock
from app.browsing.act_words import act_words
from app.browsing.entry_list import entered_fields
from app.browsing.record_list import cell_words
from app.catalogue.model import DataSet
from app.collection import drafts, records
from app.collection.drafts import NEW, Draft
from app.collection.findings import Finding
from app.collection.form_text import text_of
from app.store.office_store import Store
from app.store.tables import register


@dataclass(frozen=True)
class EntryRow:
    """A record ready to be edited, or the row for a new one (``key`` is ``new``, all empty).

    ``texts``: stored values by field name as a form edits them; ``typed`` what the operator typed
    over an earlier visit and did not save; ``signed`` who answers for it, in words.
    """

    key: str
    audit_seq: int = 0
    status: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    typed: Draft | None = None
    findings: tuple[Finding, ...] = ()
    signed: str = ""


@dataclass(frozen=True)
class CellMoment:
    """One change of one value: when (China time), who, by which act, from, to, and why."""

    at: str
    operator: str
    act: str
    was: str
    becomes: str
    why: str


def read_row(store: Store, dataset: str, key: str) -> EntryRow:
    """The row of ``key``. Raises ``U-RECORD``, ``U-DATASET``."""
    draft = drafts.recall(store, dataset).get(key)
    if key == NEW:
        return EntryRow(NEW, typed=draft)
    values, said = records.read(store, dataset, key)
    texts = _texts(store, store.catalogue.data_sets[dataset], values)
    signed = f"{values['entered_by']} {clock.moment_words(values['entered_at'])} 录入"
    if values["reviewed_by"]:
        signed += f"，{values['reviewed_by']} {clock.moment_words(values['reviewed_at'])} 审核"
    return EntryRow(
        key, values["audit_seq"], values["row_status"], texts, draft, tuple(said), signed
    )


def last_texts(store: Store, dataset: str) -> dict[str, str]:
    """The newest record of the data set as texts, to be copied into a new row; empty without one.

    The operator's own newest, else anybody's.
    """
    table = store.table(dataset)
    own = (table.c.entered_by == store.operator).desc()
    query = sa.select(table).where(table.c.agency_code == store.agency)
    with store.read() as conn:
        row = conn.execute(query.order_by(own, table.c.id.desc()).limit(1)).first()
    if row is None:
        return {}
    return _texts(store, store.catalogue.data_sets[dataset], dict(row._mapping))


def cell_life(store: Store, dataset: str, key: str, name: str) -> list[CellMoment]:
    """What was done to the field ``name`` of a record, newest first. Raises ``U-DATASET``."""
    data_set = store.catalogue.data_sets[dataset]
    store.table(dataset)
    declared = data_set.by_name.get(name)
    found: list[CellMoment] = []
    for event in records.history(store, dataset, key):
        was = (event.before or {}).get(name)
        becomes = (event.after or {}).get(name, was)
        if event.before is not None and was == becomes:
            continue
        shown = [
            cell_words(store, declared, value) if declared else str(value or "")
            for value in (was, becomes)
        ]
        act = act_words(event.action)
        at = clock.moment_words(event.at)
        found.append(CellMoment(at, event.operator, act, shown[0], shown[1], event.why))
    return found[::-1]


def _texts(store: Store, data_set: DataSet, values: dict[str, Any]) -> dict[str, str]:
    texts = {one.name: text_of(one, values.get(one.name)) for one in entered_fields(data_set)}
    name = data_set.by_name.get("ent_name")
    if name is not None and name.matching:
        query = sa.select(register.c.name).where(register.c.uscc == values["uscc"])
        with store.read() as conn:
            texts["ent_name"] = str(conn.execute(query).scalar() or "")
    return texts
