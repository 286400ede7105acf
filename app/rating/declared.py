"""Which data sets the owners have declared complete for a period (rating-rules C1, C2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.edition import BANK
from app.rating.windows import minus_months, span
from app.store.succession_tables import succession
from app.store.successions import successors
from app.store.tables import coverage


class Declarations:
    """The declarations of a store at one moment."""

    def __init__(self, conn: sa.Connection, catalogue: Catalogue, as_of: date) -> None:
        self._as_of = as_of
        self._catalogue = catalogue
        self._periods: dict[tuple[str, str], list[tuple[date, date]]] = {}
        rows = conn.execute(sa.select(coverage)).mappings()
        for row in rows:
            key = (row["dataset"], row["agency_code"])
            period = (_first_day(row["period_from"]), _last_day(row["period_to"]))
            self._periods.setdefault(key, []).append(period)
        self._inherit(conn, catalogue)
        self._banks = {agency for _, agency in self._periods if _is_bank(catalogue, agency)}

    def _inherit(self, conn: sa.Connection, catalogue: Catalogue) -> None:
        """From the day of a merger the successor's declarations speak for the merged bank too."""
        heirs = successors(conn, self._as_of)
        days = dict(conn.execute(sa.select(succession.c.predecessor, succession.c.effective)).all())
        spoke = {agency for _, agency in self._periods if _is_bank(catalogue, agency)}
        for (dataset, heir), own in list(self._periods.items()):
            for agency in spoke:
                if heirs.get(agency) == heir:
                    first = date.fromisoformat(days[agency])
                    later = [(max(start, first), end) for start, end in own if end >= first]
                    self._periods.setdefault((dataset, agency), []).extend(later)

    def complete(self, data_set: str, kind: str) -> bool:
        """Whether declarations cover every day of the period: ``24m`` or ``state``.

        A bank data set must be covered by every bank that has declared anything.
        """
        first, last = span(kind, self._as_of)
        if data_set.startswith(BANK):
            return bool(self._banks) and all(
                covers(self._periods.get((data_set, bank), []), first, last) for bank in self._banks
            )
        periods = [
            period
            for (code, _), declared in self._periods.items()
            if code == data_set
            for period in declared
        ]
        return covers(periods, first, last)

    def lacking(self, data_set: str, kind: str) -> tuple[str, ...]:
        """The agencies that still have to declare a data set; none when it is complete.

        Of banks those that have declared something else, or all while none has declared anything.
        """
        if self.complete(data_set, kind):
            return ()
        first, last = span(kind, self._as_of)
        owners = self._catalogue.owners(data_set, self._as_of)
        return tuple(
            agency.code
            for agency in self._catalogue.collecting_agencies(self._as_of)
            if agency.kind in owners
            and (agency.kind != BANK or not self._banks or agency.code in self._banks)
            and not covers(self._periods.get((data_set, agency.code), []), first, last)
        )


def covers(periods: Iterable[tuple[date, date]], first: date, last: date) -> bool:
    """Whether the union of inclusive periods holds every day from ``first`` to ``last``."""
    missing = first
    for start, end in sorted(periods):
        if start > missing:
            break
        if end >= last:
            return True
        missing = max(missing, end + timedelta(days=1))
    return missing > last


def _is_bank(catalogue: Catalogue, agency: str) -> bool:
    known = catalogue.agencies.get(agency)
    return known.kind == BANK if known else agency.startswith(f"{BANK}-")


def _first_day(text: str) -> date:
    if not text:
        return date.min
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01")


def _last_day(text: str) -> date:
    if not text:
        return date.max
    if len(text) > 7:
        return date.fromisoformat(text)
    return minus_months(date.fromisoformat(f"{text}-01"), -1) - timedelta(days=1)
