"""A county whose agencies contradict each other, and name an enterprise that is struck off.

All by real packages: the power company still sends bills of the farm that market regulation has
withdrawn, and four agencies differ about the food company.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from app.collection import records
from app.merging.merge import Merged, merge
from app.merging.registers import receive_register
from app.store.office_store import Store
from tests.offices import COMPANY, FARM, LEADER, County, bill, collect, found, make_register, submit

AGENCIES = ("SCJG", "SW", "GD", "RS")
MONTHS = ("2026-01", "2026-02", "2026-03")


def tax_entry(status: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "tax_authority": "国家税务总局渑池县税务局",
        "taxpayer_type": "一般纳税人",
        "tax_status": status,
    }


def account(name: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "cons_no": "4112210001",
        "cons_name": name,
        "category": "一般工商业",
        "address": "渑池县英豪镇工业路8号",
        "status": "在用",
    }


def insured(persons: int, source: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "month": "2025-12",
        "kind": "1",
        "persons": str(persons),
        "payable": "9000",
        "paid": "9000",
        "source": source,
    }


def with_quarrels(folder: Path) -> County:
    """Four contradictions, merged and not looked for; three bills of the farm in the pool."""
    county = found(folder, AGENCIES)
    make_register(county)
    for agency in AGENCIES[1:]:
        with county.as_(agency, LEADER) as store:
            receive_register(store, county.package("register.xyb"))
    _strike_off_the_farm(county)
    collect(county, "SW", "SW01", [tax_entry("注销")])
    collect(county, "SW", "RS02", [insured(31, "税务")])
    collect(county, "RS", "RS02", [insured(46, "人社")])
    collect(county, "GD", "GD01", [account("渑池 仰韶面粉厂")])
    rows = [bill(FARM, "4112210002", month, "55") for month in MONTHS]
    collect(county, "GD", "GD02", [*rows, bill(COMPANY, "4112210001", "2026-01", "900")])
    assert [send(county, agency, 1).pooled for agency in AGENCIES[1:]] == [0, 3, 0]
    return county


def _strike_off_the_farm(county: County) -> None:
    with county.as_("SCJG", LEADER) as store:
        table = store.table("SC01")
        with store.read() as conn:
            (rec_id,) = conn.scalars(sa.select(table.c.rec_id).where(table.c.uscc == FARM))
        records.withdraw(store, "SC01", rec_id, "重复登记")
    send(county, "SCJG", 2)


def send(county: County, agency: str, number: int) -> Merged:
    """An agency's next package, merged."""
    path = submit(county, agency, number)
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
