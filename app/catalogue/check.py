"""Refuses a catalogue whose entries do not fit together, naming the file and the entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from app.catalogue.expressions import compile_rule, derive, withheld
from app.catalogue.groups import check_group_rule
from app.catalogue.labels import normalise_header
from app.catalogue.language import ExpressionError
from app.catalogue.model import Catalogue, CodeList, DataSet, Field, FieldType
from app.errors import RefusedError

IDENTIFIERS = frozenset(
    {
        "uscc", "org_code", "subject", "reg_no", "resident_id", "mobile", "phone", "postcode",
        "email", "zhongzheng_code", "cnaps", "institution_code", "permit_no", "realty_no",
        "case_no", "mining_no", "consumer_no", "unit_no", "region", "lr_id",
    }
)  # fmt: skip
"""Rules of ``app.identifiers`` that a field may name; the two rooms do not import each other."""

LEVELS = frozenset({"error", "warning"})
SYSTEM_KEYS = frozenset({"agency_code", "uscc"})
_BOUND = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d-\d\d|today")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Z]{2}\d\d")


def check(catalogue: Catalogue, sources: Mapping[str, Path]) -> None:
    """Every declaration against the others.

    ``sources`` gives the file of ``county``, of each data set and of ``codes/<list>``. Raises
    RefusedError ``CAT-…`` for the first fault found.
    """
    for codes in catalogue.code_lists.values():
        _check_codes(codes, sources[f"codes/{codes.id}"])
    rule_codes: list[str] = []
    for data_set in catalogue.data_sets.values():
        path = sources[data_set.code]
        _check_data_set(data_set, path)
        for entry in data_set.fields:
            _check_field(entry, catalogue, path)
        _check_expressions(data_set, catalogue, path)
        rule_codes += [rule.code for rule in data_set.rules]
        rule_codes += [rule.code for rule in data_set.group_rules]
        for code in _repeated(rule_codes):
            _refuse("CAT-DUPLICATE", path, code, "规则代码重复")
    _check_county(catalogue, sources["county"])


def _check_codes(codes: CodeList, path: Path) -> None:
    if not codes.codes:
        _refuse("CAT-CODES-EMPTY", path, codes.id, "代码表是空的")
    for code in _repeated(entry.code for entry in codes.codes):
        _refuse("CAT-DUPLICATE", path, f"{codes.id}={code}", "代码重复")
    owners: dict[str, str] = {}
    for entry in codes.codes:
        for word in (entry.code, entry.title, *entry.synonyms):
            if owners.setdefault(normalise_header(word), entry.code) != entry.code:
                _refuse("CAT-SYNONYM", path, f"{codes.id}={entry.code}", f"“{word}”指向两个代码")
    try:
        re.compile(codes.pattern)
    except re.error:
        _refuse("CAT-PATTERN", path, codes.id, "代码格式不是正确的正则表达式")


def _check_data_set(data_set: DataSet, path: Path) -> None:
    if not _CODE.fullmatch(data_set.code) or path.stem != data_set.code:
        _refuse("CAT-NAME", path, data_set.code, "数据集代码与文件名不一致")
    for name in _repeated(entry.name for entry in data_set.fields):
        _refuse("CAT-DUPLICATE", path, name, "字段重复")
    for name in data_set.key:
        if name not in data_set.by_name and name not in SYSTEM_KEYS:
            _refuse("CAT-KEY", path, name, "主键里的字段不存在")
    for name in filter(None, (data_set.period, data_set.lookup)):
        if name not in data_set.by_name:
            _refuse("CAT-REFERENCE", path, name, "所属期或查找字段不存在")
    owners: dict[str, str] = {}
    for entry in data_set.fields:
        if entry.derived:
            continue
        for label in (entry.title, *entry.synonyms):
            if owners.setdefault(normalise_header(label), entry.name) != entry.name:
                _refuse("CAT-LABEL", path, entry.name, f"表头“{label}”指向两个字段")


def _check_field(entry: Field, catalogue: Catalogue, path: Path) -> None:
    if not _NAME.fullmatch(entry.name):
        _refuse("CAT-NAME", path, entry.name, "字段名只能用小写字母、数字和下划线")
    if not entry.title or not entry.help:
        _refuse("CAT-HELP", path, entry.name, "没有标题或填写说明")
    coded = entry.type in (FieldType.CODE, FieldType.CODES)
    if coded != bool(entry.codes) or (coded and entry.codes not in catalogue.code_lists):
        _refuse("CAT-CODES-UNKNOWN", path, entry.name, f"没有代码表“{entry.codes}”")
    if entry.identifier and entry.identifier not in IDENTIFIERS:
        _refuse("CAT-IDENTIFIER", path, entry.name, f"没有号码规则“{entry.identifier}”")
    for bound in filter(None, (entry.minimum, entry.maximum, entry.above)):
        if not _BOUND.fullmatch(bound):
            _refuse("CAT-BOUND", path, entry.name, f"上下限“{bound}”写法不对")
    if not 0 <= entry.sensitivity <= 4:
        _refuse("CAT-SENSITIVITY", path, entry.name, "敏感程度只能是0至4")
    if coded and entry.default and entry.default not in catalogue.code_lists[entry.codes].titles:
        _refuse("CAT-REFERENCE", path, entry.name, f"默认值“{entry.default}”不在代码表里")


def _check_expressions(data_set: DataSet, catalogue: Catalogue, path: Path) -> None:
    entry = data_set.code
    try:
        for rule in data_set.rules:
            entry = rule.code
            if rule.join and rule.join not in catalogue.data_sets:
                _refuse("CAT-REFERENCE", path, entry, f"没有数据集“{rule.join}”")
            joined = catalogue.data_sets[rule.join] if rule.join else None
            compile_rule(data_set, rule, joined)
            _check_rule_words(data_set, path, entry, rule.level, (*rule.fields, *rule.on))
            if joined is not None and not (rule.on and set(rule.on) <= set(joined.by_name)):
                _refuse("CAT-RULE", path, entry, "没有写明按哪些字段对应")
        for group in data_set.group_rules:
            entry = group.code
            check_group_rule(data_set, group)
            names = (*group.fields, *group.group, *filter(None, (group.order,)))
            _check_rule_words(data_set, path, entry, group.level, names)
        for entry in (field.name for field in data_set.fields if field.derived or field.fallback):
            derive(_only(data_set, entry))
        entry = "withhold"
        withheld(data_set)
    except ExpressionError as problem:
        raise _refusal("CAT-RULE", path, entry, str(problem)) from problem


def _only(data_set: DataSet, name: str) -> DataSet:
    """The data set with the expressions of one field only, so that a fault names that field."""
    return replace(
        data_set,
        fields=tuple(
            entry if entry.name == name else replace(entry, derived="", fallback="")
            for entry in data_set.fields
        ),
    )


def _check_rule_words(
    data_set: DataSet, path: Path, code: str, level: str, names: Iterable[str]
) -> None:
    if level not in LEVELS:
        _refuse("CAT-LEVEL", path, code, f"级别“{level}”只能是error或warning")
    if not code.startswith(f"{data_set.code}-"):
        _refuse("CAT-NAME", path, code, "规则代码要以数据集代码开头")
    for name in names:
        if name not in data_set.by_name:
            _refuse("CAT-RULE", path, code, f"规则提到的字段“{name}”不存在")


def _check_county(catalogue: Catalogue, path: Path) -> None:
    for agency in catalogue.agencies.values():
        if agency.kind not in catalogue.kinds:
            _refuse("CAT-REFERENCE", path, agency.code, f"没有单位种类“{agency.kind}”")
        if agency.successor and agency.successor not in catalogue.agencies:
            _refuse("CAT-REFERENCE", path, agency.code, f"没有承继单位“{agency.successor}”")
        if agency.valid_to is not None and agency.valid_to < agency.valid_from:
            _refuse("CAT-DATES", path, agency.code, "终止日期早于起始日期")
    if catalogue.coordinator not in catalogue.agencies:
        _refuse("CAT-REFERENCE", path, "coordinator", "组织单位不在单位名单里")
    for owned in catalogue.ownership:
        if owned.dataset not in catalogue.data_sets:
            _refuse("CAT-REFERENCE", path, "ownership", f"没有数据集“{owned.dataset}”")
        if owned.kind not in catalogue.kinds:
            _refuse("CAT-REFERENCE", path, "ownership", f"没有单位种类“{owned.kind}”")
    owned_sets = {owned.dataset for owned in catalogue.ownership}
    for code in catalogue.data_sets:
        if code not in owned_sets:
            _refuse("CAT-OWNER", path, code, "没有单位采集这个数据集")


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _refuse(code: str, path: Path, entry: str, why: str) -> NoReturn:
    raise _refusal(code, path, entry, why)


def _refusal(code: str, path: Path, entry: str, why: str) -> RefusedError:
    return RefusedError(
        code, f"采集目录{path.name}的{entry}有误：{why}", "请改正该文件，或者重新安装程序"
    )
