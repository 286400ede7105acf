"""A clerk who practises on a dirty county by mistake would learn to overrule real findings."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from app import clock
from app.catalogue.expressions import compile_rule
from app.catalogue.groups import group_findings
from app.catalogue.load import load
from app.catalogue.model import DataSet, FieldType
from app.identifiers import RULES
from app.training.codes import Row
from app.training.county import County, generate

CATALOGUE = load()
TODAY = "2026-04-01"


@pytest.fixture(scope="module")
def county() -> County:
    return generate(11, 250, None, CATALOGUE)


@pytest.fixture(autouse=True)
def _spring():
    with clock.at(datetime(2026, 4, 1, 2, 0, tzinfo=UTC)):
        yield


def rows_of(county: County, code: str) -> list[Row]:
    return [row for sets in county.facts.values() for row in sets.get(code, ())]


@pytest.mark.parametrize("data_set", CATALOGUE.data_sets.values(), ids=lambda entry: entry.code)
def test_clean_rows_are_accepted_by_the_catalogue(county: County, data_set: DataSet) -> None:
    """Otherwise a clean row of the practice file would be refused without anybody knowing why."""
    rows = rows_of(county, data_set.code)
    assert rows, "every data set must be practised"
    register = {str(row["uscc"]): row for row in rows_of(county, "SC01")}
    problems: Counter[str] = Counter()
    for row in rows:
        problems.update(_field_problems(data_set, row))
    for rule in data_set.rules:
        joined = CATALOGUE.data_sets.get(rule.join)
        check = compile_rule(data_set, rule, joined)
        others = {}
        if joined is not None:
            others = {tuple(r.get(k) for k in rule.on): r for r in rows_of(county, rule.join)}
        for row in rows:
            other = others.get(tuple(row.get(k) for k in rule.on)) if joined else None
            if not check(row, TODAY, register[str(row["uscc"])], other):
                problems[f"{rule.code} {rule.level}"] += 1
    for group_rule, _ in group_findings(data_set, rows, register, TODAY):
        problems[f"{group_rule.code} {group_rule.level}"] += 1
    assert not problems


def _field_problems(data_set: DataSet, row: Row) -> list[str]:
    found = [f"unknown {name}" for name in row if name not in data_set.by_name and name != "uscc"]
    for entry in data_set.fields:
        value = row.get(entry.name)
        if value is None:
            if entry.required and not entry.default and not entry.matching:
                found.append(f"required {entry.name}")
            continue
        if entry.type in (FieldType.CODE, FieldType.CODES):
            listed = CATALOGUE.code_lists[entry.codes]
            if not listed.pattern and not set(str(value).split("、")) <= set(listed.titles):
                found.append(f"code {entry.name} {value}")
        elif entry.type in (FieldType.AMOUNT, FieldType.NUMBER, FieldType.INT, FieldType.YEAR):
            if not isinstance(value, int):
                found.append(f"type {entry.name} {value!r}")
        elif not isinstance(value, str):
            found.append(f"type {entry.name} {value!r}")
        if entry.identifier and RULES[entry.identifier](str(value)).problem is not None:
            found.append(f"identifier {entry.name} {value}")
    return found


def test_natural_keys_are_unique(county: County) -> None:
    """Otherwise rows vanish as duplicates that nobody planted."""
    for agency, sets in county.facts.items():
        for code, rows in sets.items():
            key = [name for name in CATALOGUE.data_sets[code].key if name != "agency_code"]
            if key:
                seen = Counter(tuple(row.get(name) for name in key) for row in rows)
                assert not [k for k, count in seen.items() if count > 1], (agency, code)


def test_same_seed_same_county() -> None:
    """A trainer must be able to hand two classes the same exercise."""
    assert generate(5, 20, None, CATALOGUE).facts == generate(5, 20, None, CATALOGUE).facts
    assert generate(5, 20, None, CATALOGUE).facts != generate(6, 20, None, CATALOGUE).facts
