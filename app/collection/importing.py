"""A clerk's sheet becomes records: made ready, judged, and applied in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.catalogue.labels import normalise_header
from app.catalogue.model import DataSet
from app.collection.analysis import Plan, analyse
from app.collection.batches import DONE, Origin, take
from app.collection.findings import Finding
from app.collection.mapping import IGNORE, ColumnMapping
from app.collection.preparing import ImportRequest, Prepared, prepare
from app.collection.sheets.model import LeftOut, Sheet
from app.collector import collector_paused
from app.errors import RefusedError
from app.keys.roles import Role
from app.progress import SILENT, Part, Progress
from app.store.office_store import Store
from app.store.successions import data_sets_of
from app.store.tables import batch, column_choice

OUTCOME_WORDS = {
    "new": "新增",
    "changed": "变更",
    "same": "相同",
    "duplicate": "重复",
    "error": "错误",
    "warning": "警告",
    "unmatched": "未匹配",
}
"""The seven classes of a row as a clerk reads them, in the order in which they are told."""

_FREED = 1_000
_READ, _JUDGED, _TOTAL = 30, 70, 100
"""How far an import is once the file is read and once its rows are judged, of all of it."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do (``batch_id`` None: nothing was written).

    ``rows`` data rows; each is in exactly one of the seven classes. ``left_out`` are lines that
    are no data. ``mapping`` says which field was found where; ``notes`` are sentences to show.
    """

    batch_id: str | None
    rows: int
    new: int
    changed: int
    same: int
    duplicate: int
    error: int
    warning: int
    unmatched: int
    left_out: list[LeftOut]
    findings: list[Finding]
    columns: dict[str, str] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheet_name: str = ""

    @property
    def accepted(self) -> int:
        """Rows stored: new, changed, or either with a warning."""
        return self.new + self.changed + self.warning


def class_counts(report: ImportReport) -> dict[str, int]:
    """The sums of a report under the words that people read."""
    counts = {word: int(getattr(report, name)) for name, word in OUTCOME_WORDS.items()}
    return {"数据行": report.rows, **counts}


def import_file(
    store: Store,
    dataset: str,
    path: Path,
    *,
    choices: Mapping[str, str] | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    dry_run: bool = False,
    as_of: date | None = None,
    progress: Progress = SILENT,
) -> ImportReport:
    """Import ``path`` into ``dataset``, all in one transaction, or only tell what would happen.

    ``choices`` maps headers to field names, titles or ``-``. Raises ``U-DATASET``, ``R-ROLE``,
    ``R-OWNER``, ``I-*`` for a file or a header that cannot be used, ``S-*``/``ENV-*``; nothing is
    stored then.
    """
    request = ImportRequest(path, dataset, sheet, header_row, choices or {})
    if dry_run:
        return judge(store, request, progress=progress).report
    return import_requested(store, request, as_of=as_of, progress=progress)


@dataclass(frozen=True)
class Judged:
    """A file, what would become of each of its rows, and the same in sums."""

    prepared: Prepared
    plan: Plan
    report: ImportReport


def judge(store: Store, request: ImportRequest, *, progress: Progress = SILENT) -> Judged:
    """Tell what importing would do; nothing is written. Raises as :func:`import_requested`."""
    store.require(Role.ENTRY)
    data_set = owned(store, request.dataset)
    with collector_paused():
        progress.step(0, _TOTAL, "读取文件")
        prepared = prepare(store, data_set, request, Part(progress, 0, _READ, _TOTAL))
        with store.read() as conn:
            analysing = Part(progress, _READ, _TOTAL, _TOTAL)
            plan = analyse(store, conn, prepared.data_set, prepared.block, analysing)
            notes = _imported_before(conn, prepared.sheet.sha256)
        progress.step(_TOTAL, _TOTAL, "完成")
    return Judged(prepared, plan, _report(None, prepared, plan, notes))


def let_go(plan: Plan) -> None:
    """Free the rows of a plan bit by bit: all at once would hold up every other thread."""
    while plan.rows:
        del plan.rows[-_FREED:]


def import_requested(
    store: Store,
    request: ImportRequest,
    *,
    as_of: date | None = None,
    progress: Progress = SILENT,
) -> ImportReport:
    """Import what was asked for, all in one transaction; cancelled or failed, nothing of it.

    Raises ``U-DATASET``, ``R-ROLE``, ``R-OWNER``, ``S-*``, ``ENV-*``, and as
    :func:`app.collection.preparing.prepare`.
    """
    store.require(Role.ENTRY)
    data_set = owned(store, request.dataset)
    with collector_paused():
        progress.step(0, _TOTAL, "读取文件")
        prepared = prepare(store, data_set, request, Part(progress, 0, _READ, _TOTAL))
        return _store(store, request, prepared, as_of or clock.today(), progress)


def _store(
    store: Store, request: ImportRequest, prepared: Prepared, as_of: date, progress: Progress
) -> ImportReport:
    data_set, read, block = prepared.data_set, prepared.sheet, prepared.block
    with store.write() as conn:
        plan = analyse(store, conn, data_set, block, Part(progress, _READ, _JUDGED, _TOTAL))
        progress.step(_JUDGED, _TOTAL, "保存")
        notes = _imported_before(conn, read.sha256)
        origin = Origin(request.path.name, read.sha256)
        batch_id = take(
            store,
            conn,
            data_set,
            plan,
            block,
            origin,
            others=prepared.others,
            as_of=as_of,
            progress=Part(progress, _JUDGED, _TOTAL, _TOTAL),
        )
        _remember(conn, data_set.code, read, prepared.mapping)
        progress.step(_TOTAL, _TOTAL, "完成")
    report = _report(batch_id, prepared, plan, notes)
    let_go(plan)
    return report


def _remember(conn: sa.Connection, dataset: str, read: Sheet, mapping: ColumnMapping) -> None:
    """Keep what was chosen, by header text; a header that stands twice cannot be remembered."""
    twice = {normalise_header(header) for header in read.duplicated_headers}
    chosen = {
        normalise_header(read.columns[place].header): name
        for name, place in mapping.columns.items()
        if mapping.how.get(name) == "choice"
    }
    chosen |= {normalise_header(read.columns[place].header): IGNORE for place in mapping.ignored}
    for header, name in chosen.items():
        if header and header not in twice:
            conn.execute(
                sa.delete(column_choice).where(
                    column_choice.c.dataset == dataset, column_choice.c.header == header
                )
            )
            conn.execute(
                sa.insert(column_choice).values(dataset=dataset, header=header, field=name)
            )


def owned(store: Store, dataset: str) -> DataSet:
    """The data set, if this agency collects it. Raises ``U-DATASET``, ``R-OWNER``."""
    store.table(dataset)
    catalogue = store.catalogue
    agency = catalogue.agencies.get(store.agency)
    owners = catalogue.owners(dataset, clock.today())
    if agency is not None and owners and agency.kind not in owners:
        with store.read() as conn:
            inherited = data_sets_of(conn, catalogue, store.agency, clock.today())
        if catalogue.data_sets[dataset] in inherited:
            return catalogue.data_sets[dataset]
        title = catalogue.data_sets[dataset].title
        raise RefusedError("R-OWNER", f"“{title}”不由本单位采集。", "请检查数据集是否选对。")
    return catalogue.data_sets[dataset]


def collected(store: Store) -> tuple[DataSet, ...]:
    """The data sets that this agency collects today, its own and those of agencies it took over;

    everything where the catalogue does not know the agency.
    """
    catalogue = store.catalogue
    if store.agency not in catalogue.agencies:
        return tuple(catalogue.data_sets.values())
    with store.read() as conn:
        return tuple(data_sets_of(conn, catalogue, store.agency, clock.today()))


def _imported_before(conn: sa.Connection, sha256: str) -> list[str]:
    query = sa.select(batch.c.at).where(batch.c.file_sha256 == sha256, batch.c.state == DONE)
    at = conn.execute(query.order_by(batch.c.at.desc())).scalar()
    return [f"同一文件在{str(at)[:10]}已经导入过。"] if at else []


def _report(batch_id: str | None, prepared: Prepared, plan: Plan, notes: list[str]) -> ImportReport:
    read, mapping = prepared.sheet, prepared.mapping
    return ImportReport(
        batch_id=batch_id,
        rows=len(plan.outcomes),
        **plan.counts(),
        left_out=read.left_out,
        findings=plan.findings(),
        columns={name: read.columns[place].header for name, place in mapping.columns.items()},
        unknown_columns=mapping.unknown,
        missing=mapping.missing,
        notes=prepared.notes + notes,
        sheet_name=read.sheet_name,
    )
