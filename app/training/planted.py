"""The ledger of everything planted: what the import and the rating must find, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.training.county import County
    from app.training.workbooks import Workbook


def ledger(county: County, workbooks: Iterable[Workbook]) -> list[dict[str, Any]]:
    """All plants. Keys: id, kind (``row`` | ``file`` | ``rating``), agency, dataset, file, row, what,

    expected. ``row`` is the 1-based row in the file (0 where it has none). A ``row`` plant expects
    ``class`` (an import class) and, where there is one, ``code``; a ``file`` plant ``rows`` and
    ``left_out`` rows; a ``rating`` plant keys of a score sheet (see :class:`app.training.cases.Case`)
    with ``uscc`` beside them and ``steps`` for what offices must do.
    """
    found: list[dict[str, Any]] = []
    for workbook in workbooks:
        where = {"agency": workbook.agency, "dataset": workbook.dataset, "file": workbook.path.name}
        found.append(
            {
                "id": f"file-{workbook.agency}-{workbook.path.stem}",
                "kind": "file",
                **where,
                "row": 0,
                "what": "整个文件",
                "expected": {"rows": workbook.rows, "left_out": workbook.left_out},
            }
        )
        found += [{**plant, "kind": "row", **where} for plant in workbook.planted]
    for uscc, case in county.cases.items():
        found.append(
            {
                "id": case.id,
                "kind": "rating",
                "agency": "",
                "dataset": "",
                "file": "",
                "row": 0,
                "uscc": uscc,
                "what": case.what,
                "expected": dict(case.expected),
                "steps": dict(case.steps),
            }
        )
    return found


def write_ledger(entries: list[dict[str, Any]], path: Path) -> None:
    """The ledger as JSON, one plant a line."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in entries)
    path.write_text(f"[\n{lines}\n]\n", "utf-8")
