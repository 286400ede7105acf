"""What the coordinator owes to whom: papers to the owners of records, marks to the banks."""

from __future__ import annotations

from dataclasses import dataclass

from app.merging.objection_packages import owed
from app.store.office_store import Store


@dataclass(frozen=True)
class Due:
    """One office and what it has not been told, in words."""

    agency: str
    words: str


def due_now(store: Store) -> tuple[Due, ...]:
    """Every office that is owed something now, in order of agency code."""
    with store.read() as conn:
        waiting = owed(conn)
    agencies = store.catalogue.agencies
    found = []
    for code, one in waiting.items():
        cleared = sum(mark["closed_date"] is not None for mark in one.marks)
        counts = (
            ("异议 {} 件", len(one.objections)),
            ("存在异议标注 {} 条", len(one.marks) - cleared),
            ("解除标注 {} 条", cleared),
        )
        words = "、".join(said.format(count) for said, count in counts if count)
        found.append(Due(agencies[code].short if code in agencies else code, words))
    return tuple(found)
