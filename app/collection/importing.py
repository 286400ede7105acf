"""A clerk's sheet becomes records: read, map, analyse, and apply in one transaction."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.catalogue.labels import normalise_header
from app.catalogue.model import DataSet, FieldType
from app.collection import sheets
from app.collection.analysis import Block, Plan, analyse
from app.collection.batches import DONE, Origin, take
from app.collection.findings import Finding
from app.collection.mapping import IGNORE, ColumnMapping, labels, map_columns
from app.collection.sheets.model import LeftOut, Sheet
from app.collection.unfilled import without_unfilled
from app.errors import RefusedError
from app.keys.roles import Role
from app.progress import SILENT, Progress
from app.store.office_store import Store
from app.store.successions import data_sets_of
from app.store.tables import batch, column_choice


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
    store.require(Role.ENTRY)
    data_set = owned(store, dataset)
    with _collector_paused():
        return _import(
            store, data_set, path, choices or {}, sheet, header_row, dry_run, as_of, progress
        )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Many long-lived small objects and no cycles: each collection would only walk them all."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _import(
    store: Store,
    data_set: DataSet,
    path: Path,
    choices: Mapping[str, str],
    sheet: str | None,
    header_row: int | None,
    dry_run: bool,
    as_of: date | None,
    progress: Progress,
) -> ImportReport:
    dataset = data_set.code
    progress.step(0, 4, "读取文件")
    read = sheets.read(path, sheet=sheet, header_row=header_row, labels=labels(data_set))
    _require_rows(read, path)
    progress.step(1, 4, "识别列")
    with store.read() as conn:
        mapping = map_columns(data_set, read.columns, _remembered(conn, dataset), choices)
    read = without_unfilled(data_set, read, mapping)
    _require_rows(read, path)
    block, others, notes = _blocks(data_set, read, mapping)
    if dry_run:
        with store.read() as conn:
            progress.step(2, 4, "核对")
            plan = analyse(store, conn, data_set, block)
            notes.extend(_imported_before(conn, read.sha256))
            return _report(None, read, mapping, plan, notes)
    with store.write() as conn:
        progress.step(2, 4, "核对")
        plan = analyse(store, conn, data_set, block)
        progress.step(3, 4, "保存")
        notes.extend(_imported_before(conn, read.sha256))
        sha256 = read.sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
        origin = Origin(path.name, sha256)
        batch_id = take(store, conn, data_set, plan, block, origin, others=others, as_of=as_of)
        _remember(conn, dataset, read, mapping, choices)
        progress.step(4, 4, "完成")
    return _report(batch_id, read, mapping, plan, notes)


def _require_rows(read: Sheet, path: Path) -> None:
    if not read.row_numbers:
        raise RefusedError(
            "I-NO-ROWS",
            f"文件 {path.name} 中没有数据行。",
            "请检查工作表是否选对；没有导入任何数据。",
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


def _blocks(
    data_set: DataSet, read: Sheet, mapping: ColumnMapping
) -> tuple[Block, Block, list[str]]:
    notes = list(read.notes)
    units = read.unit_hints
    columns = mapping.columns
    cells = {name: read.cells[place] for name, place in columns.items()}
    missing = list(mapping.missing)
    hint = read.period_hint
    if data_set.period and data_set.period not in columns and hint:
        wanted = data_set.by_name[data_set.period].type
        if (wanted is FieldType.MONTH and len(hint) == 7) or wanted is FieldType.YEAR:
            cells[data_set.period] = [hint[:4] if wanted is FieldType.YEAR else hint] * len(
                read.row_numbers
            )
            missing = [name for name in missing if name != data_set.period]
            notes.append(f"表中没有“{data_set.by_name[data_set.period].title}”列，按标题取{hint}。")
    block = Block(
        row_numbers=read.row_numbers,
        cells=cells,
        headers={name: read.columns[place].header for name, place in columns.items()},
        units={name: units[place] for name, place in columns.items()},
        missing=missing,
        period_hint=hint,
    )
    used = set(columns.values())
    rest = {
        f"{column.header or '无表头'}#{column.index + 1}": read.cells[place]
        for place, column in enumerate(read.columns)
        if place not in used
    }
    return block, Block(read.row_numbers, rest), notes


def _remembered(conn: sa.Connection, dataset: str) -> dict[str, str]:
    query = sa.select(column_choice.c.header, column_choice.c.field)
    return {row[0]: row[1] for row in conn.execute(query.where(column_choice.c.dataset == dataset))}


def _remember(
    conn: sa.Connection,
    dataset: str,
    read: Sheet,
    mapping: ColumnMapping,
    choices: Mapping[str, str],
) -> None:
    """Keep what was chosen, by header text; a header that stands twice cannot be remembered."""
    twice = {normalise_header(header) for header in read.duplicated_headers}
    chosen = {
        normalise_header(read.columns[place].header): name
        for name, place in mapping.columns.items()
        if mapping.how.get(name) == "choice"
    }
    chosen |= {
        normalise_header(header): IGNORE for header, name in choices.items() if name == IGNORE
    }
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


def _imported_before(conn: sa.Connection, sha256: str) -> list[str]:
    query = sa.select(batch.c.at).where(batch.c.file_sha256 == sha256, batch.c.state == DONE)
    at = conn.execute(query.order_by(batch.c.at.desc())).scalar()
    return [f"同一文件在{str(at)[:10]}已经导入过。"] if at else []


def _report(
    batch_id: str | None, read: Sheet, mapping: ColumnMapping, plan: Plan, notes: list[str]
) -> ImportReport:
    return ImportReport(
        batch_id=batch_id,
        rows=len(plan.outcomes),
        **plan.counts(),
        left_out=read.left_out,
        findings=plan.findings(),
        columns={name: read.columns[place].header for name, place in mapping.columns.items()},
        unknown_columns=mapping.unknown,
        missing=mapping.missing,
        notes=notes,
        sheet_name=read.sheet_name,
    )
