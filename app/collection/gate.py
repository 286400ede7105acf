"""What may leave the office now, and what stays for want of which paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.expressions import withheld
from app.catalogue.model import DataSet
from app.collection import consents, notices, states
from app.collection.changeset import image_columns
from app.collection.holdings import Holding
from app.store.office_store import Store
from app.store.successions import successors
from app.store.tables import sent_record

REVIEW = "G-REVIEW"
NOTICE = "G-NOTICE"
CONSENT = "G-CONSENT"
WITHHELD = "G-WITHHELD"
READY = "ready"
TITLES = {
    REVIEW: "尚未审核通过",
    NOTICE: "告知书尚未送达",
    CONSENT: "没有有效的征信授权书",
    WITHHELD: "依规定不对外提供",
}


_GONE = (states.WITHDRAWN, states.REPAIRED)


@dataclass(frozen=True)
class BlockedRow:
    """A record that stays; ``code`` is one of the keys of ``TITLES``."""

    dataset: str
    rec_id: str
    uscc: str
    code: str

    @property
    def message(self) -> str:
        """The reason in words."""
        return TITLES[self.code]


@dataclass
class Gate:
    """``ready``: record ids per data set that may be submitted; ``blocked``: what stays and why."""

    ready: dict[str, list[str]] = field(default_factory=dict)
    blocked: list[BlockedRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Rows per reason, and ``ready``."""
        found = {READY: sum(map(len, self.ready.values()))}
        for row in self.blocked:
            found[row.code] = found.get(row.code, 0) + 1
        return found


def gate(store: Store, on: date | None = None) -> Gate:
    """Judge every record whose present revision was not sent yet, as of ``on`` (default today)."""
    with store.read() as conn:
        return gate_in(store, conn, on)


def gate_in(
    store: Store, conn: sa.Connection, on: date | None = None, *, full: bool = False
) -> Gate:
    """The same inside a transaction, for the one that writes the package.

    With ``full``, revisions that were sent before are judged too.
    """
    judge = Judge(store, conn, on)
    found = Gate()
    for code, data_set in store.catalogue.data_sets.items():
        ready: list[str] = []
        whole = bool(data_set.withhold)
        judged = judge.of(data_set)
        for row in _due(store, conn, code, whole=whole, again=full):
            why = "" if row["row_status"] in _GONE else judged(row)
            if why:
                found.blocked.append(BlockedRow(code, row["rec_id"], row["uscc"], why))
            else:
                ready.append(row["rec_id"])
        if ready:
            found.ready[code] = ready
    return found


@dataclass
class GateCounts:
    """How many records, and of which enterprises, may go (``READY``) or stay, by reason."""

    rows: dict[str, int] = field(default_factory=dict)
    enterprises: dict[str, set[str]] = field(default_factory=dict)

    def add(self, code: str, uscc: str, rows: int) -> None:
        """Count ``rows`` records of an enterprise under ``code``."""
        self.rows[code] = self.rows.get(code, 0) + rows
        self.enterprises.setdefault(code, set()).add(uscc)


def gate_counts(
    store: Store, conn: sa.Connection, held: Mapping[str, Iterable[Holding]]
) -> GateCounts:
    """What :func:`gate` would count today, from the sums of ``held`` by data set.

    Only a data set that withholds some of its rows is read row by row.
    """
    judge, found = Judge(store, conn), GateCounts()
    for code, entries in held.items():
        data_set = store.catalogue.data_sets[code]
        judged = judge.of(data_set)
        if data_set.withhold:
            rows = _due(store, conn, code, whole=True, again=False)
        else:
            rows = [_as_row(store.agency, one) for one in entries if one.due]
        for row in rows:
            why = "" if row["row_status"] in _GONE else judged(row)
            found.add(why or READY, row["uscc"], row.get("due", 1))
    return found


def _as_row(agency: str, one: Holding) -> dict[str, Any]:
    return {
        "agency_code": agency,
        "uscc": one.uscc,
        "row_status": one.status,
        "due": one.due,
    }


class Judge:
    """Whether a record may leave, whoever collected it: by its own agency's papers, on one day.

    At the coordinator the notices and consents of all agencies are at hand, so that a record which
    goes on from there passes the same gate again. A merged agency's rows stay under its code
    there, while its successor's papers hold for them too (民法典第六十七条).
    """

    def __init__(self, store: Store, conn: sa.Connection, on: date | None = None) -> None:
        self._store, self._conn = store, conn
        day = on or clock.today()
        self._signed = consents.by_agency(store, conn, day)
        self._heirs = successors(conn, day)
        self._told: dict[str, frozenset[str]] = {}

    def of(self, data_set: DataSet) -> Callable[[Mapping[str, Any]], str]:
        """The judge of one data set's rows: a key of ``TITLES``, or empty when the row may go.

        A row needs ``agency_code``, ``uscc``, ``row_status``, and all its fields where the data
        set withholds some. Withdrawn and repaired rows are the caller's matter.
        """
        kept_back = withheld(data_set) if data_set.withhold else None

        def why(row: Mapping[str, Any]) -> str:
            if row["row_status"] not in states.COUNTED:
                return REVIEW
            if kept_back is not None and kept_back(row):
                return WITHHELD
            agency, uscc = row["agency_code"], row["uscc"]
            heir = self._heirs.get(agency, agency)
            if uscc not in self._told_by(agency) and uscc not in self._told_by(heir):
                return NOTICE
            given = self._signed.get((heir, uscc), ()) if data_set.consent else ()
            if data_set.consent and not any(one.covers(data_set.code) for one in given):
                return CONSENT
            return ""

        return why

    def _told_by(self, agency: str) -> frozenset[str]:
        if agency not in self._told:
            self._told[agency] = notices.told(self._store, self._conn, agency)
        return self._told[agency]


def _due(
    store: Store, conn: sa.Connection, dataset: str, *, whole: bool, again: bool
) -> list[dict[str, Any]]:
    """Records of which the coordinator does not have the present revision; all if ``again``.

    A withdrawn or repaired record that was never sent is nobody's business: without notice or
    consent it could not have gone, and now it need not.
    """
    table = store.table(dataset)
    names = image_columns(table) if whole else ("rec_id", "agency_code", "uscc", "row_status")
    columns = ", ".join(f'r."{name}"' for name in names)
    cursor = conn.exec_driver_sql(
        f'SELECT {columns} FROM "{table.name}" r'
        f" LEFT JOIN {sent_record.name} s ON s.rec_id = r.rec_id"
        " WHERE r.agency_code = ? AND (? OR s.rev_no IS NULL OR s.rev_no < r.rev_no)"
        " AND NOT (r.row_status IN (?, ?) AND s.rec_id IS NULL) ORDER BY r.id",
        (store.agency, again, *_GONE),
    )
    return [dict(zip(names, row, strict=True)) for row in cursor]
