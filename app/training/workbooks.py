"""Writes every agency's facts as the files its clerks would hand in, with dirt among them.

The same county gives the same bytes: times inside .xlsx files are fixed.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book

from app.catalogue.model import DataSet, Field, FieldType
from app.training.cells import Cell, Style, header, show, style
from app.training.codes import Row
from app.training.county import County
from app.training.dirt import Line, dirty_lines
from app.training.register import Enterprise

_FIXED = (2026, 4, 1, 9, 0, 0)
_ENCODINGS = {
    "csv-gbk": ("gb18030", ","),
    "csv-utf8": ("utf-8-sig", ","),
    "txt-utf16": ("utf-16", "\t"),
}
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Workbook:
    """One file: ``rows`` data rows (plants among them), ``left_out`` total and signature rows.

    ``planted`` are its row plants, each with the 1-based ``row`` in the file.
    """

    agency: str
    dataset: str
    path: Path
    rows: int
    left_out: int
    planted: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class _Column:
    entry: Field | None
    header: str
    unit: str = ""


def write_workbooks(county: County, folder: Path) -> list[Workbook]:
    """A folder per agency, in it a file per data set that has rows; the register's agency first."""
    enterprises = {entry.uscc: entry for entry in county.enterprises}
    found = []
    for agency, sets in county.facts.items():
        for code, rows in sets.items():
            if rows:
                data_set = county.catalogue.data_sets[code]
                found.append(_write(county, agency, data_set, rows, enterprises, folder / agency))
    return found


def _write(
    county: County,
    agency: str,
    data_set: DataSet,
    rows: list[Row],
    enterprises: dict[str, Enterprise],
    folder: Path,
) -> Workbook:
    rng = random.Random(f"{county.seed}/{agency}/{data_set.code}")
    habits = style(rng, len(rows))
    lines = dirty_lines(data_set, rows, enterprises, rng)
    columns = _columns(data_set, lines, habits, rng)
    top = _top(county, agency, data_set, columns, habits)
    table = [_cells(county, line, columns, habits, enterprises) for line in lines]
    tail = _tail(columns, habits)
    suffix = habits.form[:4] if habits.form == "xlsx" else habits.form[:3]
    path = folder / f"{data_set.code}-{data_set.title}.{suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    if habits.form == "xlsx":
        _save_xlsx(path, data_set.title, top, [*table, *tail], habits.two_lines)
    else:
        _save_text(path, [*top, *table, *tail], *_ENCODINGS[habits.form])
    planted = tuple(
        {**line.plant, "id": f"{agency}-{data_set.code}-{line.plant['id']}", "row": at}
        for at, line in enumerate(lines, len(top) + 1)
        if line.plant is not None
    )
    return Workbook(agency, data_set.code, path, len(lines), len(tail), planted)


def _columns(
    data_set: DataSet, lines: Sequence[Line], habits: Style, rng: random.Random
) -> list[_Column]:
    """Fields that any row fills or that are required; the enterprise first, the rest in any order."""
    used = {name for line in lines for name, value in line.row.items() if value is not None}
    used |= {"uscc", "ent_name"}
    fields = [
        entry for entry in data_set.fields
        if (entry.name in used or entry.required) and not entry.derived and not entry.retired
    ]  # fmt: skip
    lead = [entry for entry in fields if entry.name in ("uscc", "ent_name")]
    rest = [entry for entry in fields if entry not in lead]
    if rng.random() < 0.4:
        rng.shuffle(rest)
    if rng.random() < 0.4:
        lead.reverse()
    columns = [_Column(entry, *header(data_set, entry, habits, rng)) for entry in (*lead, *rest)]
    if habits.extra:
        columns.insert(0, _Column(None, "序号"))
        columns.append(_Column(None, "经办人备注"))
    return columns


def _top(
    county: County, agency: str, data_set: DataSet, columns: Sequence[_Column], habits: Style
) -> list[list[Cell]]:
    top: list[list[Cell]] = []
    if habits.title:
        top.append([f"{county.catalogue.agencies[agency].title}{data_set.title}情况表"])
        top.append([f"填报日期：{county.as_of.year}年{county.as_of.month}月{county.as_of.day}日"])
    if habits.two_lines:
        split = next((at for at, column in enumerate(columns) if column.entry and column.entry.name not in ("uscc", "ent_name")), 1)  # fmt: skip
        heads: list[Cell] = [None] * len(columns)
        heads[0], heads[split] = "主体信息", "填报内容"
        top.append(heads)
    top.append([column.header for column in columns])
    return top


def _cells(
    county: County,
    line: Line,
    columns: Sequence[_Column],
    habits: Style,
    enterprises: dict[str, Enterprise],
) -> list[Cell]:
    cells: list[Cell] = []
    for column in columns:
        entry = column.entry
        if entry is None:
            cells.append(None)
        elif entry.name in line.shown:
            cells.append(line.shown[entry.name] or None)
        elif entry.name == "ent_name" and "ent_name" not in line.row:
            cells.append(enterprises[str(line.row["uscc"])].name)
        else:
            value = line.row.get(entry.name)
            if value is None and entry.default:
                value = entry.default
            cells.append(show(entry, column.unit, value, habits, county.catalogue))
    return cells


def _tail(columns: Sequence[_Column], habits: Style) -> list[list[Cell]]:
    tail: list[list[Cell]] = []
    if habits.total:
        tail.append(["合计", *(_total(column) for column in columns[1:])])
    if habits.signature:
        tail.append(["制表人：赵某", None, "审核人：钱某"])
    return tail


def _total(column: _Column) -> Cell:
    summed = column.entry is not None and column.entry.type is FieldType.AMOUNT
    return 888_888 if summed else None


def _save_text(path: Path, rows: Sequence[Sequence[Cell]], encoding: str, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def _save_xlsx(
    path: Path,
    title: str,
    top: Sequence[Sequence[Cell]],
    rows: Sequence[Sequence[Cell]],
    two_lines: bool,
) -> None:
    book = Book(write_only=not two_lines)
    sheet: Any = book.create_sheet(title) if not two_lines else book.active
    for row in (*top, *rows):
        sheet.append(row)
    if two_lines:
        sheet.title = title
        heads = top[-2]
        second = next(at for at, cell in enumerate(heads) if at and cell)
        width, line = len(heads), len(top) - 1
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=second)
        sheet.merge_cells(start_row=line, end_row=line, start_column=second + 1, end_column=width)
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in made.namelist():
            data = made.read(name)
            if name == "docProps/core.xml":
                data = _STAMP.sub(b"2026-04-01T01:00:00Z", data)
            fixed.writestr(zipfile.ZipInfo(name, _FIXED), data, zipfile.ZIP_DEFLATED, 4)
