"""A dry run that can be looked through: every row with its class, its cells and what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.model import DataSet, Value
from app.collection import changeset
from app.collection.analysis import CHANGED, Plan
from app.collection.column_proposal import cells_of_row
from app.collection.findings import Finding
from app.collection.importing import ImportReport, Judged, judge, let_go
from app.collection.preparing import ImportRequest
from app.collection.sheets.model import Sheet
from app.progress import Progress
from app.store.office_store import Store

Difference = tuple[str, Value, Value]
"""Field, stored value as it is, stored value as it would be."""


@dataclass(frozen=True)
class Trial:
    """What importing a file would do, row by row; rows are named by their position.

    ``subjects[i]`` is whose row it is, as far as it is known: a code of the register, else the
    text of the file. ``changes`` holds what would differ in records that are there already.
    """

    request: ImportRequest
    data_set: DataSet
    report: ImportReport
    sheet: Sheet
    outcomes: Sequence[str]
    subjects: Sequence[str]
    said: Mapping[int, Sequence[Finding]]
    changes: Mapping[int, Sequence[Difference]]

    def positions(self, outcome: str = "") -> list[int]:
        """The rows of one class in the order of the file; all rows for none."""
        return [
            place for place, found in enumerate(self.outcomes) if not outcome or found == outcome
        ]

    def cells(self, position: int) -> list[tuple[str, str]]:
        """Header and text of the cells of a row that are not empty."""
        return cells_of_row(self.sheet, position)


def try_request(store: Store, request: ImportRequest, progress: Progress) -> Trial:
    """Judge a file for somebody to look through. Raises as :func:`judge`."""
    judged = judge(store, request, progress=progress)
    plan, prepared = judged.plan, judged.prepared
    found = Trial(
        request,
        prepared.data_set,
        judged.report,
        prepared.sheet,
        plan.outcomes,
        _subjects(judged),
        plan.of_row,
        _changes(store, prepared.data_set, plan),
    )
    let_go(plan)
    return found


def _subjects(judged: Judged) -> list[str]:
    cells = judged.prepared.block.cells
    shown = [
        cells[name]
        for name in ("ent_name", "uscc", judged.prepared.data_set.lookup)
        if name in cells
    ]
    texts = zip(*shown, strict=True) if shown else iter([()] * len(judged.plan.rows))
    return [
        str(row["uscc"] or next((text for text in row_texts if text), ""))
        for row, row_texts in zip(judged.plan.rows, texts, strict=True)
    ]


def _changes(store: Store, data_set: DataSet, plan: Plan) -> dict[int, list[Difference]]:
    """What would differ, for rows that change a record, warned or not."""
    columns = changeset.image_columns(store.table(data_set.code))
    places = [(name, columns.index(name)) for name in plan.names]
    found: dict[int, list[Difference]] = {}
    for position, stored in plan.stored.items():
        row = plan.rows[position]
        apart = [
            (name, stored.image[place], row[name])
            for name, place in places
            if stored.image[place] != row[name]
        ]
        if apart or plan.outcomes[position] == CHANGED:
            found[position] = apart
    return found
