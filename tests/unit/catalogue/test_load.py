"""What the county may collect, as it is shipped."""

from __future__ import annotations

from datetime import date

import pytest

from app.catalogue.expressions import compile_rule, derive, withheld
from app.catalogue.labels import labels_of
from app.catalogue.load import load
from app.catalogue.model import FieldType
from app.store.tables import COMMON, record_table

CATALOGUE = load()
DAY = date(2026, 3, 31)
COUNTS = {
    "SC": 11, "SW": 5, "GJ": 3, "GA": 2, "GD": 3, "GS": 3, "ZR": 5, "ST": 6, "FY": 4, "RS": 5,
    "YH": 10,
}  # fmt: skip
KEYS = {
    "SC02": ("uscc", "holder_name", "holder_id"),
    "SC09": ("reg_no",),
    "SW02": ("uscc", "period", "period_type", "tax_kind"),
    "SW04": ("uscc", "tax_kind", "as_of"),
    "GD02": ("cons_no", "month"),
    "GD03": ("uscc", "cons_no", "kind", "date"),
    "FY01": ("case_no", "uscc", "role"),
    "RS02": ("uscc", "month", "kind"),
    "YH00": ("agency_code", "uscc", "no"),
    "YH03": ("agency_code", "loan_no", "month"),
    "YH07": ("agency_code", "uscc", "year", "period"),
    "YH05": (),
}
PENALTIES = {"SC06", "SW05", "GJ03", "GA02", "ZR05", "ST04", "RS04"}


def test_all_fifty_seven_data_sets_are_there():
    assert len(CATALOGUE.data_sets) == 57
    for prefix, count in COUNTS.items():
        assert sum(code.startswith(prefix) for code in CATALOGUE.data_sets) == count


@pytest.mark.parametrize("code", sorted(CATALOGUE.data_sets))
def test_table_labels_and_rules_are_derived(code):
    """One declaration must be enough for a table, a template and the checks."""
    data_set = CATALOGUE.data_sets[code]
    table = record_table(data_set)
    columns = {column.name for column in table.columns}
    stored = {entry.name for entry in data_set.fields if not entry.matching}
    assert columns == set(COMMON) | stored
    assert set(labels_of(data_set).values()) == {
        entry.name for entry in data_set.fields if not entry.derived
    }
    for rule in data_set.rules:
        joined = CATALOGUE.data_sets[rule.join] if rule.join else None
        assert compile_rule(data_set, rule, joined)({}, "2026-03-31", {}, {}) in (True, False)
        assert rule.message
        assert rule.advice
    row = dict.fromkeys(data_set.by_name)
    derive(data_set)(row)
    assert set(row) == set(data_set.by_name)
    assert withheld(data_set)({}) is False
    for entry in data_set.fields:
        assert entry.title
        assert entry.help
        assert entry.example


@pytest.mark.parametrize(("code", "key"), KEYS.items())
def test_natural_keys(code, key):
    """A wrong key makes duplicates of true records, or swallows them."""
    assert CATALOGUE.data_sets[code].key == key


def test_every_row_can_find_its_enterprise_but_stores_the_name_only_in_the_register():
    for data_set in CATALOGUE.data_sets.values():
        assert {"uscc", "ent_name"} <= set(data_set.by_name)
        assert data_set.by_name["ent_name"].matching == (data_set.code != "SC01")
        assert ("ent_name" in record_table(data_set).columns) == (data_set.code == "SC01")
        assert data_set.by_name["uscc"].required


def test_penalties_share_one_shape():
    for code, data_set in CATALOGUE.data_sets.items():
        assert data_set.penalty == (code in PENALTIES)
        assert ("repair_status" in data_set.by_name) == (code in PENALTIES)
    assert CATALOGUE.data_sets["ST04"].by_name["decision_no"].required
    assert not CATALOGUE.data_sets["ZR05"].by_name["decision_no"].required


def test_a_reward_or_a_grade_has_a_number_of_its_own():
    """Without one, next year's grade would replace this year's."""
    grade = {"grade": "A", "grade_year": 2025}
    derive(CATALOGUE.data_sets["RS04"])(grade)
    assert grade["decision_no"] == "守法等级2025"
    crime = {"case_no": "（2024）豫1221刑初23号"}
    derive(CATALOGUE.data_sets["GA02"])(crime)
    assert crime["decision_no"] == crime["case_no"]


def test_bank_data_asks_for_consent_and_the_consent_itself_does_not():
    for code, data_set in CATALOGUE.data_sets.items():
        assert data_set.consent == (code.startswith("YH") and code != "YH00")


def test_twenty_agencies_collect_and_the_register_comes_first():
    agencies = CATALOGUE.collecting_agencies(DAY)
    assert len(agencies) == 20
    assert sum(agency.kind == "YH" for agency in agencies) == 10
    assert CATALOGUE.agencies["YH-LYH"].successor == "YH-ZYH"
    assert CATALOGUE.data_sets["SC01"].deadline == "03-31"
    assert CATALOGUE.data_sets["GD02"].deadline == "04-20"
    assert CATALOGUE.kinds["YH"].consent_required
    for agency in agencies:
        assert CATALOGUE.data_sets_of(agency.code, DAY)
        assert agency.letter_mark


def test_owners_change_with_the_day():
    assert CATALOGUE.owners("RS02", DAY) == {"RS", "SW"}
    assert CATALOGUE.owners("RS02", date(2019, 6, 1)) == {"RS"}
    assert len(CATALOGUE.owners("SC11", DAY)) == 11
    assert CATALOGUE.owners("GD02", DAY) == {"GD"}


def test_code_lists_keep_the_digits_of_the_standards():
    lists = CATALOGUE.code_lists
    assert list(lists["reg_status"].titles) == list("1234567")
    assert list(lists["five_class"].titles) == list("12345")
    assert list(lists["entity_kind"].titles) == list("123456789")
    assert list(lists["env_grade"].titles) == list("01234")
    assert list(lists["permit_class"].titles) == list("0123")
    assert len(lists["industry"].codes) == 97
    assert len(lists["industry_section"].codes) == 20
    assert len(CATALOGUE.townships) == 12
    assert list(lists["period_type"].titles) == list("MQY")


def test_codes_can_be_joined_with_the_list_separator():
    for data_set in CATALOGUE.data_sets.values():
        for entry in data_set.fields:
            if entry.type is FieldType.CODES:
                assert not any("、" in code for code in CATALOGUE.code_lists[entry.codes].titles)
