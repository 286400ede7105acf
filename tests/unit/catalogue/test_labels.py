"""A header not recognised costs a clerk a choice by hand; one taken wrongly costs data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.labels import labels_of, normalise_header
from app.catalogue.load import load


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("用电量（kWh）", "用电量"),
        (" 用 电\n量 ", "用电量"),
        ("用电量(单位：千瓦时)", "用电量"),
        ("＊户　号：", "户号"),
        ("面积（㎡）", "面积"),
        ("注册资本【万元】", "注册资本【万元】"),
        ("注册资本[万元]", "注册资本"),
        ("法定代表人(负责人)", "法定代表人(负责人)"),
        ("\ufeff企业名称\u200b", "企业名称"),
        ("E-MAIL", "e-mail"),
        ("", ""),
    ],
)
def test_one_spelling_of_a_header(header, expected):
    assert normalise_header(header) == expected


@given(st.text(max_size=30))
def test_normalising_a_plain_spelling_keeps_it(text):
    once = normalise_header(text)
    assert not any(letter.isspace() for letter in once)


def test_the_public_register_of_the_county_maps_by_itself():
    """The first file of the first office must need no choices by hand."""
    labels = labels_of(load().data_sets["SC01"])
    header = "企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,注册地址"
    assert [labels[normalise_header(name)] for name in header.split(",")] == [
        "ent_name",
        "uscc",
        "est_date",
        "reg_type",
        "legal_rep",
        "reg_capital",
        "biz_scope",
        "address",
    ]


@pytest.mark.parametrize(
    ("code", "header", "field"),
    [
        ("GD02", "户名", "ent_name"),
        ("GD02", "用户编号", "cons_no"),
        ("GD02", "电量(千瓦时)", "kwh"),
        ("SW02", "纳税人识别号", "uscc"),
        ("SW01", "纳税人识别号", "taxpayer_id"),
        ("FY02", "被执行人", "ent_name"),
        ("YH02", "借款人", "ent_name"),
        ("YH04", "被担保人", "borrower"),
        ("ST01", "项目名称", "project"),
        ("GD02", "kwh", "kwh"),
    ],
)
def test_headers_that_clerks_use(code, header, field):
    assert labels_of(load().data_sets[code])[normalise_header(header)] == field


def test_a_computed_field_is_never_read_from_a_sheet():
    assert "owed" not in labels_of(load().data_sets["GD02"]).values()
