"""发文登记: every letter of this office but its notices, each with one number for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.collection.slips import MADE, next_serial, slip_code
from app.keys.roles import Role
from app.store import audit
from app.store.letter_tables import letter as table
from app.store.office_store import Store


@dataclass(frozen=True)
class Outgoing:
    """A registered letter: its ``kind``, to whom, about what, its number and its slip's state."""

    kind: str
    addressee: str
    about: str
    year: int
    serial: int
    slip_code: str
    status: str
    generated_at: str
    delivered_date: str | None
    method: str | None
    signatory: str | None

    @property
    def issued_on(self) -> date:
        """The day in China on which it was first made: the date it bears for ever."""
        return clock.china_day(self.generated_at)


def register_letters(
    store: Store, kind: str, about: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Outgoing]:
    """Give each letter of ``kind`` to (addressee, about) its number, or find the one it has.

    New numbers are given in the order of ``about``. One audit entry tells all that are new.
    Raises ``R-ROLE``.
    """
    store.require(Role.ENTRY, Role.REVIEWER)
    wanted = list(dict.fromkeys(about))
    with store.write() as conn:
        known = _by_subject(conn, kind)
        fresh = _numbered(conn, store, kind, [one for one in wanted if one not in known])
        if fresh:
            conn.execute(sa.insert(table), [asdict(one) for one in fresh])
            year, first = fresh[0].year, fresh[0].serial
            summary = {"kind": kind, "count": len(fresh), "year": year, "first": first}
            audit.append(conn, store, "letters", kind, summary)
            known = _by_subject(conn, kind)
    return {one: known[one] for one in wanted}


def numbered(store: Store, kind: str) -> dict[tuple[str, str], Outgoing]:
    """The letters of ``kind`` that have their number, by (addressee, about)."""
    with store.read() as conn:
        return _by_subject(conn, kind)


def unnumbered(kind: str, addressee: str, about: str) -> Outgoing:
    """A letter as it would be if it were made today, without number (0) and with a blank slip."""
    today, now = clock.today(), clock.timestamp()
    code = slip_code(today.year, 0)
    return Outgoing(kind, addressee, about, today.year, 0, code, MADE, now, None, None, None)


def _numbered(
    conn: sa.Connection, store: Store, kind: str, fresh: list[tuple[str, str]]
) -> list[Outgoing]:
    """New letters to (addressee, about), numbered on in their order."""
    year, now = clock.today().year, clock.timestamp()
    first = next_serial(conn, store.agency, year)
    return [
        Outgoing(
            kind, to, subject, year, serial, slip_code(year, serial), MADE, now, None, None, None
        )
        for serial, (to, subject) in enumerate(fresh, first)
    ]


def outgoing(store: Store, kind: str | None = None) -> list[Outgoing]:
    """The registered letters, of one kind if named, by year and serial."""
    query = sa.select(table).order_by(table.c.year, table.c.serial)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    with store.read() as conn:
        return [Outgoing(**row) for row in conn.execute(query).mappings()]


def _by_subject(conn: sa.Connection, kind: str) -> dict[tuple[str, str], Outgoing]:
    rows = conn.execute(sa.select(table).where(table.c.kind == kind)).mappings()
    return {(row["addressee"], row["about"]): Outgoing(**row) for row in rows}
