"""One agency's part of a campaign, through the functions that the product itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.collection import coverage, notices, review, slips
from app.collection.held import held_rows
from app.collection.importing import ImportReport, import_file
from app.collection.objections import file_objection
from app.collection.sheets.annotate import write_back
from app.documents.batch import print_file
from app.documents.issuing.notices import notice_pieces
from app.errors import AppError
from app.merging.submission import Submitted, write_submission
from app.store.office_store import Store
from app.training.county import County
from app.training.offices import CLERK, LEADER, Offices
from app.training.workbooks import Workbook

TOLD_ON = date(2026, 3, 5)
COLLECTED_ON = date(2026, 4, 10)
REASON = "已与原始凭证核对无误"
CLASSES = ("new", "changed", "same", "duplicate", "error", "warning", "unmatched")


@dataclass
class Part:
    """What an agency did: rows per class, the class of every refused or warned row, the package."""

    agency: str
    rows: int = 0
    classes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    outcomes: dict[tuple[str, int], str] = field(default_factory=dict)
    codes: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    reports: dict[str, tuple[int, int]] = field(default_factory=dict)
    dry_runs_differ: list[str] = field(default_factory=list)
    approved: int = 0
    blocked: int = 0
    pages: int = 0
    submitted: Submitted | None = None


def noon(day: date) -> datetime:
    """Ten o'clock in the morning in China."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=clock.CHINA)


class Campaign:
    """The agency's steps in their order; each opens the office as the operator who may do it."""

    def __init__(self, offices: Offices, county: County, agency: str) -> None:
        self.offices, self.county, self.agency = offices, county, agency
        self.part = Part(agency)

    def run(self, workbooks: list[Workbook]) -> Part:
        """Notify, import, review, declare, hear objections, submit."""
        with clock.at(noon(TOLD_ON)), self.offices.open(self.agency, CLERK) as store:
            told = {entry.uscc for entry in self.county.notices if entry.agency == self.agency}
            made = notices.generate(store, told)
        with clock.at(noon(COLLECTED_ON)):
            with self.offices.open(self.agency, CLERK) as store:
                for workbook in workbooks:
                    self._import(store, workbook)
                self._deliver(store)
                for dataset, start, end in self.county.coverage.get(self.agency, ()):
                    coverage.declare(
                        store, dataset, date.fromisoformat(start), date.fromisoformat(end)
                    )
            with self.offices.open(self.agency, LEADER) as store:
                self._review(store)
                self._object(store)
                self._papers(store, made)
                path = self.offices.package(f"{self.agency}-2026-1")
                self.part.submitted = write_submission(store, path, period="2026")
        return self.part

    def _import(self, store: Store, workbook: Workbook) -> None:
        dry = import_file(
            store, workbook.dataset, workbook.path, dry_run=True, as_of=self.county.as_of
        )
        report = import_file(store, workbook.dataset, workbook.path, as_of=self.county.as_of)
        name = workbook.path.name
        if _counts(dry) != _counts(report):
            self.part.dry_runs_differ.append(name)
        self.part.rows += report.rows
        self.part.reports[name] = (report.rows, len(report.left_out))
        for word, count in _counts(report).items():
            self.part.classes[word] += count
        for said in report.findings:
            if said.level == "warning":
                self.part.outcomes.setdefault((name, said.row), "warning")
            self.part.codes.setdefault((name, said.row), set()).add(said.code)
        for row in held_rows(store, batch_id=report.batch_id, waiting_only=False):
            self.part.outcomes[name, row.row_no] = row.outcome
        if report.findings:
            folder = workbook.path.parent / "annotated"
            folder.mkdir(exist_ok=True)
            counts = {"rows": report.rows, **_counts(report)}
            write_back(
                workbook.path, folder / f"{workbook.path.stem}.xlsx", report.findings, counts
            )

    def _deliver(self, store: Store) -> None:
        planned = {
            entry.uscc: entry.delivered
            for entry in self.county.notices
            if entry.agency == self.agency and entry.delivered
        }
        for notice in notices.notices(store, slips.MADE):
            if notice.uscc in planned:
                slips.register_delivery(
                    store,
                    notice.slip_code,
                    delivered_date=date.fromisoformat(planned[notice.uscc]),
                    method="直接送达",
                    signatory="法定代表人",
                )

    def _review(self, store: Store) -> None:
        for dataset in review.pending_counts(store):
            try:
                approval = review.approve(store, dataset, reasons={"*": REASON})
            except AppError as refused:
                raise AppError(
                    refused.code, f"{self.agency} {dataset}：{refused.message}", refused.advice
                ) from refused
            self.part.approved += approval.approved
            self.part.blocked += len(approval.blocked)

    def _object(self, store: Store) -> None:
        for step in self.county.objections:
            if step["agency"] == self.agency:
                table = store.table(step["dataset"])
                with store.read() as conn:
                    rec_id = conn.scalar(
                        sa.select(table.c.rec_id).where(table.c.uscc == step["uscc"])
                    )
                file_objection(
                    store,
                    step["dataset"],
                    str(rec_id),
                    filed=date.fromisoformat(step["filed"]),
                    statement="企业书面提出：记录与事实不符",
                )

    def _papers(self, store: Store, made: list[notices.Notice]) -> None:
        folder = self.offices.folder / "papers"
        some = made[:SAMPLE]
        if not some:
            return
        path = folder / f"{self.agency}-告知书.pdf"
        self.part.pages += print_file(path, "采集告知书", notice_pieces(store, some))


SAMPLE = 40
"""Letters printed per agency: the training county shows them, it does not post them."""


def _counts(report: ImportReport) -> dict[str, int]:
    return {word: getattr(report, word) for word in CLASSES}


def deadline(days: int) -> date:
    """A day ``days`` after collection."""
    return COLLECTED_ON + timedelta(days=days)


def by_agency(workbooks: list[Workbook]) -> Mapping[str, list[Workbook]]:
    """Workbooks of each agency in their order."""
    found: dict[str, list[Workbook]] = {}
    for workbook in workbooks:
        found.setdefault(workbook.agency, []).append(workbook)
    return found
