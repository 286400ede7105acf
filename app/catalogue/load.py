"""Reads ``resources/catalogue`` into the model.

``county.toml`` says who takes part and who collects what; ``datasets``, ``shapes`` and ``codes``
hold one file per entry. A data set takes the fields and rules of the shapes it names in
``include``; those of ``optional_shapes`` are no longer required. A field that the data set declares
itself stands in place of the shape's field of that name. Every data set except the register gets
the two fields that find the enterprise from the shape ``subject``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from app import paths
from app.catalogue.check import check
from app.catalogue.labels import normalise_header
from app.catalogue.model import (
    Agency,
    AgencyKind,
    Catalogue,
    Code,
    CodeList,
    DataSet,
    Field,
    FieldType,
    GroupRule,
    Ownership,
    Rule,
)
from app.errors import EnvironmentFault, RefusedError

REGISTER = "SC01"
SUBJECT = "subject"
T = TypeVar("T")
Named = TypeVar("Named", AgencyKind, Agency)


@dataclass(frozen=True)
class Shape:
    """Fields and rules that several data sets share; rule codes get the data set's prefix."""

    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]


@cache
def load(folder: Path = paths.CATALOGUE) -> Catalogue:
    """The checked catalogue kept in ``folder``.

    Raises RefusedError ``CAT-…`` naming the file and the entry that is wrong, EnvironmentFault
    ``ENV-CATALOGUE`` when the folder is missing.
    """
    catalogue, sources = read(folder)
    check(catalogue, sources)
    return catalogue


def read(folder: Path) -> tuple[Catalogue, dict[str, Path]]:
    """The unchecked catalogue, and the file that each entry came from."""
    sources: dict[str, Path] = {"county": folder / "county.toml"}
    county = _parse(sources["county"])
    shapes = {path.stem: _shape(path) for path in sorted((folder / "shapes").glob("*.toml"))}
    data_sets: dict[str, DataSet] = {}
    for path in sorted((folder / "datasets").glob("*.toml")):
        entry = _data_set(path, shapes, county.get("deadlines", {}))
        if entry.code in data_sets:
            raise _refused("CAT-DUPLICATE", path, entry.code, "数据集代码重复")
        data_sets[entry.code], sources[entry.code] = entry, path
    code_lists: dict[str, CodeList] = {}
    for path in sorted((folder / "codes").glob("*.toml")):
        codes = _code_list(path)
        if codes.id in code_lists:
            raise _refused("CAT-DUPLICATE", path, codes.id, "代码表重复")
        code_lists[codes.id], sources[f"codes/{codes.id}"] = codes, path
    return _catalogue(county, sources["county"], data_sets, code_lists), sources


def _catalogue(
    county: dict[str, Any],
    path: Path,
    data_sets: dict[str, DataSet],
    code_lists: dict[str, CodeList],
) -> Catalogue:
    try:
        return Catalogue(
            version=county["version"],
            county=county["county"],
            region=county["region"],
            coordinator=county["coordinator"],
            kinds=_unique(path, [AgencyKind(**entry) for entry in county["kind"]]),
            agencies=_unique(path, [Agency(**entry) for entry in county["agency"]]),
            data_sets=data_sets,
            ownership=tuple(
                Ownership(dataset, kind, entry["valid_from"], entry.get("valid_to"))
                for entry in county["ownership"]
                for dataset in entry["datasets"]
                for kind in entry["kinds"]
            ),
            code_lists=code_lists,
            townships=tuple(entry.code for entry in code_lists["township"].codes)
            if "township" in code_lists
            else (),
        )
    except (KeyError, TypeError) as problem:
        raise _refused("CAT-SHAPE", path, str(problem), "缺少内容或有不认识的内容") from problem


