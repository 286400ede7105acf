"""信用档案: everything that is held about one enterprise, each value with where it came from.

Reading it is an act of its own: the reason is asked and written down before anything is handed out
(个人信息保护法 Art. 51; 征信业管理条例 Art. 22 asks for the log of who looked). Only rows that
count on the day are in it (rating-rules G4, G5, P2, P3); at an agency it holds what that agency
holds.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.expressions import withheld
from app.catalogue.model import DataSet, Field
from app.collection import consents, states
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.outcomes import retention, words
from app.outcomes.dispute_words import contradictions_of
from app.outcomes.timeline import Event, timeline
from app.rating.views import condition
from app.store import audit
from app.store.office_store import Store
from app.store.tables import (
    COMMON,
    grade,
    inbox,
    objection,
    outbox,
    rating_result,
    rating_run,
    record_table_name,
    register,
    sent_record,
)

SCREEN, PAPER = "屏幕", "报告"
"""In which form a file is handed out; a paper leaves out what may not leave the office."""


@dataclass(frozen=True)
class Shown:
    """One value in words; ``sensitivity`` as in the catalogue."""

    name: str
    title: str
    text: str
    sensitivity: int


@dataclass(frozen=True)
class Objected:
    """An objection that is open on a record. 征信业管理条例 Art. 25: shown beside the record."""

    objection_id: str
    filed_date: str
    statement: str


@dataclass(frozen=True)
class FileRecord:
    """One record with its values and its way here; times are ISO, ``package_id`` may be empty.

    ``arrived_at`` is when the package was taken in (coordinator) or written (agency).
    """

    rec_id: str
    as_of: str
    status: str
    entered_by: str
    entered_at: str
    reviewed_by: str
    reviewed_at: str
    source_doc: str
    package_id: str
    arrived_at: str
    values: tuple[Shown, ...]
    objections: tuple[Objected, ...] = ()


@dataclass(frozen=True)
class Section:
    """The records of one data set that one agency gave."""

    agency: str
    agency_title: str
    dataset: str
    title: str
    records: tuple[FileRecord, ...]


@dataclass(frozen=True)
class Graded:
    """One grade of one kept run; ``score`` in words, empty where the run gave none."""

    run_id: str
    as_of: str
    grade: str
    outcome: str
    score: str


@dataclass(frozen=True)
class CreditFile:
    """The file of one enterprise on ``day``.

    ``left_out`` counts rows that no longer count, in words (已修复, 已撤回, 保存期限届满); it is
    filled only for operators with the 管理 right and never printed. ``without_consent`` names the
    agencies whose records a report leaves out because no consent covers them on the day.
    ``contradictions`` says where agencies differ, and what an officer held of it: a note for who
    works with the file, never printed.
    """

    uscc: str
    name: str
    day: date
    register: tuple[Shown, ...]
    sections: tuple[Section, ...]
    events: tuple[Event, ...]
    grades: tuple[Graded, ...]
    left_out: Mapping[str, int]
    without_consent: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()


def read_credit_file(
    store: Store, uscc: str, *, reason: str, day: date | None = None, form: str = SCREEN
) -> CreditFile:
    """The credit file of ``uscc`` on ``day`` (default today), after noting who asked and why.

    ``form`` is 屏幕 or 报告; a report has no sensitive personal values and no bank's records
    without a valid consent. Raises ``R-ROLE``, ``R-REASON`` without a reason, ``U-ENTERPRISE``.
    """
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    if not reason.strip():
        raise RefusedError("R-REASON", "查阅信用档案须写明事由。", "请填写用途后再试。")
    with store.write() as conn:
        if conn.scalar(sa.select(register.c.uscc).where(register.c.uscc == uscc)) is None:
            raise UsageError("U-ENTERPRISE", f"名录中没有这户企业：{uscc}", "请核对信用代码。")
        audit.append(conn, store, "file.read", uscc, {"reason": reason.strip(), "form": form})
    with store.read() as conn:
        return _Reading(store, conn, uscc, day or clock.today(), form == PAPER).file()


class _Reading:
    """One file while it is put together."""

    def __init__(
        self, store: Store, conn: sa.Connection, uscc: str, day: date, paper: bool
    ) -> None:
        self._store, self._conn, self._uscc, self._day = store, conn, uscc, day
        self._paper = paper
        self._arrivals: dict[str, str] = {}
        self._left: Counter[str] = Counter()
        self._unconsented: set[str] = set()
        self._objections: dict[str, list[Objected]] = defaultdict(list)
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def file(self) -> CreditFile:
        conn, uscc, catalogue = self._conn, self._uscc, self._store.catalogue
        entry = conn.execute(sa.select(register).where(register.c.uscc == uscc)).one()
        self._read_objections()
        signed = consents.by_agency(self._store, conn, self._day, uscc)
        sections: list[Section] = []
        for data_set in catalogue.data_sets.values():
            rows = self._counted(data_set)
            if self._paper and data_set.consent:
                rows = [row for row in rows if self._consented(signed, data_set, row)]
            self._rows[data_set.code] = rows
            sections += self._sections(data_set, rows)
        order = {code: place for place, code in enumerate(catalogue.agencies)}
        sections.sort(key=lambda part: order.get(part.agency, len(order)))
        grades = tuple(self._grades())
        return CreditFile(
            uscc,
            entry.name,
            self._day,
            tuple(self._register(dict(entry._mapping))),
            tuple(sections),
            tuple(timeline(self._store, conn, uscc, self._rows, grades)),
            grades,
            dict(self._left) if Role.ADMIN in self._store.roles and not self._paper else {},
            tuple(catalogue.agencies[code].title for code in sorted(self._unconsented)),
            () if self._paper else contradictions_of(self._store, conn, uscc),
        )

    def _register(self, entry: Mapping[str, Any]) -> Iterable[Shown]:
        fields = self._store.catalogue.data_sets["SC01"].by_name
        for name, value in entry.items():
            field = fields["ent_name" if name == "name" else name]
            if text := words.shown(self._store.catalogue, field, value):
                yield Shown(field.name, field.title, text, field.sensitivity)

    def _counted(self, data_set: DataSet) -> list[dict[str, Any]]:
        """The enterprise's rows that count on the day, oldest first; the others are counted."""
        table = record_table_name(data_set.code)
        found = self._conn.exec_driver_sql(
            f'SELECT *, ({condition(data_set, self._day)}) AS counts FROM "{table}"'
            " WHERE uscc = ? ORDER BY as_of_date, id",
            (self._uscc,),
        )
        kept_back = withheld(data_set) if data_set.withhold else None
        kept = []
        for row in map(dict, found.mappings()):
            if not row["counts"]:
                if row["row_status"] in (states.REPAIRED, states.WITHDRAWN):
                    self._left[row["row_status"]] += 1
            elif retention.lapsed(data_set, row, self._day):
                self._left[retention.TERM] += 1
            elif kept_back is None or not kept_back(row):
                kept.append(row)
        return kept

    def _consented(
        self,
        signed: Mapping[tuple[str, str], list[consents.Consent]],
        data_set: DataSet,
        row: Mapping[str, Any],
    ) -> bool:
        given = signed.get((row["agency_code"], self._uscc), ())
        if any(consent.covers(data_set.code) for consent in given):
            return True
        self._unconsented.add(row["agency_code"])
        return False

    def _sections(self, data_set: DataSet, rows: list[dict[str, Any]]) -> Iterable[Section]:
        by_agency: dict[str, list[FileRecord]] = defaultdict(list)
        fields = [f for f in data_set.fields if not f.matching and f.name not in COMMON]
        if self._paper:
            fields = [field for field in fields if field.sensitivity < words.SECRET]
        for row in rows:
            by_agency[row["agency_code"]].append(self._record(fields, row))
        agencies = self._store.catalogue.agencies
        for agency, records in by_agency.items():
            title = agencies[agency].title if agency in agencies else agency
            yield Section(agency, title, data_set.code, data_set.title, tuple(records))

    def _record(self, fields: list[Field], row: Mapping[str, Any]) -> FileRecord:
        package_id, arrived_at = self._way(row)
        return FileRecord(
            row["rec_id"],
            row["as_of_date"],
            row["row_status"],
            row["entered_by"],
            row["entered_at"],
            row["reviewed_by"] or "",
            row["reviewed_at"] or "",
            row["source_doc"] or "",
            package_id,
            arrived_at,
            tuple(
                Shown(field.name, field.title, text, field.sensitivity)
                for field in fields
                if (text := words.shown(self._store.catalogue, field, row[field.name]))
            ),
            tuple(self._objections.get(row["rec_id"], ())),
        )

    def _way(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """The package that a record came or went with, and when."""
        package_id = row["package_id"]
        if not package_id:
            package_id = self._conn.scalar(
                sa.select(sent_record.c.package_id).where(sent_record.c.rec_id == row["rec_id"])
            )
        if not package_id:
            return "", ""
        if package_id not in self._arrivals:
            found = None
            for table in (inbox, outbox):
                found = found or self._conn.scalar(
                    sa.select(table.c.at).where(table.c.package_id == package_id)
                )
            self._arrivals[package_id] = found or ""
        return package_id, self._arrivals[package_id]

    def _read_objections(self) -> None:
        day = self._day.isoformat()
        query = sa.select(objection).where(
            objection.c.uscc == self._uscc,
            objection.c.filed_date <= day,
            sa.or_(objection.c.closed_date.is_(None), objection.c.closed_date > day),
        )
        for row in self._conn.execute(query.order_by(objection.c.filed_date)):
            self._objections[row.rec_id].append(
                Objected(row.objection_id, row.filed_date, row.statement)
            )

    def _grades(self) -> Iterable[Graded]:
        """From the kept runs (coordinator) or the results received (bank), oldest first."""
        # CROSS JOIN keeps the few runs outside: results are found by (run, enterprise)
        kept = self._conn.exec_driver_sql(
            f"SELECT r.run_id, r.as_of, g.final_grade, g.outcome, g.score_hundredths"
            f" FROM {rating_run.name} r CROSS JOIN {rating_result.name} g"
            " ON g.run_id = r.run_id AND g.uscc = ? WHERE r.as_of <= ? ORDER BY r.as_of, r.at",
            (self._uscc, self._day.isoformat()),
        )
        for run_id, as_of, final, outcome, score in kept:
            text = "" if score is None else f"{score / 100:.2f}"
            yield Graded(run_id, as_of, final, outcome, text)
        query = sa.select(grade).where(
            grade.c.uscc == self._uscc, grade.c.as_of <= self._day.isoformat()
        )
        for row in self._conn.execute(query.order_by(grade.c.as_of)):
            score = json.loads(row.sheet).get("score")
            yield Graded(row.run_id, row.as_of, row.final_grade, row.outcome, score or "")
