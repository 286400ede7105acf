"""A power company's office as its clerks found it one morning in the campaign."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.catalogue.load import load
from app.collection import records, review
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.office import create_office, open_office
from app.store.campaign_tables import campaign
from app.store.office_store import Store
from app.store.tables import register
from app.training.register import Enterprise
from app.training.register import register as invented_register
from tests.offices import WORD, bill

CLERK, LEADER, ADMIN, VIEWER = "王录入", "李审核", "赵管理", "钱查询"
ROLES = {
    CLERK: frozenset({Role.ENTRY}),
    LEADER: frozenset({Role.REVIEWER}),
    ADMIN: frozenset({Role.ADMIN}),
    VIEWER: frozenset({Role.QUERY}),
}
MORNING = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
ENTERPRISES = invented_register(2026, 60, None)


def operators() -> list[NewOperator]:
    return [NewOperator(name, WORD, roles) for name, roles in ROLES.items()]


def make_template(folder: Path) -> None:
    """The coordinator's card, the power company with a register of 60, and a few records."""
    from app.merging.cards import own_card

    with clock.at(MORNING):
        create_office(folder / "RH", agency="RH", operators=operators(), cost=TRAINING_COST)
        with open_office(folder / "RH", LEADER, WORD) as coordinator:
            card = own_card(coordinator)
        create_office(
            folder / "GD",
            agency="GD",
            operators=operators(),
            coordinator=card,
            cost=TRAINING_COST,
        )
        with open_office(folder / "GD", CLERK, WORD) as store:
            fill_register(store, ENTERPRISES)
            open_round(store)
            for entry in ENTERPRISES[:6]:
                number = f"41{ENTERPRISES.index(entry):08d}"
                for month in ("2026-01", "2026-02"):
                    kept = records.add(store, "GD02", bill(entry.uscc, number, month, "1200"))
                    assert kept.rec_id is not None, kept.findings
        with open_office(folder / "GD", LEADER, WORD) as store:
            waiting = [one.rec_id for one in review.pending(store, "GD02")][:4]
            review.approve(store, "GD02", waiting, reasons={"*": "已核对抄表记录"})


def copy_office(template: Path, folder: Path) -> Path:
    """One test's own office; the lock file goes along and is free."""
    shutil.copytree(template, folder)
    return folder


def fill_register(store: Store, enterprises: list[Enterprise]) -> None:
    rows = [
        {
            "uscc": entry.uscc,
            "name": entry.name,
            "former_names": entry.former,
            "entity_kind": entry.kind,
            "reg_status": "1",
            "est_date": entry.est_date,
            "township": entry.township,
            "address": entry.address,
            "legal_rep": entry.legal_rep,
            "reg_capital": entry.capital,
            "first_batch": "Y" if place < 20 else "N",
        }
        for place, entry in enumerate(enterprises)
    ]
    with store.write() as conn:
        conn.execute(sa.insert(register), rows)


def open_round(store: Store) -> None:
    with store.write() as conn:
        conn.execute(
            sa.insert(campaign).values(
                campaign_id="CJ-2026-01",
                title="2026年第一次采集",
                period_from="2025-01-01",
                period_to="2026-03-31",
                register_due="2026-03-31",
                rest_due="2026-04-20",
                catalogue_version=load().version,
                state="进行",
                author="汇总端",
                at="2026-03-01T01:00:00Z",
            )
        )
