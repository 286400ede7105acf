"""Workbooks as clerks make them: the table is found, and nothing of it is lost or made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from app.collection import sheets
from app.collection.sheets import CellError
from app.errors import RefusedError
from tests.unit.collection.sheets.books import HEADERS, LABELS, ROWS, book, rewritten


def headers(read: sheets.Sheet) -> list[str]:
    return [column.header for column in read.columns]


def reasons(read: sheets.Sheet) -> list[tuple[int, str]]:
    return [(entry.row, entry.reason) for entry in read.left_out]


def test_a_plain_table(tmp_path: Path) -> None:
    read = sheets.read(book(tmp_path / "a.xlsx", [HEADERS, *ROWS]), labels=LABELS)
    assert headers(read) == HEADERS
    assert read.row_numbers == [2, 3]
    assert read.cells[3] == [120.5, 7.0]
    assert read.unit_hints[3] == "kWh"
    assert len(read.sha256) == 64


def test_titles_totals_notes_signatures_and_blanks_are_told_apart(tmp_path: Path) -> None:
    rows = [
        ["渑池县2026年3月电费明细表"], ["单位：万元"], HEADERS, ROWS[0], [], HEADERS,
        ROWS[1],
        ["合 计", None, None, 127.5, 85],
        ["注：以系统数据为准"], ["制表人：张三", None, "审核人：李四"],
    ]  # fmt: skip
    read = sheets.read(book(tmp_path / "a.xlsx", rows), labels=LABELS)
    assert read.row_numbers == [4, 7]
    assert reasons(read) == [
        (1, "title"), (2, "title"), (5, "blank"), (6, "repeated-header"), (8, "total"), (9, "note"),
        (10, "signature"),
    ]  # fmt: skip
    assert read.title_unit == "万元"
    assert read.period_hint == "2026-03"


def test_a_company_named_like_a_total_stays_a_row(tmp_path: Path) -> None:
    rows = [
        HEADERS,
        ["合众机械有限公司", "41122100001", "2026-03", 1, 1],
        ["总计软件公司", "41122100003", "2026-03", 1, 1],
    ]
    assert sheets.read(book(tmp_path / "a.xlsx", rows), labels=LABELS).row_numbers == [2, 3]


def test_two_line_headers_are_joined(tmp_path: Path) -> None:
    def merge(page: Worksheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            page.merge_cells(area)

    rows = [
        ["户名", "月份", "本期", None, "上期", None],
        [None, None, "电量", "电费", "电量", "欠费"],
        ["甲公司", "2026-03", 1, 2, 3, 4],
    ]
    read = sheets.read(book(tmp_path / "a.xlsx", rows, merge), labels=LABELS)
    assert headers(read) == ["户名", "月份", "本期-电量", "电费", "上期-电量", "上期-欠费"]
    assert read.header_rows == (1, 2)
    assert read.row_numbers == [3]


def test_vertically_merged_cells_are_filled_down(tmp_path: Path) -> None:
    rows = [HEADERS, ROWS[0], [None, "41122100009", "2026-03", 1, 1]]
    read = sheets.read(
        book(tmp_path / "a.xlsx", rows, lambda page: page.merge_cells("A2:A3")), labels=LABELS
    )
    assert read.cells[0] == ["甲公司", "甲公司"]


def test_hidden_columns_are_marked_and_hidden_rows_are_data(tmp_path: Path) -> None:
    def hide(page: Worksheet) -> None:
        page.column_dimensions["B"].hidden = True
        page.row_dimensions[3].hidden = True

    read = sheets.read(book(tmp_path / "a.xlsx", [HEADERS, *ROWS], hide), labels=LABELS)
    assert [column.hidden for column in read.columns] == [False, True, False, False, False]
    assert read.row_numbers == [2, 3]
    assert any("户号" in note for note in read.notes)
    assert any("隐藏的行" in note for note in read.notes)


def test_error_cells_and_unsaved_formulas_are_findings_not_blanks(tmp_path: Path) -> None:
    def spoil(page: Worksheet) -> None:
        page["D2"] = "#N/A"
        page["E2"] = "=D2*0.6"

    read = sheets.read(book(tmp_path / "a.xlsx", [HEADERS, *ROWS], spoil), labels=LABELS)
    assert read.cells[3][0] == "#N/A"
    assert isinstance(read.cells[3][0], CellError)
    assert isinstance(read.cells[4][0], CellError)
    assert read.cells[4][1] == 5.0


def test_percentages_are_read_as_shown(tmp_path: Path) -> None:
    def percent(page: Worksheet) -> None:
        page["D2"] = 0.0435
        page["D2"].number_format = "0.00%"

    read = sheets.read(book(tmp_path / "a.xlsx", [HEADERS, *ROWS], percent), labels=LABELS)
    text = read.cells[3][0]
    assert isinstance(text, str)
    assert float(text.rstrip("%")) == 4.35


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_dates_in_both_calendars(tmp_path: Path, epoch: object) -> None:
    workbook = openpyxl.Workbook()
    if epoch:
        workbook.epoch = CALENDAR_MAC_1904
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.append(["户名", "月份"])
    page.append(["甲公司", date(2026, 3, 1)])
    workbook.save(tmp_path / "a.xlsx")
    assert sheets.read(tmp_path / "a.xlsx", labels=LABELS).cells[1] == [date(2026, 3, 1)]


def test_the_sheet_with_the_table_is_found_wherever_it_is(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "说明"
    workbook["说明"].append(["填表说明"])
    workbook.create_sheet("空模板").append(HEADERS)
    page = workbook.create_sheet("数据")
    page.append(HEADERS)
    page.append(ROWS[0])
    workbook.create_sheet("字典").append(["代码", "名称"])
    workbook.save(tmp_path / "a.xlsx")
    read = sheets.read(tmp_path / "a.xlsx", labels=LABELS)
    assert read.sheet_name == "数据"
    assert read.sheet_names == ["说明", "空模板", "数据", "字典"]


def test_two_sheets_that_could_both_be_meant_are_asked_about(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "1月"
    for page in (workbook["1月"], workbook.create_sheet("2月")):
        page.append(HEADERS)
        page.append(ROWS[0])
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(RefusedError, match="1月、2月") as refusal:
        sheets.read(tmp_path / "a.xlsx", labels=LABELS)
    assert refusal.value.code == "I-FILE-SHEETS"
    assert sheets.read(tmp_path / "a.xlsx", sheet="2月", labels=LABELS).sheet_name == "2月"
    with pytest.raises(RefusedError, match="I-FILE-SHEET"):
        sheets.read(tmp_path / "a.xlsx", sheet="3月", labels=LABELS)


def test_duplicated_headers_are_reported(tmp_path: Path) -> None:
    read = sheets.read(
        book(tmp_path / "a.xlsx", [["户名", "电费", "电费"], ["甲", 1, 2]]), labels=LABELS
    )
    assert read.duplicated_headers == ["电费"]


def test_the_user_can_name_the_header_row(tmp_path: Path) -> None:
    rows = [["x", "y"], ["甲", "乙"], ["丙", "丁"]]
    read = sheets.read(book(tmp_path / "a.xlsx", rows), header_row=2)
    assert headers(read) == ["甲", "乙"]
    assert read.row_numbers == [3]


def test_a_sheet_of_unknown_headers_can_still_be_mapped_by_hand(tmp_path: Path) -> None:
    read = sheets.read(book(tmp_path / "a.xlsx", [["标题"], ["子", "丑"], ["1", 2]]), labels=LABELS)
    assert headers(read) == ["子", "丑"]


def test_a_header_alone_is_not_success(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="I-FILE-EMPTY"):
        sheets.read(book(tmp_path / "a.xlsx", [HEADERS]), labels=LABELS)
    with pytest.raises(RefusedError, match="I-FILE-HEADER"):
        sheets.read(book(tmp_path / "b.xlsx", []), labels=LABELS)


def test_xls_with_merges(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("电费")
    for row, cells in enumerate([HEADERS, *ROWS]):
        for column, cell in enumerate(cells):
            if (row, column) not in ((1, 0), (2, 0)):
                page.write(row, column, cell)
    page.write_merge(1, 2, 0, 0, "甲公司")
    workbook.save(str(tmp_path / "a.xls"))
    read = sheets.read(tmp_path / "a.xls", labels=LABELS)
    assert read.cells[0] == ["甲公司", "甲公司"]
    assert read.cells[3] == [120.5, 7.0]


def test_macros_are_ignored_and_said_so(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADERS, *ROWS])
    rewritten(path, "xl/vbaProject.bin", lambda _: b"macro")
    read = sheets.read(path.rename(tmp_path / "a.xlsm"), labels=LABELS)
    assert any("宏" in note for note in read.notes)


def test_120_000_rows_are_read(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    page = workbook.create_sheet("电费")
    page.append(HEADERS)
    for number in range(120_000):
        page.append(
            [f"第{number % 3000}公司", f"4112210{number:06d}", "2026-03", number / 100, 1.5]
        )
    workbook.save(tmp_path / "a.xlsx")
    read = sheets.read(tmp_path / "a.xlsx", labels=LABELS)
    assert len(read.row_numbers) == 120_000
    assert read.cells[3][-1] == 1199.99
