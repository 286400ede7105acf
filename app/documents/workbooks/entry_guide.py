"""填表说明: the sheet of a template that says what is wanted, by when, and how it is sent in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from app.catalogue.model import Catalogue, DataSet, Field
from app.documents.workbooks.columns import told
from app.outcomes.words import iso
from app.workbook import BOLD, print_across, put

GUIDE = "填表说明"
_TOP = Alignment(vertical="top", wrap_text=True)
_TITLES = ("栏目", "怎样填", "必填", "计量", "举例", "含义")
_WIDTHS = (26.0, 64.0, 8.0, 10.0, 28.0, 56.0)


@dataclass(frozen=True)
class EntryForm:
    """For what a template is: the set, who fills it, for which period, until when, sent to whom.

    ``period`` is a text, empty where no round of collection is known.
    """

    catalogue: Catalogue
    data_set: DataSet
    agency: str
    coordinator: str
    period: str
    due: date


def add_guide(book: Workbook, form: EntryForm, fields: Sequence[Field]) -> None:
    """Add the sheet: the task, how to fill and send, and every column of ``fields``."""
    page: Any = book.create_sheet(GUIDE)
    for at, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    title = f"{form.data_set.title}{GUIDE}"
    lines: list[tuple[str, ...]] = [(title,), *_task(form), *_steps(form), ()]
    head = len(lines) + 1
    lines += [_TITLES, *(_explained(at, field) for at, field in enumerate(fields, start=1))]
    for row, line in enumerate(lines, start=1):
        for at, text in enumerate(line, start=1):
            cell = page.cell(row, at)
            put(cell, text)
            cell.alignment = _TOP
            if at == 1 or row == head:
                cell.font = BOLD
    page["A1"].alignment = Alignment()
    page.protection.sheet = True
    print_across(page, f"{head}:{head}")


def _task(form: EntryForm) -> Iterator[tuple[str, str]]:
    data_set = form.data_set
    yield "数据集", f"{data_set.code} {data_set.title}"
    yield "填报内容", data_set.about
    yield "依据", data_set.source
    yield "填报单位", form.agency
    yield "采集期间", form.period or "按采集通知"
    yield "截止日期", iso(form.due)
    key = "、".join(data_set.by_name[one].title for one in data_set.key if one in data_set.by_name)
    if key:
        yield "不能重复", f"{key}相同的算同一条，只填一行"


def _steps(form: EntryForm) -> Iterator[tuple[str, str]]:
    steps = (
        f"在“{form.data_set.title}”表中填，一行一条。带*的栏必须填，鼠标停在表头上有说明。",
        "有下拉表的栏从下拉表中选。代码、编号、月份按文本填，请不要改单元格的格式。",
        "请不要改动表头。没有的内容空着；已列出的企业没有数据的，整行空着。",
        "同一企业有多条的，在下面的空行中再填企业的代码和名称。",
        "填好存盘，交本单位操作员在信采的“导入”中导入；有问题的行按提示改正后再导入一次。",
        f"经另一人审核并告知企业后，在截止日期前随报送包报{form.coordinator}。",
    )
    for number, step in enumerate(steps, start=1):
        yield f"第{number}步", step


def _explained(at: int, field: Field) -> tuple[str, ...]:
    """A row of the table; its column's letter keeps the import from taking it for a header."""
    name = f"{get_column_letter(at)}栏　{field.title}"
    return (
        name,
        told(field),
        "是" if field.must_be_entered else "",
        field.unit,
        field.example,
        field.help,
    )
