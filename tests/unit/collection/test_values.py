"""Cells to stored values: nothing a clerk writes is misread or guessed."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.model import Code, CodeList, Field, FieldType, Value
from app.collection.sheets import Cell, CellError
from app.collection.values import convert_column, convert_one, natural, shown

YUAN = Field("capital", "注册资本", FieldType.AMOUNT, unit="元")
WAN = Field("capital", "注册资本", FieldType.AMOUNT, unit="万元")
DAY = Field("day", "日期", FieldType.DATE)
MONTH = Field("month", "月份", FieldType.MONTH)
RATE = Field("rate", "年利率", FieldType.NUMBER, unit="%", scale=4)
KWH = Field("kwh", "电量", FieldType.NUMBER, unit="kWh")
PEOPLE = Field("people", "人数", FieldType.INT, unit="人", minimum="0")
CLASSES = CodeList(
    "five",
    "五级分类",
    "",
    (Code("1", "正常"), Code("2", "关注", ("关注类",)), Code("3", "次级"), Code("B-", "乙减")),
)
CLASS = Field("grade", "五级分类", FieldType.CODE, codes="five")


def one(
    field: Field, cell: Cell, unit: str = "", period: str = "", codes: CodeList | None = None
) -> Value:
    values, problems = convert_column(field, codes, [cell], unit, period)
    assert not [problem for problem in problems if problem.level == "error"], problems
    return values[0]


def refused(field: Field, cell: Cell, unit: str = "", codes: CodeList | None = None) -> str:
    values, problems = convert_column(field, codes, [cell], unit)
    assert values == [None]
    return problems[0].code


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,030.1000(万元)", 1030_100_000),
        ("40万人民币", 40_000_000),
        ("2,400(万)", 2_400_000_000),
        ("55(万元)", 55_000_000),
        ("￥1,234.50元", 123_450),
        ("(1,234.50)", -1_234_500_000),
        ("1.2亿元", 12_000_000_000),
        ("500元", 50_000),
        ("３.５", 3_500_000),
        (3.5, 3_500_000),
        ("0.000001", 1),
        ("1000万元整", 1_000_000_000),
    ],
)
def test_amounts_honour_the_unit_in_the_cell_before_the_header(text: Cell, fen: int) -> None:
    assert one(YUAN, text, "万元") == fen


def test_without_a_hint_the_form_s_unit_counts() -> None:
    assert one(WAN, "3.5") == 3_500_000
    assert one(YUAN, "3.5") == 350
    assert natural(WAN, 3_500_000) == Decimal("3.5")


@pytest.mark.parametrize(
    "text", ["-", "—", "——", "无", "N/A", "n/a", "/", " ", "", None, "\u200b", "'-"]
)
def test_signs_for_nothing_are_empty(text: Cell) -> None:
    assert one(YUAN, text) is None
    assert one(DAY, text) is None


def test_a_unit_without_a_number_is_remarked_on_not_taken_for_zero() -> None:
    values, problems = convert_column(YUAN, None, ["万人民币元"])
    assert values == [None]
    assert (problems[0].code, problems[0].level) == ("W-NO-NUMBER", "warning")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "E-NUMBER"),
        (float("nan"), "E-NUMBER"),
        (float("inf"), "E-NUMBER"),
        ("inf", "E-NUMBER"),
        ("1_000", "E-UNIT"),
        ("1e308", "E-UNIT"),
        ("٣٤", "E-NUMBER"),
        ("12,34", "E-UNIT"),
        ("--5", "E-NUMBER"),
        ("100万美元", "E-CURRENCY"),
        ("$100", "E-CURRENCY"),
        ("5吨", "E-UNIT"),
        ("99999999999999999999", "E-RANGE"),
        (CellError("#N/A"), "E-CELL"),
        (True, "E-NUMBER"),
        (date(2026, 3, 1), "E-NUMBER"),
    ],
)
def test_what_python_would_take_for_a_number_and_a_clerk_would_not(text: Cell, code: str) -> None:
    assert refused(YUAN, text) == code


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_every_amount_that_is_printed_is_read_back_exactly(amount: Decimal) -> None:
    fen = int(amount * 100)
    assert one(YUAN, f"{amount:,}") == fen
    assert one(YUAN, f"￥{amount}") == fen
    assert one(YUAN, f"({amount})") == -fen


@given(
    st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**9), 10**9, places=4).map(float)
)
def test_a_number_and_the_text_it_is_shown_as_are_stored_alike(number: float) -> None:
    for field, unit in ((YUAN, ""), (YUAN, "万元"), (RATE, ""), (KWH, "万kWh"), (PEOPLE, "")):
        as_number = convert_column(field, None, [number], unit)
        as_text = convert_column(field, None, [" " + shown(number) + "\u200b"], unit)
        assert as_number[0] == as_text[0]
        assert bool(as_number[1]) == bool(as_text[1])


@given(st.text(max_size=30))
def test_no_text_breaks_a_column(text: str) -> None:
    for field in (YUAN, DAY, MONTH, RATE, KWH, PEOPLE, CLASS):
        convert_one(field, CLASSES if field is CLASS else None, text)


@pytest.mark.parametrize(
    ("text", "scaled"),
    [("5.5‰", 66_000), ("6.5%", 65_000), (6.5, 65_000), ("4.35%/年", 43_500), ("4.35", 43_500)],
)
def test_monthly_permille_becomes_percent_a_year(text: Cell, scaled: int) -> None:
    assert one(RATE, text) == scaled


def test_units_of_numbers() -> None:
    assert one(RATE, 4.5, "‰") == 54_000
    assert one(KWH, 1.5, "万kWh") == 1_500_000
    assert one(KWH, "1.5万千瓦时") == 1_500_000
    assert one(KWH, "100度") == 10_000
    assert one(KWH, 12.0, "万元") == 1_200
    assert one(PEOPLE, "46人") == 46
    assert refused(KWH, "5元") == "E-UNIT"
    assert refused(PEOPLE, 4.5) == "E-INTEGER"
    assert refused(PEOPLE, -1.0) == "E-RANGE"


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月1日", "2026.3.1", "2026/3/1", "2026-03-01", "20260301", 20260301.0, 46082.0,
        "46082",
        "二〇二六年三月一日", "2026-03-01 00:00:00", "２０２６／３／１", "2026-3-1 8:30",
        date(2026, 3, 1), datetime(2026, 3, 1, 9, 30),  # noqa: DTZ001 - Excel knows no zones
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(text: Cell) -> None:
    assert one(DAY, text) == "2026-03-01"


def test_open_ended_dates_and_refused_ones() -> None:
    assert one(DAY, "长期") == one(DAY, "9999-12-31") == "9999-12-31"
    assert refused(DAY, "26.3.1") == "E-YEAR"
    assert refused(DAY, "3/1/26") == "E-YEAR"
    assert refused(DAY, "2026-02-30") == "E-DATE"
    assert refused(DAY, 12.0) == "E-DATE"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026年3月", "2026-03"), ("202603", "2026-03"), (202603.0, "2026-03"),
        ("2026.03", "2026-03"),
        ("2026-3", "2026-03"), ("2026年1-2月", "2026-02"), ("1-2月", "2026-02"), ("3月", "2026-03"),
        ("三月", "2026-03"), ("2026年第一季度", "2026-03"), (date(2026, 3, 31), "2026-03"),
        ("2026-03-05", "2026-03"), (46082.0, "2026-03"), ("十二月", "2026-12"),
    ],
)  # fmt: skip
def test_months_and_bills_of_two_months(text: Cell, month: str) -> None:
    assert one(MONTH, text, period="2026-01") == month


def test_a_month_without_a_year_or_one_that_excel_shortened_is_a_question() -> None:
    assert refused(MONTH, "3月") == "E-YEAR"
    assert refused(MONTH, 2026.1) == "E-DATE"
    assert refused(MONTH, "202613") == "E-DATE"


def test_codes_by_code_title_synonym_or_both() -> None:
    for text in ("2", 2.0, "关注", "关注类", "2关注", "2-关注", "关注(2)", "２ 关注"):
        assert one(CLASS, text, codes=CLASSES) == "2"
    assert one(CLASS, "b-", codes=CLASSES) == "B-"
    assert refused(CLASS, "1次级", codes=CLASSES) == "E-CODE"
    assert refused(CLASS, "很好", codes=CLASSES) == "E-CODE"


def test_several_codes_are_stored_in_list_order() -> None:
    field = Field("kinds", "种类", FieldType.CODES, codes="five")
    assert one(field, "次级，正常", codes=CLASSES) == "1、3"


def test_codes_stored_as_numbers_have_lost_digits_and_are_never_guessed() -> None:
    uscc = Field("code", "代码", FieldType.TEXT, identifier="uscc")
    assert refused(uscc, 9.14112211747800e17) == "E-DIGITS"
    assert (
        one(Field("n", "户号", FieldType.TEXT, identifier="consumer_no"), 4112210012345.0)
        == "4112210012345"
    )
    assert one(uscc, '="91411221MA9TETE04Q"') == "91411221MA9TETE04Q"


def test_truth_values_and_bounds() -> None:
    flag = Field("flag", "是否", FieldType.BOOL)
    assert [one(flag, cell) for cell in ("是", "否", True, "√", 0.0)] == ["Y", "N", "Y", "Y", "N"]
    assert refused(flag, "也许") == "E-BOOL"
    past = Field("day", "日期", FieldType.DATE, maximum="today")
    assert refused(past, "2099-01-01") == "E-RANGE"


def test_a_text_formula_stays_text_and_width_is_not_folded() -> None:
    note = Field("note", "备注", FieldType.TEXT, max_length=5)
    assert one(note, "＝1+1") == "＝1+1"
    assert refused(note, "一二三四五六") == "E-LENGTH"
    assert shown(1e20) == "100000000000000000000"


REGISTRY = next(
    (
        found
        for parent in Path(__file__).parents
        if (found := parent / "shared" / "real" / "mianchi-registry.csv").exists()
    ),
    Path("missing"),
)


@pytest.mark.skipif(not REGISTRY.exists(), reason="the real register is not on this machine")
def test_every_capital_of_the_real_register_is_read_or_empty() -> None:
    with REGISTRY.open(encoding="utf-8-sig") as stream:
        texts = [row["注册资金"] for row in csv.DictReader(stream)]
    values, problems = convert_column(YUAN, None, texts, "")
    assert sum(value is not None for value in values) > 200
    assert {problem.code for problem in problems if problem.level == "error"} <= {"E-CURRENCY"}
