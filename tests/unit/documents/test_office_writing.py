"""Amounts in capital numerals: what a court or a bank reads where digits could be altered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.office_writing import capital_amount

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read(text: str) -> int:
    """The amount in 分, read as a cashier reads it: left to right, unit by unit."""
    assert text.startswith("人民币")
    whole, _, rest = text.removeprefix("人民币").removesuffix("整").rpartition("元")
    cents, digit = 0, 0
    for sign in rest:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            cents += digit * {"角": 10, "分": 1}[sign]
    return number(whole) * 100 + cents


def number(text: str) -> int:
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        high, found, low = text.rpartition(unit)
        if found:
            return number(high) * value + number(low)
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            total, digit = total + digit * UNITS[sign], 0
    return total + digit


@given(st.integers(0, 10**16))
def test_an_amount_reads_back(cents: int) -> None:
    """A fine would be certified with another amount than the record has."""
    text = capital_amount(cents)
    assert read(text) == cents
    assert "零零" not in text
    assert text.endswith("分") == bool(cents % 10)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (30, "叁角整"),
        (12_300_00, "壹万贰仟叁佰元整"),
        (1409_50, "壹仟肆佰零玖元伍角整"),
        (6007_14, "陆仟零柒元壹角肆分"),
        (1680_32, "壹仟陆佰捌拾元叁角贰分"),
        (107_000_53, "壹拾万柒仟元伍角叁分"),
        (16_409_02, "壹万陆仟肆佰零玖元零贰分"),
        (100_000_500_00, "壹亿零伍佰元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
    ],
)
def test_amounts_are_written_as_the_rules_have_them(cents: int, text: str) -> None:
    """The examples of the annex of 支付结算办法; a bank refuses other spellings."""
    assert capital_amount(cents) == f"人民币{text}"


def test_no_paper_certifies_less_than_nothing() -> None:
    """A minus sign has no capital numeral and would be lost."""
    with pytest.raises(ValueError, match="-1"):
        capital_amount(-1)
