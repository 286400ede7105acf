"""A county in which market regulation withdrew an enterprise that the power company still knows."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from app.collection import records
from app.merging.merge import Merged, merge
from app.store.office_store import Store
from tests.offices import (
    COMPANY,
    FARM,
    LEADER,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)

MONTHS = ("2026-01", "2026-02", "2026-03")


def with_stranger(folder: Path) -> County:
    """The register without the farm; three bills of the farm wait in the pool."""
    county = found(folder)
    start_register(county)
    with county.as_("SCJG", LEADER) as store:
        table = store.table("SC01")
        with store.read() as conn:
            (rec_id,) = conn.scalars(sa.select(table.c.rec_id).where(table.c.uscc == FARM))
        records.withdraw(store, "SC01", rec_id, "重复登记")
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "SCJG", 2))
    rows = [bill(FARM, "4112210002", month, "55") for month in MONTHS]
    collect(county, "GD", "GD02", [*rows, bill(COMPANY, "4112210001", "2026-01", "900")])
    assert send(county, 1).pooled == 3
    return county


def send(county: County, number: int) -> Merged:
    """The power company's next package, merged."""
    path = submit(county, "GD", number)
    with county.as_("RH", LEADER) as store:
        return merge(store, path)


def standing(store: Store) -> list[tuple[object, ...]]:
    """Every bill and every row of the pool, without what only says where it lies."""
    table = store.table("GD02")
    left = ("id", "audit_seq")
    with store.read() as conn:
        bills = conn.execute(
            sa.select(*(c for c in table.c if c.name not in left)).order_by(table.c.rec_id)
        ).all()
        pooled = conn.exec_driver_sql(
            "SELECT rec_id, uscc, package_id, row, name, state, stood, ruling_id FROM pool"
            " ORDER BY rec_id"
        ).all()
    return [tuple(row) for row in (*bills, *pooled)]
