"""What surrounds an enterprise's score: vetoes, caps, objections, notices, consents, decisions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.rating.grading import Standing
from app.rating.scheme import Scheme
from app.rating.sheets import Found
from app.rating.views import Parameters, execute
from app.store.succession_tables import succession
from app.store.successions import successors
from app.store.tables import coverage, decision, notice, objection

_DELIVERED = ("已送达", "已签收", "拒收")
_ADJUSTMENTS = {"UP": 1, "DOWN": -1}


class Circumstances:
    """Everything but measures, read once for all enterprises from the views of the facts."""

    def __init__(
        self,
        conn: sa.Connection,
        scheme: Scheme,
        catalogue: Catalogue,
        as_of: date,
        parameters: Parameters,
    ) -> None:
        self._day = as_of.isoformat()
        self._facts = hashlib.sha256()
        self._agencies: dict[str, set[str]] = defaultdict(set)
        self._objected_enterprises: set[str] = set()
        self._objected_records: set[str] = set()
        self._read_rows(conn, catalogue)
        self._read_objections(conn)
        self._told = _told(conn, self._day)
        self._banks = self._read_banks(conn)
        self._borrowers = self._read_borrowers(conn, parameters)
        self._adjustments = _adjustments(conn, self._day)
        self._note_decisions(conn)
        self._vetoes: dict[str, list[Found]] = defaultdict(list)
        self._caps: dict[str, list[Found]] = defaultdict(list)
        for veto in scheme.vetoes:
            rows = execute(conn, scheme.sql("vetoes", veto.id), parameters, catalogue)
            self._note(self._vetoes, veto.id, "", rows)
        for cap in scheme.caps:
            rows = execute(conn, scheme.sql("caps", cap.id), parameters, catalogue)
            self._note(self._caps, cap.id, cap.grade, rows)

    def standing(self, uscc: str) -> Standing:
        """What decides about one enterprise besides its score."""
        agencies = self._agencies.get(uscc, set())
        return Standing(
            vetoes=tuple(self._vetoes.get(uscc, ())),
            caps=tuple(self._caps.get(uscc, ())),
            objection=uscc in self._objected_enterprises,
            notice=agencies <= self._told.get(uscc, set()),
            adjustment=self._adjustments.get(uscc, 0),
        )

    def banks(self, uscc: str) -> tuple[str, ...]:
        """The banks that may receive the rating: with a consent valid on the day (O5)."""
        return tuple(sorted(self._banks.get(uscc, ())))

    def first_time_borrower(self, uscc: str) -> bool:
        """Whether no bank has a credit line, a loan or a loan balance of it (K7)."""
        return uscc not in self._borrowers

    @property
    def facts_sha256(self) -> str:
        """Digest of every fact that counts on the day, independent of the order of arrival."""
        return self._facts.hexdigest()

    def _note_decisions(self, conn: sa.Connection) -> None:
        """Add to the digest what is no record: objections, notices, decisions, declarations."""
        self._note_facts("objection", sorted(self._objected_records | self._objected_enterprises))
        told = (f"{uscc}\0{' '.join(sorted(agencies))}" for uscc, agencies in self._told.items())
        self._note_facts("notice", sorted(told))
        for table in (decision, coverage):
            rows = conn.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
            if table is decision:
                rows = [row for row in rows if row.decision_date <= self._day and row.signer_2]
            self._note_facts(table.name, (repr(tuple(row)) for row in rows))
        table = succession
        merged = sa.select(table.c.predecessor, table.c.successor, table.c.effective).where(
            table.c.effective <= self._day
        )
        if rows := conn.execute(merged.order_by(table.c.predecessor)).all():
            self._note_facts("succession", (repr(tuple(row)) for row in rows))

    def _read_rows(self, conn: sa.Connection, catalogue: Catalogue) -> None:
        """Who has facts about whom, which rows are objected to, and the digest of them all.

        One pass: a row counts by its id and revision, whatever the order of arrival.
        """
        for code in catalogue.data_sets:
            view = code.lower()
            rows = conn.exec_driver_sql(
                "SELECT uscc, agency_code, max(row_status = '异议中'),"
                f" group_concat(rec_id || rev_no, ' ' ORDER BY rec_id) FROM {view}"
                " GROUP BY uscc, agency_code"
            ).all()
            objected = False
            for uscc, agency, open_objection, _ in rows:
                self._agencies[uscc].add(agency)
                if open_objection:
                    objected = True
                    self._objected_enterprises.add(uscc)
            if objected:
                ids = conn.exec_driver_sql(f"SELECT rec_id FROM {view} WHERE row_status = '异议中'")
                self._objected_records.update(ids.scalars())
            self._note_facts(code, ("\0".join((row[0], row[1], row[3])) for row in rows))

    def _note_facts(self, name: str, facts: Iterable[str]) -> None:
        self._facts.update("\n".join((name, *facts, "")).encode())

    def _read_objections(self, conn: sa.Connection) -> None:
        table = objection.c
        rows = conn.execute(
            sa.select(table.uscc, table.rec_id).where(
                table.filed_date <= self._day,
                sa.or_(
                    sa.func.coalesce(table.closed_date, "") == "", table.closed_date > self._day
                ),
            )
        )
        for uscc, rec_id in rows:
            self._objected_enterprises.add(uscc)
            self._objected_records.add(rec_id)

    def _read_banks(self, conn: sa.Connection) -> dict[str, set[str]]:
        banks: dict[str, set[str]] = defaultdict(set)
        rows = conn.execute(
            sa.text(
                "SELECT uscc, agency_code FROM yh00 WHERE signed_date <= :as_of"
                " AND (valid_to IS NULL OR valid_to >= :as_of)"
                " AND (revoked_date IS NULL OR revoked_date > :as_of)"
            ),
            {"as_of": self._day},
        )
        heirs = successors(conn, date.fromisoformat(self._day))
        for uscc, agency in rows:
            banks[uscc].add(heirs.get(agency, agency))
        return banks

    @staticmethod
    def _read_borrowers(conn: sa.Connection, parameters: Parameters) -> set[str]:
        rows = conn.execute(
            sa.text(
                'SELECT uscc FROM yh01 WHERE "from" IS NULL OR "from" <= :as_of'
                " UNION SELECT uscc FROM yh02 WHERE issue_date IS NULL OR issue_date <= :as_of"
                " UNION SELECT uscc FROM yh03 WHERE month <= :last_month"
            ),
            {name: parameters[name] for name in ("as_of", "last_month")},
        )
        return set(rows.scalars())

    def _note(
        self,
        into: dict[str, list[Found]],
        name: str,
        grade: str,
        rows: Iterable[tuple[Any, ...]],
    ) -> None:
        for uscc, data_set, rec_id in sorted(rows):
            into[uscc].append(
                Found(name, data_set, rec_id, grade, rec_id in self._objected_records)
            )


def _told(conn: sa.Connection, day: str) -> dict[str, set[str]]:
    told: dict[str, set[str]] = defaultdict(set)
    rows = conn.execute(
        sa.select(notice.c.uscc, notice.c.agency_code).where(
            notice.c.status.in_(_DELIVERED),
            notice.c.delivered_date != "",
            notice.c.delivered_date <= day,
        )
    )
    for uscc, agency in rows:
        told[uscc].add(agency)
    return told


def _adjustments(conn: sa.Connection, day: str) -> dict[str, int]:
    """Steps up (positive) or down that two different persons signed; at most one (O10)."""
    table = decision.c
    rows = conn.execute(
        sa.select(table.uscc, table.kind).where(
            table.kind.in_(_ADJUSTMENTS),
            table.signer_1 != "",
            table.signer_2 != "",
            table.signer_1 != table.signer_2,
            table.reason != "",
            table.decision_date <= day,
            sa.or_(sa.func.coalesce(table.revoked_date, "") == "", table.revoked_date > day),
        )
    )
    steps: dict[str, int] = defaultdict(int)
    for uscc, kind in rows:
        steps[uscc] += _ADJUSTMENTS[kind]
    return {uscc: max(-1, min(1, step)) for uscc, step in steps.items()}
