"""Entry templates: what a clerk fills in as the template asks, the import takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app import clock
from app.catalogue.labels import normalise_header
from app.catalogue.model import DataSet, Field, FieldType
from app.collection.importing import import_file
from app.collection.mapping import label_table
from app.collection.values import convert_one
from app.documents.workbooks.columns import check_of, number_format, offered
from app.documents.workbooks.entry_book import entry_fields, write_entry_book
from app.documents.workbooks.entry_guide import EntryForm
from app.documents.workbooks.office_templates import entry_template
from app.errors import EnvironmentFault, RefusedError, UsageError
from app.identifiers import LENGTHS, RULES
from app.store.campaign_tables import campaign
from app.training.county import County, generate
from tests.unit.documents.workbooks.filling import CATALOGUE, fill, office

SETS = list(CATALOGUE.data_sets.values())
ROWS = 8
CHECKED = [
    (data_set, field) for data_set in SETS for field in entry_fields(data_set)
    if field.type is not FieldType.MONTH and not field.codes
]  # fmt: skip


@pytest.fixture(autouse=True)
def _spring() -> Iterator[None]:
    with clock.at(datetime(2026, 4, 10, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture(scope="module")
def county() -> County:
    return generate(11, 250, None, CATALOGUE)


def template(path: Path, data_set: DataSet, prefilled: list[tuple[str, str]] | None = None) -> Path:
    form = EntryForm(CATALOGUE, data_set, "甲单位", "县支行", "", date(2026, 4, 20))
    write_entry_book(path, form, prefilled or [])
    return path


def checks(path: Path, data_set: DataSet) -> dict[str, DataValidation]:
    """The data validation of each field, as Excel reads it."""
    page = load_workbook(path)[data_set.title]
    found = {str(rule.sqref).split("2:")[0]: rule for rule in page.data_validations.dataValidation}
    return {
        field.name: found[get_column_letter(at)]
        for at, field in enumerate(entry_fields(data_set), start=1)
        if get_column_letter(at) in found
    }


@pytest.mark.parametrize("agency", [one for one in CATALOGUE.agencies if one != "RH"])
def test_a_template_filled_as_it_asks_is_taken_row_by_row(
    county: County, agency: str, tmp_path: Path
) -> None:
    """A clerk who did all that the template asked would be sent back by the import."""
    names = {one.uscc: one.name for one in county.enterprises}
    sets = {code: rows for code, rows in county.facts.get(agency, {}).items() if rows}
    wrong: dict[str, Any] = {}
    with office(tmp_path / "o", agency, county) as store:
        for code, facts in sets.items():
            data_set = CATALOGUE.data_sets[code]
            some = facts if code == "SC01" else facts[:ROWS]
            rows = [{"ent_name": names[str(row["uscc"])], **row} for row in some]
            entry_template(store, code, tmp_path / "t.xlsx")
            fill(tmp_path / "t.xlsx", tmp_path / "f.xlsx", CATALOGUE, data_set, rows)
            report = import_file(store, code, tmp_path / "f.xlsx")
            with store.read() as conn:
                stored = [row._mapping for row in conn.execute(sa.select(store.table(code)))]
            if (report.new, report.rows, report.unknown_columns) != (len(rows), len(rows), []):
                wrong[code] = report
            elif [_entered(data_set, row) for row in stored] != [
                _entered(data_set, row) for row in rows
            ]:
                wrong[code] = stored
    assert wrong == {}


def _entered(data_set: DataSet, row: Any) -> list[Any]:
    """What a clerk types of a row; what the import completes by itself is left aside."""
    entered = []
    for field in entry_fields(data_set):
        value = row.get(field.name)
        if value and field.identifier:
            value = RULES[field.identifier](value).value
        if not (field.matching or field.default or field.fallback):
            entered.append(value)
    return entered


def test_every_data_set_is_tried_above(county: County) -> None:
    """A data set that nobody practises could have a template that nobody can use."""
    tried = {code for sets in county.facts.values() for code, rows in sets.items() if rows}
    assert tried == set(CATALOGUE.data_sets)


@pytest.mark.parametrize("data_set", SETS, ids=lambda one: one.code)
def test_the_sheet_is_what_the_catalogue_says(data_set: DataSet, tmp_path: Path) -> None:
    """A heading that the import does not know, or a lost format, costs a day of typing."""
    book = load_workbook(template(tmp_path / "t.xlsx", data_set))
    assert book.sheetnames == [data_set.title, "填表说明", "代码表"]
    assert book["代码表"].sheet_state == "hidden"
    page = book[data_set.title]
    fields = entry_fields(data_set)
    assert [field.name for field in fields][:2] == ["uscc", "ent_name"]
    assert {field.name for field in fields} == {
        field.name for field in data_set.fields if not field.derived and not field.retired
    }
    known = label_table(data_set)
    for at, (head, field) in enumerate(zip(page[1], fields, strict=True), start=1):
        assert known[normalise_header(head.value)] == field.name
        assert head.value.startswith("*") is field.must_be_entered
        assert field.unit in head.value
        assert head.protection.locked
        assert all(text in head.comment.text for text in (field.help, field.example))
        below = page.column_dimensions[get_column_letter(at)]
        assert (below.number_format, below.protection.locked) == (number_format(field), False)
    assert (page.freeze_panes, page.protection.sheet) == ("C2", True)
    assert (page.print_title_rows, page.page_setup.orientation) == ("$1:$1", "landscape")
    told = " ".join(str(cell) for row in book["填表说明"].values for cell in row if cell)
    for part in (data_set.code, data_set.about, "甲单位", "县支行", "2026年4月20日"):
        assert part in told
    for row in book["填表说明"].values:
        texts = {normalise_header(cell) for cell in row if isinstance(cell, str)}
        assert len(texts & set(known)) < 2, "the import would take it for the table"


def test_every_text_of_a_drop_down_is_read_as_its_code(tmp_path: Path) -> None:
    """A clerk would pick from the list and be told that it is not in the list."""
    seen = set()
    for data_set in SETS:
        book = load_workbook(template(tmp_path / "t.xlsx", data_set))
        rules = checks(tmp_path / "t.xlsx", data_set)
        for field in entry_fields(data_set):
            if not field.codes:
                continue
            code_list = CATALOGUE.code_lists[field.codes]
            area = book.defined_names[rules[field.name].formula1].attr_text
            sheet, _, cells = area.rpartition("!")
            texts = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
            assert texts == offered(field, code_list)
            for text, entry in zip(texts, code_list.codes, strict=True):
                assert convert_one(field, code_list, text) == (entry.code, [])
            strict = field.type is FieldType.CODE and not code_list.pattern
            assert bool(rules[field.name].showErrorMessage) is strict
            assert convert_one(field, code_list, "表外的词")[1][0].code == "E-CODE"
            seen.add(field.codes)
    assert len(seen) > 50


@pytest.mark.parametrize(
    ("data_set", "field"), CHECKED, ids=[f"{one.code}-{field.name}" for one, field in CHECKED]
)
def test_what_the_spreadsheet_stops_the_import_stops_too(data_set: DataSet, field: Field) -> None:
    """Two rules for one column: a value would be right in one place and wrong in the other."""
    check = check_of(field, "C2", "", None)
    if check is None:
        assert field.identifier
        return
    for inside, value in _around(check, field):
        problems = convert_one(field, None, value)[1]
        codes = {problem.code for problem in problems if problem.level == "error"}
        if inside:
            assert not codes & {"E-RANGE", "E-LENGTH", "E-BOOL", "E-YEAR", "E-DATE"}, value
        else:
            assert codes, value


def _around(check: Any, field: Field) -> Iterator[tuple[bool, Any]]:
    """Values at the check's bounds and just beyond, and whether they are inside."""
    if check.kind == "list":
        yield from ((True, "是"), (True, "否"), (False, "大概"))
        return
    step: Any = 0.01 if check.kind == "decimal" else 1
    low, high = check.first, check.second
    if check.operator == "lessThanOrEqual":
        low, high = "", check.first
    for bound, sign in ((low, -1), (high, 1)):
        if not bound:
            continue
        number = _bound(bound)
        if check.kind == "date" and number == date(1900, 1, 1):
            continue  # Excel knows no earlier day
        if check.kind == "date":
            step = timedelta(1)
        if number == 10**15:
            step = 1  # a float knows no hundredths here
        beyond = number + sign * step
        at = number + step if check.operator == "greaterThan" else number
        if check.operator == "greaterThan":
            beyond = number
        for inside, value in ((True, at), (False, beyond)):
            if check.kind == "textLength":
                if inside and field.identifier:
                    continue  # the length alone does not make a code right
                value = "1" * value
            yield inside, value


