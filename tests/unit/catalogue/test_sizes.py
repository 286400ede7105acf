"""A wrong size class moves an enterprise out of, or into, the county's plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.sizes import LARGE, MEDIUM, MICRO, SMALL, criteria_of, section_of, size_class

WAN = 10_000


@pytest.mark.parametrize(
    ("code", "employees", "revenue", "assets", "expected"),
    [
        ("1361", 46, 3200 * WAN, None, SMALL),
        ("1361", 310, 1900 * WAN, None, SMALL),
        ("1361", 300, 2000 * WAN, None, MEDIUM),
        ("1361", 1000, 40000 * WAN, None, LARGE),
        ("1361", 1000, 39999 * WAN, None, MEDIUM),
        ("1361", 19, 99999 * WAN, None, MICRO),
        ("0111", None, 58 * WAN, None, SMALL),
        ("0111", None, 49 * WAN, None, MICRO),
        ("4710", None, 6000 * WAN, 5000 * WAN, MEDIUM),
        ("51", 20, 5000 * WAN, None, MEDIUM),
        ("52", 10, 100 * WAN, None, SMALL),
        ("5430", 20, 200 * WAN, None, SMALL),
        ("5911", 300, 3000 * WAN, None, MEDIUM),
        ("5920", 100, 1000 * WAN, None, MEDIUM),
        ("6020", 300, 2000 * WAN, None, MEDIUM),
        ("65", 10, 50 * WAN, None, SMALL),
        ("6410", 10, 50 * WAN, None, MICRO),
        ("7010", None, 1000 * WAN, 5000 * WAN, MEDIUM),
        ("7020", 100, 500 * WAN, None, SMALL),
        ("7210", 100, None, 8000 * WAN, MEDIUM),
        ("8511", 10, None, None, SMALL),
        ("7090", 300, None, None, LARGE),
        ("1361", 46, None, None, None),
        ("1361", None, 3200 * WAN, None, None),
        ("53", 5000, 9 * 10**9, 9 * 10**9, None),
        ("66", 5000, 9 * 10**9, 9 * 10**9, None),
        ("84", 50, 1, 1, None),
        ("59", 300, 3000 * WAN, None, None),
        ("70", 300, 3000 * WAN, 1, None),
        ("98", 1, 1, 1, None),
        ("", 1, 1, 1, None),
    ],
)
def test_classes_of_the_standard(code, employees, revenue, assets, expected):
    assert size_class(code, employees, revenue, assets) == expected


@given(
    st.integers(1, 97), st.integers(0, 5000), st.integers(0, 10**10), st.integers(0, 10**10),
    st.integers(0, 1000),
)  # fmt: skip
def test_growing_never_makes_an_enterprise_smaller(division, employees, revenue, assets, more):
    order = [MICRO, SMALL, MEDIUM, LARGE]
    code = f"{division:02d}"
    before = size_class(code, employees, revenue, assets)
    after = size_class(code, employees + more, revenue + more * WAN, assets + more * WAN)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert order.index(after) >= order.index(before)


def test_every_division_has_its_section():
    sections = [section_of(f"{number:02d}") for number in range(1, 98)]
    assert sorted(set(sections)) == list("ABCDEFGHIJKLMNOPQRST")
    assert sections == sorted(sections)
    assert section_of("00") == section_of("") == ""
    assert criteria_of("9999") is None
