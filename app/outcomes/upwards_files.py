"""The bytes of a target's file: workbook, CSV (a zip of them when there are several), or JSON.

All values are texts as the mapping wants them, so that no reader rounds a code or a date.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from app.outcomes.upwards_target import Sheet, Target
from app.workbook import new_cell

Table = tuple[Sheet, Sequence[Sequence[str]]]
MAX_SHEET_ROWS = 1_048_575
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MADE = (2000, 1, 1, 0, 0, 0)


def suffix(target: Target) -> str:
    """How the file's name must end."""
    if target.format == "csv" and len(target.sheets) > 1:
        return ".zip"
    return f".{target.format}"


def content(target: Target, tables: Iterable[Table]) -> bytes:
    """The whole file."""
    if target.format == "xlsx":
        return _workbook(tables)
    if target.format == "json":
        return _json(target, tables)
    files = {
        f"{sheet.name.removesuffix('.csv')}.csv": _csv(target, sheet, rows)
        for sheet, rows in tables
    }
    if len(files) == 1:
        return next(iter(files.values()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unholdable(target: Target, text: str) -> str:
    """The characters of ``text`` that the target's file cannot hold, each once."""
    if target.format == "xlsx":
        return "".join(dict.fromkeys(ILLEGAL_CHARACTERS_RE.findall(text)))
    try:
        text.encode(target.encoding)
    except UnicodeEncodeError:
        return "".join(dict.fromkeys(one for one in text if not _holds(target.encoding, one)))
    return ""


def guarded(text: str) -> str:
    """``text`` so that a spreadsheet does not take it for a formula: an apostrophe goes before it.

    A plain number stays a number. :func:`unguarded` is the exact inverse.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """What stood before :func:`guarded`; for whoever reads the file by program."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _holds(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _workbook(tables: Iterable[Table]) -> bytes:
    book = Workbook(write_only=True)
    for sheet, rows in tables:
        page = book.create_sheet(sheet.name)
        page.append([new_cell(page, column.name) for column in sheet.columns])
        for row in rows:
            page.append([new_cell(page, value) for value in row])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _csv(target: Target, sheet: Sheet, rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in sheet.columns])
    for row in rows:
        writer.writerow(map(guarded, row) if target.guard else row)
    return text.getvalue().encode(target.encoding)


def _json(target: Target, tables: Iterable[Table]) -> bytes:
    told = {
        "target": target.id,
        "version": target.version,
        "sheets": {
            sheet.name: [
                dict(zip((column.name for column in sheet.columns), row, strict=True))
                for row in rows
            ]
            for sheet, rows in tables
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode(target.encoding)