def _bound(formula: str) -> Any:
    if formula == "TODAY()":
        return clock.today()
    if formula.startswith("DATE("):
        return date(*map(int, formula[5:-1].split(",")))
    return float(formula) if "." in formula else int(formula)


@pytest.mark.parametrize("rule", LENGTHS)
def test_no_code_of_another_length_passes_its_rule(rule: str) -> None:
    """The template would refuse a code that is right."""
    low, high = LENGTHS[rule]
    for length in (low - 1, high + 1):
        for letter in "1A9":
            assert not RULES[rule](letter * length).ok


def test_a_month_is_checked_as_text_with_its_bounds() -> None:
    """A clerk would type 2026年3月 into a cell that Excel then turns into the first of March."""
    field = Field("m", "月份", FieldType.MONTH, minimum="2020-01", maximum="today")
    check = check_of(field, "D2", "", None)
    assert check is not None
    for part in ("LEN(D2)=7", 'D2>="2020-01"', "TODAY()"):
        assert part in check.first
    assert number_format(field) == "@"


def test_prefilled_codes_are_locked_texts_and_rows_left_empty_are_no_errors(
    county: County, tmp_path: Path
) -> None:
    """A changed code would put bills on another firm; each idle firm would be an error."""
    with office(tmp_path / "o", "GD", county) as store:
        count = entry_template(store, "GD02", tmp_path / "t.xlsx", prefilled=True)
        assert count == len(county.enterprises)
        page = load_workbook(tmp_path / "t.xlsx")["月度用电"]
        code, name = page["A2"], page["B2"]
        assert (code.data_type, code.number_format, code.protection.locked) == ("s", "@", True)
        assert (name.protection.locked, page.max_row) == (True, count + 1)
        data_set = CATALOGUE.data_sets["GD02"]
        bill = {
            "cons_no": "4112210012345", "month": "2026-03", "kwh": 4200000, "amount": 2940000,
            "due_date": "2026-04-15",
        }  # fmt: skip
        fill(tmp_path / "t.xlsx", tmp_path / "f.xlsx", CATALOGUE, data_set, [{}, bill])
        report = import_file(store, "GD02", tmp_path / "f.xlsx")
        assert (report.rows, report.new, report.findings) == (1, 1, [])
        assert [line.reason for line in report.left_out] == ["unfilled"] * (count - 1)
        assert report.left_out[0].text == f"{code.value} {name.value}"
        assert f"有{count - 1}行只有企业" in " ".join(report.notes)


