"""Reads ``resources/catalogue`` into the model."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from app import paths
from app.catalogue.model import Catalogue, DataSet, Field, FieldType, GroupRule, Rule


@cache
def load(folder: Path = paths.CATALOGUE) -> Catalogue:
    """The catalogue kept in ``folder``."""
    data_sets = [
        data_set(tomllib.loads(path.read_text("utf-8")))
        for path in sorted((folder / "datasets").glob("*.toml"))
    ]
    return Catalogue(
        version="1",
        county="渑池县",
        region="411221",
        coordinator="RH",
        kinds={},
        agencies={},
        data_sets={entry.code: entry for entry in data_sets},
        ownership=(),
        code_lists={},
    )


def data_set(declared: dict[str, Any]) -> DataSet:
    """One data set from its parsed TOML."""
    declared = dict(declared)
    fields = tuple(
        Field(**{**_tuples(entry), "type": FieldType(entry["type"])})
        for entry in declared.pop("field")
    )
    rules = tuple(Rule(**_tuples(entry)) for entry in declared.pop("rule", ()))
    groups = tuple(GroupRule(**_tuples(entry)) for entry in declared.pop("group_rule", ()))
    return DataSet(fields=fields, rules=rules, group_rules=groups, **_tuples(declared))


def _tuples(declared: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in declared.items()
    }
