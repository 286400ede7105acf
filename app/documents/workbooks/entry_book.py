"""The entry template of a data set (采集模板): made from the catalogue, read back by the import.

Locked against slips, with no password to lose; whatever slips through, the import finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.catalogue.model import Catalogue, DataSet, Field, FieldType
from app.collection.mapping import fields_of
from app.documents.workbooks.columns import check_of, heading, number_format, offered, told
from app.documents.workbooks.entry_guide import EntryForm, add_guide
from app.workbook import BOLD, TEXT, book_written, plain, print_across, put, sheet_name

CODES = "代码表"
SUBJECT = ("uscc", "ent_name")
"""The columns that say whose row it is; they stand first."""

_LAST_ROW = 200_000
"""As many rows as the import takes."""
_ERROR_CHARS = 255
_COLUMNS_ACROSS = 12
"""So many columns can still be read on one sheet of A4."""

_HEAD = PatternFill("solid", fgColor="FFE8E8E8")
_MUST = PatternFill("solid", fgColor="FFFFE9A8")
_LOCKED = PatternFill("solid", fgColor="FFF4F4F4")
_THIN = Side("thin", "FFBFBFBF")
_LINE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRED = Alignment("center", "center", wrap_text=True)
_OPEN = Protection(locked=False)
_WIDTHS = {"uscc": 22.0, "ent_name": 34.0}
_NARROW = (FieldType.DATE, FieldType.MONTH, FieldType.YEAR, FieldType.BOOL)


def write_entry_book(
    path: Path, form: EntryForm, prefilled: Iterable[tuple[str, str]] = ()
) -> None:
    """Write the template as .xlsx: the table, 填表说明, and the code lists on a hidden sheet.

    ``prefilled`` are credit codes and names, which are then locked; rows below stay open for
    more. Raises ``ENV-*``; ``path`` is then as it was before.
    """
    fields = entry_fields(form.data_set)
    with book_written(path, rows_only=False) as book:
        page = book.create_sheet(sheet_name(form.data_set.title))
        add_guide(book, form, fields)
        codes = _code_lists(book, form.catalogue, fields)
        for at, field in enumerate(fields, start=1):
            _column(page, at, field)
            _check(page, at, field, codes, form.catalogue)
        _fill(page, prefilled)
        page.freeze_panes = f"{get_column_letter(len(SUBJECT) + 1)}2"
        page.print_title_cols = f"A:{get_column_letter(len(SUBJECT))}"
        print_across(page, "1:1", 1 + len(fields) // _COLUMNS_ACROSS)
        _protect(page)


def entry_fields(data_set: DataSet) -> list[Field]:
    """The columns in order: whose row it is, then what a clerk enters, as the catalogue says it."""
    known = fields_of(data_set)
    rest = [one for one in known.values() if one.name not in SUBJECT and not one.derived]
    return [*(known[name] for name in SUBJECT), *rest]


def _code_lists(book: Workbook, catalogue: Catalogue, fields: Sequence[Field]) -> Mapping[str, str]:
    """The hidden sheet of drop-downs, a named range each; returns list id to the range's name."""
    page = book.create_sheet(CODES)
    page.sheet_state = "hidden"
    page.protection.sheet = True
    names: dict[str, str] = {}
    for field in fields:
        if not field.codes or field.codes in names:
            continue
        code_list = catalogue.code_lists[field.codes]
        names[field.codes] = name = f"codes_{field.codes}"
        at = len(names)
        texts = offered(field, code_list)
        for row, text in enumerate([code_list.title, *texts], start=1):
            put(page.cell(row, at), text)
        column = get_column_letter(at)
        area = f"'{CODES}'!${column}$2:${column}${len(texts) + 1}"
        book.defined_names[name] = DefinedName(name, attr_text=area)
    return names


def _column(page: Worksheet, at: int, field: Field) -> None:
    """The heading with its comment, and the format of all cells below, open for entry."""
    head: Any = page.cell(1, at)
    title = heading(field)
    put(head, f"*{title}" if field.must_be_entered else title)
    head.font, head.alignment, head.border = BOLD, _CENTRED, _LINE
    head.fill = _MUST if field.must_be_entered else _HEAD
    head.comment = Comment(_comment(field), "信采", height=150, width=300)
    below = page.column_dimensions[head.column_letter]
    below.number_format, below.protection = number_format(field), _OPEN
    narrow = 13.0 if field.type in _NARROW else 18.0
    below.width = _WIDTHS.get(field.name, max(narrow, len(title) * 1.6))


def _comment(field: Field) -> str:
    lines = [field.help, f"填法：{told(field)}", "必填" if field.must_be_entered else "可以不填"]
    if field.unit:
        lines.insert(2, f"单位：{field.unit}")
    if field.example:
        lines.append(f"例：{field.example}")
    return plain("\n".join(filter(None, lines)))


def _check(
    page: Worksheet, at: int, field: Field, codes: Mapping[str, str], catalogue: Catalogue
) -> None:
    column = get_column_letter(at)
    code_list = catalogue.code_lists.get(field.codes)
    check = check_of(field, f"{column}2", codes.get(field.codes, ""), code_list)
    if check is None:
        return
    rule = DataValidation(
        check.kind,
        check.first,
        check.second,
        operator=check.operator,
        allow_blank=True,
        showErrorMessage=check.strict,
        errorTitle="填写有误",
        error=f"{field.title}：{told(field)}。例：{field.example}"[:_ERROR_CHARS],
        sqref=f"{column}2:{column}{_LAST_ROW}",
    )
    page.add_data_validation(rule)


def _fill(page: Worksheet, prefilled: Iterable[tuple[str, str]]) -> None:
    for row, subject in enumerate(prefilled, start=2):
        for at, text in enumerate(subject, start=1):
            cell: Any = page.cell(row, at)
            put(cell, text)
            cell.number_format, cell.fill = TEXT, _LOCKED


def _protect(page: Worksheet) -> None:
    """Headings and what was prefilled stay; widths, filters and whole open rows may change."""
    rules = page.protection
    rules.sheet = True
    rules.formatColumns = rules.formatRows = False
    rules.insertRows = rules.deleteRows = rules.autoFilter = rules.sort = False