def test_a_template_sent_in_empty_is_called_empty(tmp_path: Path, county: County) -> None:
    """The clerk would be told that columns are missing which stand there plainly."""
    with office(tmp_path / "o", "GD", county) as store:
        entry_template(store, "GD02", tmp_path / "t.xlsx")
        with pytest.raises(RefusedError, match="I-FILE-EMPTY"):
            import_file(store, "GD02", tmp_path / "t.xlsx")
        entry_template(store, "GD02", tmp_path / "p.xlsx", prefilled=True)
        with pytest.raises(RefusedError, match="I-NO-ROWS"):
            import_file(store, "GD02", tmp_path / "p.xlsx")


def test_whose_template_and_until_when(tmp_path: Path, county: County) -> None:
    """A template of the wrong office or round would be filled in for nothing."""
    with office(tmp_path / "o", "GD") as store:
        out = tmp_path / "t.xlsx"
        with pytest.raises(UsageError, match="U-DATASET"):
            entry_template(store, "XX99", out)
        with pytest.raises(RefusedError, match="R-OWNER"):
            entry_template(store, "SW01", out)
        with pytest.raises(RefusedError, match="M-FIRST"):
            entry_template(store, "GD02", out, prefilled=True)
        with pytest.raises(EnvironmentFault, match="ENV-MISSING"):
            entry_template(store, "GD02", tmp_path / "nowhere" / "t.xlsx")
        assert not out.exists()
        with store.write() as conn:
            conn.execute(campaign.insert().values(
                campaign_id="CJ-2026-01", title="2026年第一次采集", period_from="2025-01-01",
                period_to="2026-03-31", register_due="2026-04-12", rest_due="2026-04-25",
                catalogue_version="1", state="进行", author="乙", at="2026-04-01T00:00:00Z",
            ))  # fmt: skip
        entry_template(store, "GD02", out)
        told = {row[0]: row[1] for row in load_workbook(out)["填表说明"].values}
        assert told["采集期间"] == "2026年第一次采集（2025-01-01至2026-03-31）"
        assert (told["截止日期"], told["填报单位"]) == (
            "2026年4月25日",
            "国家电网河南渑池县供电公司",
        )
    with office(tmp_path / "r", "RH") as coordinator:
        for data_set in SETS:
            entry_template(coordinator, data_set.code, out)


def test_a_full_disk_leaves_the_earlier_template(tmp_path: Path) -> None:
    """Half a workbook would be sent to twenty offices."""
    with office(tmp_path / "o", "GD") as store:
        entry_template(store, "GD02", tmp_path / "t.xlsx")
        before = (tmp_path / "t.xlsx").read_bytes()
        full = tmp_path / "full.xlsx"
        full.with_name("full.xlsx.part").symlink_to("/dev/full")
        with pytest.raises(EnvironmentFault, match="ENV-DISK"):
            entry_template(store, "GD02", full)
        assert not full.exists()
        assert (tmp_path / "t.xlsx").read_bytes() == before
