"""Rules that stay silent, or shout at good rows, would cost clerks their trust in the findings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.expressions import (
    compile_columns,
    compile_rule,
    derive,
    derive_columns,
    withheld,
)
from app.catalogue.groups import group_findings
from app.catalogue.language import ExpressionError
from app.catalogue.load import load
from app.catalogue.model import DataSet, Rule

TODAY = "2026-03-31"


def data_set(code: str) -> DataSet:
    return load().data_sets[code]


def broken(code: str, row: dict, base: dict | None = None, **others: dict) -> set[str]:
    """Codes of the rules of a data set that the row breaks."""
    declared = data_set(code)
    found = set()
    for rule in declared.rules:
        joined = load().data_sets[rule.join] if rule.join else None
        if not compile_rule(declared, rule, joined)(row, TODAY, base, others.get(rule.join)):
            found.add(rule.code)
    return found


@pytest.mark.parametrize(
    ("code", "row", "expected"),
    [
        ("GD02", {"kwh": 100_00, "amount": 300_00}, {"GD02-PRICE"}),
        ("GD02", {"kwh": 100_00, "amount": 200_00}, set()),
        ("GD02", {"kwh": 0, "amount": 300_00}, set()),
        ("GD02", {"kwh": 100_00, "amount": None}, set()),
        ("GD02", {"amount": 70, "paid": 80, "late_fee": 10}, {"GD02-PAID-DATE"}),
        ("GD02", {"paid": 0}, set()),
        ("SC01", {"uscc": "93411221MA44H00197", "entity_kind": "1", "reg_capital": 1},
         {"SC01-KIND-COOP"}),
        ("SC01", {"uscc": "92411221MA9ABC128L", "entity_kind": "5"}, set()),
        ("SC01", {"uscc": "91411221MA9TETE04Q", "entity_kind": "4", "reg_capital": 1},
         {"SC01-KIND-FIRM"}),
        ("SC01", {"reg_status": "4"}, {"SC01-STATUS-DATE"}),
        ("SC01", {"entity_kind": "1"}, {"SC01-CAPITAL"}),
        ("SC01", {"reg_status": "1", "term_to": "2026-03-30"}, {"SC01-EXPIRED"}),
        ("SC01", {"ind_section": "B", "ind_code": "1361"}, {"SC01-SECTION"}),
        ("SC01", {"ent_name": "某"}, {"SC01-NAME"}),
        ("SC01", {"reg_capital": 50_000_00, "paid_capital": 50_000_01}, {"SC01-PAID"}),
        ("SC08", {"assets": 300, "liabilities": 100, "equity": 100}, set()),
        ("SC08", {"assets": 301, "liabilities": 100, "equity": 100}, {"SC08-EQUITY"}),
        ("SW02", {"period": "2026-02", "period_type": "Q"}, {"SW02-QUARTER"}),
        ("SW02", {"period": "2026-02", "declare_date": "2026-02-27"}, {"SW02-END"}),
        ("SW03", {"grade": "D"}, {"SW03-REASON"}),
        ("SW03", {"grade": "B", "score": 90_00}, {"SW03-B"}),
        ("GJ02", {"persons": 0, "payable": 100}, {"GJ02-PERSONS"}),
        ("RS02", {"persons": 0, "payable": 0}, set()),
        ("ST02", {"issue": "2023-07-01", "valid_to": "2028-06-30"}, set()),
        ("ST02", {"issue": "2023-07-01", "valid_to": "2026-06-30"}, {"ST02-FIVE"}),
        ("FY01", {"close_mode": "判决"}, {"FY01-CLOSE"}),
        ("FY01", {"case_no": "（2024）豫1221民初1号", "file_date": "2025-01-02"}, {"FY01-YEAR"}),
        ("YH01", {"from": "2025-02-01", "to": "2025-01-01"}, {"YH01-TERM"}),
        ("YH03", {"overdue_days": 91, "overdue_principal": 5, "five_class": "2"},
         {"YH03-OVER90"}),
        ("YH03", {"overdue_days": 1, "overdue_principal": None}, {"YH03-DAYS"}),
        ("YH03", {"balance": 0, "status": "正常"}, {"YH03-SETTLED"}),
        ("SC06", {"kinds": "警告、罚款", "fine": None}, {"SC06-FINE"}),
        ("SC06", {"severity": "轻微", "publish_from": "2026-01-31", "publish_to": "2026-05-01",
                  "decision_no": "1", "decision_date": "2026-01-30", "fact": "x", "kinds": "警告",
                  "authority": "y"}, {"SC06-TERM-MINOR"}),
        ("GA02", {"severity": "一般"}, {"GA02-WHOLE"}),
        ("RS04", {}, {"RS04-ANY"}),
    ],
)  # fmt: skip
def test_a_row_breaks_exactly_the_rules_it_should(code, row, expected):
    assert broken(code, row) == expected


def test_a_change_before_the_foundation_is_told_from_the_register():
    row = {"change_date": "2014-01-01"}
    assert broken("SC04", row, {"est_date": "2015-01-01"}) == {"SC04-DATE"}
    assert broken("SC04", row, {"est_date": None}) == broken("SC04", row) == set()


def test_a_balance_above_the_loan_needs_the_loan_of_another_data_set():
    row = {"balance": 200_00, "month": "2026-03", "status": "正常"}
    loan = {"amount": 100_00, "issue_date": "2026-03-20"}
    assert broken("YH03", row, None, YH02=loan) == {"YH03-AMOUNT"}
    assert broken("YH03", row) == set()
    joining = next(rule for rule in data_set("YH03").rules if rule.join)
    assert compile_rule(data_set("YH03"), joining)(row, TODAY)


@pytest.mark.parametrize("code", sorted(load().data_sets))
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_columns_and_rows_agree(code, data):
    """The import checks whole columns, a form checks one row: they must say the same."""
    declared = data_set(code)
    numbers = st.none() | st.integers(-1000, 10**7)
    dates = st.none() | st.dates().map(str)
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    entry.name: dates
                    if entry.type == "date"
                    else numbers
                    if entry.type in ("amount", "number", "int")
                    else st.none() | st.integers(1000, 9000)
                    if entry.type == "year"
                    else st.sampled_from([None, "", "1", "Y", "2026-03", "罚款"])
                    for entry in declared.fields
                }
            ),
            max_size=3,
        )
    )
    columns = {entry.name: [row[entry.name] for row in rows] for entry in declared.fields}
    bases = [{"est_date": "2015-01-01", "reg_capital": 100}] * len(rows)
    for rule in declared.rules:
        joined = load().data_sets[rule.join] if rule.join else None
        single = compile_rule(declared, rule, joined)
        expected = [
            place
            for place, row in enumerate(rows)
            if not single(row, TODAY, bases[place], {"capacity": 100, "amount": 100})
        ]
        others = [{"capacity": 100, "amount": 100}] * len(rows)
        many = compile_columns(declared, rule, joined)
        assert many(columns, len(rows), TODAY, bases, others) == expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "kwh.__class__",
        "(lambda: 1)()",
        "[x for x in kwh]",
        "open('x')",
        "kwh if",
        "nothing > 1",
        "base.address == ''",
        "base.uscc.upper()",
        "other.kwh > 1",
        "kwh ** 9 > 1",
        "f'{kwh}'",
        "(kwh := 1)",
        "kwh > None",
        "max(kwh, key=abs)",
        "(" * 500 + "1" + ")" * 500,
        "1" * 2000,
        "f_filled(kwh)",
        "sum(kwh) > 1",
    ],
)
def test_what_is_not_of_the_language_is_refused(text):
    """A catalogue comes from outside; its rules must never be able to run a program."""
    with pytest.raises(ExpressionError):
        compile_rule(data_set("GD02"), Rule("GD02-X", "error", text, "错"))


@given(st.text(max_size=40))
def test_any_text_is_compiled_or_refused(text):
    try:
        compile_rule(data_set("GD02"), Rule("GD02-X", "error", text, "错"))
    except ExpressionError:
        return


def test_sums_are_compared_without_binary_noise():
    """0.7 + 0.1 yuan paid as 0.8 must not be called too much."""
    rule = Rule("GD02-X", "error", "paid <= amount + late_fee", "错")
    assert compile_rule(data_set("GD02"), rule)({"paid": 80, "amount": 70, "late_fee": 10}, TODAY)


def test_derived_fields_are_computed_anew_and_fallbacks_only_when_empty():
    row = {"uscc": "91411221MA9TETE04Q", "ind_code": "0111", "org_code": "wrong", "reg_region": ""}
    derive(data_set("SC01"))(row)
    assert row["org_code"] == "MA9TETE04"
    assert row["reg_region"] == "411221"
    assert row["ind_section"] == "A"
    assert row["agri_flag"] == "Y"
    assert row["currency"] == "CNY"
    assert row["ent_size"] is None, "an agricultural firm's size needs its revenue"
    given_row = {"uscc": "ORG:MA9TETE04", "reg_region": "410000", "currency": "USD"}
    derive(data_set("SC01"))(given_row)
    assert given_row["org_code"] == "MA9TETE04"
    assert (given_row["reg_region"], given_row["currency"]) == ("410000", "USD")


@pytest.mark.parametrize("code", sorted(load().data_sets))
def test_columns_are_derived_like_rows(code):
    declared = data_set(code)
    rows = [
        {"uscc": "91411221MA9TETE04Q", "ind_code": "0111", "amount": 5, "paid": 3, "payable": 9},
        {"uscc": "ORG:MA9TETE04", "ind_section": "B", "due_date": "2026-01-01", "target": 7},
    ]
    columns = {
        name: [row.get(name) for row in rows]
        for name in ("uscc", "ind_code", "ind_section", "amount", "paid", "payable", "target")
        if name in declared.by_name
    }
    rows = [{name: row.get(name) for name in columns} for row in rows]
    for row in rows:
        derive(declared)(row)
    derive_columns(declared, columns, 2)
    assert columns == {name: [row.get(name) for row in rows] for name in columns}
    assert set(columns) == set(rows[0])


def test_derived_amounts_stay_exact_fen():
    row = {"amount": 29400_01, "paid": 29400_00, "due_date": "2026-04-15", "paid_date": None}
    derive(data_set("GD02"))(row)
    assert (row["owed"], row["on_time"]) == (1, None)
    enforcement = {"target": 100, "executed": None}
    derive(data_set("FY02"))(enforcement)
    assert enforcement["unexecuted"] == 100
    report = {"year": 2025, "report_date": "2026-07-01"}
    derive(data_set("SC08"))(report)
    assert report["on_time"] == "N"


@given(st.integers(0, 10**15), st.integers(0, 10**13))
def test_a_difference_of_amounts_is_exact_for_any_county(payable, paid):
    row = {"payable": payable, "paid": paid}
    derive(data_set("RS02"))(row)
    assert abs(row["arrears"] - (payable - paid)) <= (0 if payable < 10**13 else 32)


def test_mere_filings_of_crimes_and_closed_hearings_stay_at_home():
    """Presumption of innocence: exporting a mere filing would harm an enterprise."""
    keeps = withheld(data_set("GA02"))
    assert keeps({"stage": "立案"})
    assert not keeps({"stage": "判决"})
    assert not keeps({"stage": None})
    assert withheld(data_set("FY01"))({"closed_hearing": "Y"})
    assert not withheld(data_set("FY01"))({"closed_hearing": None})
    assert not withheld(data_set("GD02"))({})


def found(code: str, rows: list[dict], bases: dict | None = None) -> list[tuple[str, int]]:
    return sorted(
        (rule.code, rows.index(row))
        for rule, row in group_findings(data_set(code), rows, bases, TODAY)
    )


def test_shares_must_add_up_to_the_whole_and_to_the_capital():
    base = {"A": {"reg_capital": 100_00}}
    rows = [
        {"uscc": "A", "ratio": 60_00, "subscribed": 60_00},
        {"uscc": "A", "ratio": 39_50, "subscribed": 39_00},
    ]
    assert found("SC02", rows, base) == []
    rows[1] |= {"ratio": 39_49, "subscribed": 38_99}
    assert found("SC02", rows, base) == [
        ("SC02-RATIO", 0), ("SC02-RATIO", 1), ("SC02-SUM", 0), ("SC02-SUM", 1),
    ]  # fmt: skip
    assert found("SC02", rows) == [("SC02-RATIO", 0), ("SC02-RATIO", 1)], "no register row"
    rows[0]["ratio"] = None
    assert found("SC02", rows) == []


def test_a_sudden_jump_is_told_on_the_later_month_whatever_the_order_of_the_file():
    rows = [
        {"uscc": "A", "cons_no": "1", "month": "2026-03", "kwh": 501},
        {"uscc": "A", "cons_no": "1", "month": "2026-02", "kwh": 100},
        {"uscc": "A", "cons_no": "1", "month": "2026-01", "kwh": 0},
        {"uscc": "A", "cons_no": "2", "month": "2026-02", "kwh": 1},
    ]
    assert found("GD02", rows) == [("GD02-JUMP", 0)]


def test_two_living_enterprises_of_one_name_are_both_shown():
    rows = [
        {"uscc": "A", "ent_name": "甲", "reg_status": "1"},
        {"uscc": "B", "ent_name": "甲", "reg_status": "1"},
        {"uscc": "C", "ent_name": "甲", "reg_status": "4"},
    ]
    assert found("SC01", rows) == [("SC01-UNIQUE", 0), ("SC01-UNIQUE", 1)]


def test_the_head_of_the_enterprise_holds_one_post():
    bases = {"A": {"legal_rep": "张三"}}
    rows = [{"uscc": "A", "name": "李四", "post": "监事"}]
    assert found("SC03", rows, bases) == [("SC03-HEAD", 0)]
    rows = [{"uscc": "A", "name": "张三", "post": "执行董事"}]
    assert found("SC03", rows, bases) == []
    rows.append({"uscc": "A", "name": "张三", "post": "经理"})
    assert found("SC03", rows, bases) == [("SC03-ONE", 0), ("SC03-ONE", 1)]