def _data_set(path: Path, shapes: dict[str, Shape], deadlines: dict[str, str]) -> DataSet:
    declared = _parse(path)
    code = str(declared.get("code", ""))
    relaxed = declared.pop("optional_shapes", [])
    names = ([] if code == REGISTER else [SUBJECT]) + declared.pop("include", [])
    own = tuple(_field(path, entry) for entry in declared.pop("field", ()))
    rules = [_build(path, Rule, entry) for entry in declared.pop("rule", ())]
    groups = tuple(_build(path, GroupRule, entry) for entry in declared.pop("group_rule", ()))
    shared: list[Field] = []
    for name in names:
        if name not in shapes:
            raise _refused("CAT-SHAPE-UNKNOWN", path, name, "引用了没有的通用内容")
        shared += [
            replace(entry, required=False) if name in relaxed else entry
            for entry in shapes[name].fields
        ]
        rules += [
            replace(entry, code=f"{code}-{entry.code.partition('-')[2]}")
            for entry in shapes[name].rules
        ]
    declared.setdefault(
        "deadline", deadlines.get("register" if code == REGISTER else "rest", "04-20")
    )
    fields = _without_taken_labels(_joined(shared, own))
    return _build(
        path, DataSet, declared | {"fields": fields, "rules": tuple(rules), "group_rules": groups}
    )


def _joined(shared: list[Field], own: tuple[Field, ...]) -> tuple[Field, ...]:
    """Shared fields first, each replaced by the data set's own field of the same name."""
    mine = {entry.name: entry for entry in own}
    names = {entry.name for entry in shared}
    return tuple(mine.get(entry.name, entry) for entry in shared) + tuple(
        entry for entry in own if entry.name not in names
    )


def _without_taken_labels(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """A general synonym of a matching field yields to a field of the data set that claims it."""
    taken = {
        normalise_header(label)
        for entry in fields
        if not entry.matching
        for label in (entry.title, *entry.synonyms)
    }
    return tuple(
        replace(
            entry, synonyms=tuple(s for s in entry.synonyms if normalise_header(s) not in taken)
        )
        if entry.matching
        else entry
        for entry in fields
    )


def _shape(path: Path) -> Shape:
    declared = _parse(path)
    return Shape(
        tuple(_field(path, entry) for entry in declared.get("field", ())),
        tuple(_build(path, Rule, entry) for entry in declared.get("rule", ())),
    )


def _code_list(path: Path) -> CodeList:
    declared = _parse(path)
    codes = tuple(_build(path, Code, entry) for entry in declared.pop("codes", ()))
    return _build(path, CodeList, declared | {"codes": codes})


def _field(path: Path, declared: dict[str, Any]) -> Field:
    name = str(declared.get("name", ""))
    try:
        kind = FieldType(declared.get("type", ""))
    except ValueError as problem:
        raise _refused("CAT-TYPE", path, name, f"不认识的类型{declared.get('type')}") from problem
    return _build(path, Field, declared | {"type": kind})


def _build(path: Path, kind: type[T], declared: dict[str, Any]) -> T:
    """``kind`` from its parsed table; lists become tuples."""
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in declared.items()
    }
    try:
        return kind(**values)
    except TypeError as problem:
        entry = str(declared.get("name", declared.get("code", declared.get("id", ""))))
        raise _refused(
            "CAT-SHAPE", path, entry, f"缺少内容或有不认识的内容（{problem}）"
        ) from problem


def _unique(path: Path, entries: list[Named]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for entry in entries:
        if entry.code in found:
            raise _refused("CAT-DUPLICATE", path, entry.code, "代码重复")
        found[entry.code] = entry
    return found


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise EnvironmentFault(
            "ENV-CATALOGUE", f"读不到目录文件{path.name}", "请重新安装程序"
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise _refused("CAT-TOML", path, "", f"不是正确的TOML（{problem}）") from problem


def _refused(code: str, path: Path, entry: str, why: str) -> RefusedError:
    where = f"{path.name}的{entry}" if entry else path.name
    return RefusedError(code, f"采集目录{where}有误：{why}", "请改正该文件，或者重新安装程序")
