"""Telling the enterprises in writing before their data leaves the office (domain §5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.collection import states
from app.collection.slips import MADE, RETURNED, SERVED, next_serial, slip_code
from app.keys.roles import Role
from app.store import audit
from app.store.office_store import Store
from app.store.tables import notice as table
from app.store.tables import register


@dataclass(frozen=True)
class Notice:
    """A notice to one enterprise. ``slip_code``: eleven digits, the last a check digit (Luhn)."""

    uscc: str
    notice_id: str
    slip_code: str
    status: str
    generated_at: str
    delivered_date: str | None
    method: str | None
    signatory: str | None

    @property
    def year_and_serial(self) -> tuple[int, int]:
        """What the letter's number is made of."""
        _, year, serial = self.notice_id.rsplit("-", 2)
        return int(year), int(serial)


def generate(store: Store, usccs: Iterable[str] | None = None) -> list[Notice]:
    """Make notices for the named enterprises, or for all with records here and none yet.

    An enterprise that has one keeps it; one returned by the post gets a new one. Returns the new
    notices in the order of the codes. Raises ``R-ROLE``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    with store.write() as conn:
        fresh = _fresh(store, conn, usccs)
        if not fresh:
            return []
        driver = conn.connection.driver_connection
        if driver is not None:
            driver.executemany(
                "DELETE FROM notice WHERE agency_code = ? AND uscc = ?",
                [(store.agency, one.uscc) for one in fresh],
            )
        store.bulk_insert(
            conn,
            table,
            ("agency_code", "uscc", "notice_id", "slip_code", "status", "generated_at"),
            [(store.agency, n.uscc, n.notice_id, n.slip_code, MADE, n.generated_at) for n in fresh],
        )
        summary = {"count": len(fresh), "first": fresh[0].notice_id, "last": fresh[-1].notice_id}
        audit.append(conn, store, "notices", store.agency, summary)
    return fresh


def drafted(store: Store, usccs: Iterable[str] | None = None) -> list[Notice]:
    """The notices that :func:`generate` would make now, for counting pages and for a preview.

    Nothing is kept and no number is taken.
    """
    with store.read() as conn:
        return _fresh(store, conn, usccs)


def untold(store: Store, township: str = "") -> list[str]:
    """The enterprises with records here that do not count as told, in one township if named."""
    with store.read() as conn:
        codes = _with_records(store, conn) - told(store, conn)
        if township:
            there = sa.select(register.c.uscc).where(register.c.township == township)
            codes &= set(conn.scalars(there))
    return sorted(codes)


def _fresh(store: Store, conn: sa.Connection, usccs: Iterable[str] | None) -> list[Notice]:
    """New notices, numbered on, for those who have none or whose last came back."""
    current = {
        row.uscc: row.status
        for row in conn.execute(sa.select(table).where(table.c.agency_code == store.agency))
    }
    wanted = set(usccs) if usccs is not None else _with_records(store, conn)
    made = sorted(code for code in wanted if current.get(code) in (None, RETURNED))
    year, now = clock.today().year, clock.timestamp()
    first = next_serial(conn, store.agency, year)
    return [
        Notice(
            uscc,
            f"{store.agency}-{year}-{serial:06d}",
            slip_code(year, serial),
            MADE,
            now,
            None,
            None,
            None,
        )
        for serial, uscc in enumerate(made, first)
    ]


def notices(store: Store, status: str | None = None) -> list[Notice]:
    """This office's notices, by number."""
    query = sa.select(
        table.c.uscc,
        table.c.notice_id,
        table.c.slip_code,
        table.c.status,
        table.c.generated_at,
        table.c.delivered_date,
        table.c.method,
        table.c.signatory,
    ).where(table.c.agency_code == store.agency)
    if status is not None:
        query = query.where(table.c.status == status)
    with store.read() as conn:
        return [Notice(*row) for row in conn.execute(query.order_by(table.c.notice_id))]


def told(store: Store, conn: sa.Connection, agency: str = "") -> frozenset[str]:
    """The enterprises that count as told by ``agency`` (default this office)."""
    query = sa.select(table.c.uscc).where(
        table.c.agency_code == (agency or store.agency), table.c.status.in_(SERVED)
    )
    return frozenset(conn.execute(query).scalars())


def _with_records(store: Store, conn: sa.Connection) -> set[str]:
    found: set[str] = set()
    for code in store.catalogue.data_sets:
        records = store.table(code)
        query = sa.select(records.c.uscc).where(
            records.c.agency_code == store.agency, records.c.row_status != states.WITHDRAWN
        )
        found.update(conn.execute(query.distinct()).scalars())
    return found
