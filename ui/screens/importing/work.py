"""The jobs of an import, as the lane of acts runs them: no widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.collection import unfinished
from app.collection.column_proposal import TableColumns, read_columns
from app.collection.importing import ImportReport, class_counts, import_requested
from app.collection.mapping import labels
from app.collection.opened_file import OpenedFile, open_file
from app.collection.preparing import ImportRequest
from app.collection.sheets.annotate import write_back
from app.collection.trial import Trial, try_request
from app.collection.unfinished import Unfinished
from app.progress import Progress
from app.store.office_store import Store

COLUMNS, TRIAL = 2, 3
"""The numbers of the steps that need the table, and its dry run, to be shown again."""


@dataclass(frozen=True)
class Desk:
    """What lies on the operator's desk: an unfinished import, and the last files."""

    left: Unfinished | None
    recent: list[Path]


@dataclass(frozen=True)
class Resumed:
    """An import taken up again, as far as it had come."""

    request: ImportRequest
    opened: OpenedFile
    table: TableColumns | None
    trial: Trial | None


def desk(store: Store) -> Desk:
    """Read what was left."""
    return Desk(unfinished.kept(store), unfinished.recent(store))


def forget(store: Store, _progress: Progress) -> Desk:
    """Let the unfinished import go; what is left then."""
    unfinished.forget(store)
    return desk(store)


def resume(store: Store, left: Unfinished, progress: Progress) -> Resumed:
    """Everything up to where it was left."""
    request = left.request
    unfinished.check_unchanged(request)
    opened = open_file(store, request.path, progress)
    table = read_columns(store, request, progress) if left.step >= COLUMNS else None
    tried = try_request(store, request, progress) if left.step >= TRIAL else None
    return Resumed(request, opened, table, tried)


def commit(store: Store, request: ImportRequest, progress: Progress) -> ImportReport:
    """Import; then the desk is clear."""
    report = import_requested(store, request, progress=progress)
    unfinished.forget(store)
    unfinished.note_recent(store, request.path)
    return report


def annotate(tried: Trial, path: Path, progress: Progress) -> int:
    """The clerk's own workbook with the findings in it."""
    request, report = tried.request, tried.report
    return write_back(
        request.path,
        path,
        report.findings,
        class_counts(report),
        sheet=request.sheet,
        header_row=request.header_row,
        labels=labels(tried.data_set),
        progress=progress,
    )
