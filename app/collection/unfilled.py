"""Rows of a prefilled template that nobody filled in: an enterprise, and nothing about it."""

from __future__ import annotations

from dataclasses import replace

from app.catalogue.model import DataSet
from app.collection.mapping import ColumnMapping, fields_of
from app.collection.sheets.model import Cell, LeftOut, Sheet

REASON = "unfilled"
_WHO = ("uscc", "ent_name")


def without_unfilled(data_set: DataSet, read: Sheet, mapping: ColumnMapping) -> Sheet:
    """``read`` with these rows among ``left_out``, and a note of how many they are.

    Only where some other column must be filled: such a row could never be a record, while a list
    of bare codes is one where nothing more is asked.
    """
    fields = fields_of(data_set)
    told = {name: read.cells[place] for name, place in mapping.columns.items() if name not in _WHO}
    asked = any(fields[name].must_be_entered for name in told)
    who = [read.cells[mapping.columns[name]] for name in _WHO if name in mapping.columns]
    if not asked or not who:
        return read
    empty = list(range(len(read.row_numbers)))
    for column in told.values():
        empty = [row for row in empty if _nothing(column[row])]
        if not empty:
            return read
    dropped = set(empty)
    kept = [row for row in range(len(read.row_numbers)) if row not in dropped]
    lines = [
        LeftOut(read.row_numbers[row], REASON, " ".join(str(one[row] or "") for one in who).strip())
        for row in empty
    ]
    return replace(
        read,
        row_numbers=[read.row_numbers[row] for row in kept],
        cells=[[column[row] for row in kept] for column in read.cells],
        left_out=sorted([*read.left_out, *lines], key=lambda line: line.row),
        notes=[*read.notes, f"有{len(empty)}行只有企业、没有填内容，不作为数据。"],
    )


def _nothing(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
