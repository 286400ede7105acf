"""The county register inside an office: loaded for matching, or made from SC01 at its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.collection import names, states
from app.store.office_store import Store
from app.store.tables import register as table

SOURCE = "SC01"
"""The data set that the register comes from (规则: the row is the register entry)."""


@dataclass(frozen=True)
class Entry:
    """One enterprise. ``base`` is what rules see as ``base.x``: stored values."""

    uscc: str
    name: str
    former: tuple[str, ...]
    base: dict[str, Any]


@dataclass
class RegisterIndex:
    """The register by code, by normalised name, by former name, by bare organisation code."""

    entries: dict[str, Entry]
    by_name: dict[str, list[str]] = field(default_factory=dict)
    by_former: dict[str, list[str]] = field(default_factory=dict)
    by_org: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> RegisterIndex:
        """An index over ``entries``."""
        index = cls({entry.uscc: entry for entry in entries})
        for entry in index.entries.values():
            index.by_name.setdefault(names.normal(entry.name), []).append(entry.uscc)
            for old in entry.former:
                index.by_former.setdefault(names.normal(old), []).append(entry.uscc)
            if len(entry.uscc) == 18:
                index.by_org[entry.uscc[8:17]] = entry.uscc
        return index

    def code(self, subject: str) -> str | None:
        """The register's code for a subject key; a bare organisation code finds its enterprise."""
        if subject in self.entries:
            return subject
        return self.by_org.get(subject[4:]) if subject.startswith("ORG:") else None

    def is_name_of(self, name: str, uscc: str) -> bool:
        """Whether ``name`` is or was the name of ``uscc``."""
        key = names.normal(name)
        entry = self.entries[uscc]
        return key == names.normal(entry.name) or uscc in self.by_former.get(key, ())


def load(conn: sa.Connection) -> RegisterIndex:
    """The register of this office as it stands in the transaction."""
    return RegisterIndex.of(_entry(row._mapping) for row in conn.execute(sa.select(table)))


def _entry(row: Any) -> Entry:
    base = {name: row[name] for name in row if name != "former_names"}
    return Entry(row["uscc"], row["name"], tuple(names.split_former(row["former_names"])), base)


def is_source(store: Store, dataset: str) -> bool:
    """Whether rows of ``dataset`` in this office are the register itself."""
    agency = store.catalogue.agencies.get(store.agency)
    return dataset == SOURCE and (agency is None or agency.kind == "SCJG")


def register_from_records(store: Store, conn: sa.Connection) -> int:
    """Refresh the register from the SC01 records entered or approved here; returns its size.

    Only in the office that collects SC01; call it in the transaction that changed them.
    """
    records = store.table(SOURCE)
    shared = [
        column.name
        for column in table.columns
        if column.name in records.c and column.name not in ("name", "former_names")
    ]
    taken = ", ".join(f'"{name}"' for name in shared)
    conn.execute(sa.delete(table))
    conn.exec_driver_sql(
        f"INSERT OR REPLACE INTO register (name, former_names, {taken}) "
        f"SELECT ent_name, coalesce(former_names, ''), {taken} FROM \"{records.name}\" "
        f"WHERE row_status <> ? AND superseded = 0 AND ent_name IS NOT NULL ORDER BY id",
        (states.WITHDRAWN,),
    )
    return int(conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
