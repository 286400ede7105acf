"""The papers of an open office: what stands in its store, put into the forms of this room."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.documents.list_words import ListContext
from app.documents.papers.credit_report import ReportContext, write_credit_report
from app.documents.papers.enrolment_form import (
    EnrolmentForm,
    FiledOperator,
    GroupMember,
    write_enrolment_form,
)
from app.documents.papers.list_papers import write_list
from app.documents.papers.score_sheet import RecordOrigin, ScoreContext, write_score_sheets
from app.documents.workbooks.list_book import write_list_book
from app.merging.cards import own_card
from app.outcomes import recommending, words
from app.outcomes.credit_file import PAPER, CreditFile, read_credit_file
from app.progress import SILENT, Progress
from app.rating.explaining_runs import sheet_losses, sheet_value
from app.rating.scheme import Scheme
from app.rating.schemes import by_sha256, in_force
from app.store.office_store import Store
from app.store.tables import grade, rating_result, rating_run


def enrolment_paper(store: Store, path: Path, operators: Mapping[str, Iterable[str]]) -> int:
    """Print this office's enrolment form; ``operators`` maps names to role labels."""
    catalogue = store.catalogue
    agency = catalogue.agencies[store.agency]
    people = [FiledOperator(kind="、".join(roles), name=name) for name, roles in operators.items()]
    form = EnrolmentForm(
        unit=agency.title,
        uscc=agency.uscc,
        kind=catalogue.kinds[agency.kind].title,
        address=agency.address,
        coordinator=catalogue.agencies[catalogue.coordinator].title,
        fingerprint=own_card(store).fingerprint,
        leader=GroupMember("", "分管领导"),
        members=(GroupMember(""), GroupMember("")),
        operators=tuple(people),
    )
    return write_enrolment_form(path, form)


def score_sheet_papers(
    store: Store,
    scheme: Scheme,
    as_of: date,
    sheets: Sequence[Mapping[str, Any]],
    path: Path,
    progress: Progress = SILENT,
) -> int:
    """Print the score sheets of a run, naming the records behind each value; returns pages."""
    catalogue = store.catalogue
    wanted = {
        rec_id
        for sheet in sheets
        for line in sheet["indicators"].values()
        for rec_id in line["records"]
    } | {veto["rec_id"] for sheet in sheets for veto in sheet["vetoes"]}
    context = ScoreContext(
        scheme=scheme.id,
        as_of=as_of,
        issuer=catalogue.agencies[catalogue.coordinator].title,
        indicators={entry.id: entry.title for entry in scheme.indicators},
        records=_origins(store, wanted),
        worded=partial(sheet_value, scheme),
        losses=partial(sheet_losses, scheme),
        notes={v.id: v.title for v in scheme.vetoes} | {c.id: c.title for c in scheme.caps},
    )
    return write_score_sheets(path, context, sheets, progress)


def list_context(store: Store, content: Mapping[str, Any]) -> ListContext:
    """What stands around an issued list: who issues it, and its recipient by full name."""
    catalogue, to = store.catalogue, content["recipient"]
    called = {
        recommending.SUPERIOR: "上级主管部门",
        recommending.GROUP: f"{catalogue.county}中小企业信用评级工作组",
    }
    return ListContext(
        county=catalogue.county,
        issuer=catalogue.agencies[catalogue.coordinator].title,
        recipient=called.get(to) or catalogue.agencies[to].title,
        kinds=catalogue.code_lists["entity_kind"].titles,
    )


def list_papers(
    store: Store,
    content: Mapping[str, Any],
    *,
    pdf: Path | None = None,
    workbook: Path | None = None,
) -> None:
    """Write an issued list as PDF, as workbook, or both. Raises ``D-*``, ``ENV-*``."""
    context = list_context(store, content)
    if pdf:
        write_list(pdf, context, content)
    if workbook:
        write_list_book(workbook, context, content)


def credit_report_paper(
    store: Store, uscc: str, path: Path, *, reason: str, day: date | None = None
) -> int:
    """Print the credit report of ``uscc`` on ``day`` after noting who asked; returns pages.

    Raises what :func:`read_credit_file` does, and ``D-*``, ``ENV-*``.
    """
    file = read_credit_file(store, uscc, reason=reason, day=day, form=PAPER)
    catalogue, at = store.catalogue, clock.now().astimezone(clock.CHINA)
    sheets: dict[str, Mapping[str, Any]] = {}
    with store.read() as conn:
        scheme = _graded_by(conn, file)
        for kept in (rating_result, grade):
            rows = conn.execute(sa.select(kept.c.run_id, kept.c.sheet).where(kept.c.uscc == uscc))
            sheets |= {row.run_id: json.loads(row.sheet) for row in rows}
    context = ReportContext(
        issuer=catalogue.agencies[store.agency].title,
        reader=f"{catalogue.agencies[store.agency].short} {store.operator}",
        reason=reason.strip(),
        at=f"{words.iso(at.date())} {at:%H:%M}",
        scale=tuple(sorted(scheme.rank, key=lambda name: scheme.rank[name])),
        sheets=sheets,
        titles={v.id: v.title for v in scheme.vetoes} | {c.id: c.title for c in scheme.caps},
    )
    return write_credit_report(path, context, file)


def _graded_by(conn: sa.Connection, file: CreditFile) -> Scheme:
    """The scheme of the file's last grade; a bank holds no runs and takes the one in force."""
    last = file.grades[-1].run_id if file.grades else ""
    digest = conn.scalar(sa.select(rating_run.c.scheme_sha256).where(rating_run.c.run_id == last))
    return by_sha256(conn, digest or "") or in_force(conn, file.day)


def _origins(store: Store, wanted: set[str]) -> dict[str, RecordOrigin]:
    origins: dict[str, RecordOrigin] = {}
    agencies = store.catalogue.agencies
    with store.read() as conn:
        for data_set in store.catalogue.data_sets.values():
            table = store.table(data_set.code)
            for rec_id, agency in conn.execute(sa.select(table.c.rec_id, table.c.agency_code)):
                if rec_id in wanted:
                    origins[rec_id] = RecordOrigin(data_set.title, agencies[agency].short)
    return origins
