"""The audit log carried away as a workbook or CSV: a right of reviewers and administrators.

What leaves the office is itself written into the log, before the file is written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.browsing import exporting
from app.files import written_aside
from app.keys.roles import Role
from app.listing import Key, Source
from app.outcomes.upwards_files import guarded
from app.progress import SILENT, Progress
from app.store import audit
from app.store.office_store import Store

MAY_EXPORT = frozenset({Role.REVIEWER, Role.ADMIN})
_PAGE = 500


def write_audit_list(
    store: Store,
    path: Path,
    source: Source,
    columns: Sequence[int],
    ids: Sequence[Key],
    progress: Progress = SILENT,
) -> int:
    """Write these entries with these columns; ``.csv`` as UTF-8 CSV, else a workbook.

    Returns how many. Raises ``R-ROLE``, ``ENV-*``.
    """
    store.require(*sorted(MAY_EXPORT))
    write = _write_csv if path.suffix.lower() == ".csv" else exporting.write_list
    with store.write() as conn:
        summary = {"file": path.name, "count": len(ids)}
        audit.append(conn, store, "audit.export", store.db_id, summary)
    return write(path, source, columns, ids, progress)


def _write_csv(
    path: Path,
    source: Source,
    columns: Sequence[int],
    ids: Sequence[Key],
    progress: Progress = SILENT,
) -> int:
    """With a byte-order mark, by which Excel and WPS know it is UTF-8; no cell is a formula."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow([source.columns[place].title for place in columns])
    written = 0
    for start in range(0, len(ids), _PAGE):
        progress.step(start, len(ids), "写入表格")
        page = ids[start : start + _PAGE]
        found = source.rows(page)
        rows = [[guarded(found[key][place]) for place in columns] for key in page if key in found]
        lines.writerows(rows)
        written += len(rows)
    with written_aside(path) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))
    progress.step(len(ids), len(ids))
    return written
