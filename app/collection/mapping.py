"""Which column of a clerk's sheet is which field.

A column is found by what the user says now, what this office chose before (both by header text,
never by position), the field's title, its synonyms. Two pseudo-fields name the enterprise in
every data set that does not have them itself: ``uscc`` and ``ent_name``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.catalogue.labels import labels_of, normalise_header
from app.catalogue.model import DataSet, Field, FieldType
from app.collection.sheets.model import Column
from app.errors import RefusedError, UsageError

IGNORE = "-"
"""The choice for a column that is not wanted."""

SUBJECT = Field(
    "uscc",
    "统一社会信用代码",
    FieldType.TEXT,
    identifier="subject",
    synonyms=(
        "社会信用代码",
        "信用代码",
        "企业代码",
        "纳税人识别号",
        "组织机构代码",
        "机构代码",
        "统一代码",
        "税号",
        "统一社会信用代码/组织机构代码",
        "统一社会信用代码（纳税人识别号）",
    ),
)
NAME = Field(
    "ent_name",
    "企业名称",
    FieldType.TEXT,
    max_length=200,
    synonyms=(
        "单位名称",
        "户名",
        "用户名称",
        "用户名",
        "客户名称",
        "公司名称",
        "纳税人名称",
        "主体名称",
        "名称",
        "市场主体名称",
        "当事人",
        "当事人名称",
        "借款人",
        "借款人名称",
        "缴存单位",
        "参保单位",
        "单位",
        "企业名",
    ),
)


@dataclass(frozen=True)
class ColumnMapping:
    """Where each field stands. ``columns`` maps field name to the position in ``Sheet.columns``;

    ``how`` tells why (choice, remembered, title, synonym); ``unknown`` are headers without a
    field; ``missing`` names required fields that have no column; ``ignored`` the positions of
    columns that somebody said are not wanted.
    """

    columns: dict[str, int]
    how: dict[str, str]
    unknown: list[str]
    missing: list[str]
    ignored: list[int]


@cache
def fields_of(data_set: DataSet) -> dict[str, Field]:
    """Every field that a sheet of the data set can carry, the pseudo-fields included."""
    found = {entry.name: entry for entry in data_set.fields if not entry.retired}
    found.setdefault("uscc", SUBJECT)
    found.setdefault("ent_name", NAME)
    return found


@cache
def label_table(data_set: DataSet) -> dict[str, str]:
    """Normalised label to field name; the data set's own labels win over the pseudo-fields'."""
    own = fields_of(data_set)
    table = {label: name for label, name in labels_of(data_set).items() if name in own}
    for pseudo in (SUBJECT, NAME):
        for spelling in (pseudo.title, pseudo.name, *pseudo.synonyms):
            table.setdefault(normalise_header(spelling), pseudo.name)
    return table


def labels(data_set: DataSet) -> frozenset[str]:
    """The normalised labels by which the reader finds the header of this data set."""
    return frozenset(label_table(data_set))


def map_columns(
    data_set: DataSet,
    columns: Sequence[Column],
    remembered: Mapping[str, str],
    choices: Mapping[str, str],
) -> ColumnMapping:
    """Find the fields in a sheet's columns.

    ``remembered`` maps normalised headers, ``choices`` headers as the user wrote them, to a field
    name or title, or to ``-``. Where a header stands twice a choice says ``户名#3`` for the third
    column. Raises ``I-MAP`` for a choice naming nothing, ``I-HEADER-TWICE`` where two columns
    claim one field, ``I-NO-SUBJECT`` where no column names the enterprise.
    """
    wanted = _resolved(data_set, columns, choices)
    claims, unclaimed = _claims(data_set, columns, remembered, wanted)
    ignored = [position for position, name in wanted.items() if name == IGNORE]
    unknown = [
        columns[position].header
        for position in unclaimed
        if columns[position].header and position not in ignored
    ]
    mapped: dict[str, int] = {}
    how: dict[str, str] = {}
    for name, found in claims.items():
        best = min(found)
        rivals = [entry for entry in found if entry[0] == best[0]]
        if len(rivals) > 1:
            raise _twice(data_set, name, [columns[entry[1]] for entry in rivals])
        mapped[name], how[name] = best[1], best[2]
        unknown.extend(columns[entry[1]].header for entry in found if entry is not best)
    _require_subject(data_set, mapped)
    return ColumnMapping(mapped, how, unknown, _missing(data_set, mapped), ignored)


def _missing(data_set: DataSet, mapped: Mapping[str, int]) -> list[str]:
    """The required fields that no column gives and nothing else fills."""
    return [
        entry.name
        for entry in data_set.fields
        if entry.must_be_entered
        and not entry.retired
        and entry.name not in mapped
        and entry.name not in ("uscc", "ent_name")
    ]


def claims_of(
    data_set: DataSet,
    columns: Sequence[Column],
    remembered: Mapping[str, str],
    choices: Mapping[str, str],
) -> dict[str, list[tuple[int, int, str]]]:
    """For each field rank (smaller is surer), position and reason of every column that may be it.

    Raises as :func:`map_columns` for a choice that cannot be.
    """
    return _claims(data_set, columns, remembered, _resolved(data_set, columns, choices))[0]


def _claims(
    data_set: DataSet,
    columns: Sequence[Column],
    remembered: Mapping[str, str],
    wanted: Mapping[int, str],
) -> tuple[dict[str, list[tuple[int, int, str]]], list[int]]:
    """For each field rank, position and reason of the columns that may be it; and the rest."""
    claims: dict[str, list[tuple[int, int, str]]] = {}
    unclaimed: list[int] = []
    for position, column in enumerate(columns):
        claim = _claim(data_set, position, column, remembered, wanted)
        if claim is None:
            unclaimed.append(position)
        else:
            claims.setdefault(claim[0], []).append((claim[1], position, claim[2]))
    return claims, unclaimed


def _claim(
    data_set: DataSet,
    position: int,
    column: Column,
    remembered: Mapping[str, str],
    wanted: Mapping[int, str],
) -> tuple[str, int, str] | None:
    """Field, rank (smaller is surer) and reason of one column."""
    fields = fields_of(data_set)
    chosen = wanted.get(position)
    if chosen is not None:
        return None if chosen == IGNORE else (chosen, 0, "choice")
    if column.hidden or not column.header:
        return None
    key = normalise_header(column.header)
    known = remembered.get(key)
    if known == IGNORE:
        return None
    if known in fields:
        return known, 1, "remembered"
    name = label_table(data_set).get(key)
    if name is None or fields[name].derived:
        return None
    titled = key == normalise_header(fields[name].title)
    return name, 2 if titled else 3, "title" if titled else "synonym"


def _resolved(
    data_set: DataSet, columns: Sequence[Column], choices: Mapping[str, str]
) -> dict[int, str]:
    fields = fields_of(data_set)
    titles = {entry.title: name for name, entry in fields.items()}
    resolved: dict[int, str] = {}
    for header, choice in choices.items():
        name = choice if choice in fields or choice == IGNORE else titles.get(choice)
        if name is None:
            raise UsageError(
                "I-MAP", f"数据集{data_set.code}没有项目“{choice}”。", "请用项目的名称或字段名。"
            )
        positions = _positions(columns, header)
        if not positions:
            raise UsageError("I-MAP", f"表中没有列“{header}”。", "请按表头的原文填写。")
        if len(positions) > 1 and name != IGNORE:
            raise _twice(data_set, name, [columns[position] for position in positions])
        resolved.update(dict.fromkeys(positions, name))
    return resolved


def _positions(columns: Sequence[Column], header: str) -> list[int]:
    key = normalise_header(header)
    found = [i for i, entry in enumerate(columns) if normalise_header(entry.header) == key]
    text, mark, digits = header.rpartition("#")
    if found or not mark or not digits.isdecimal():
        return found
    return [
        i
        for i, entry in enumerate(columns)
        if entry.index + 1 == int(digits)
        and normalise_header(entry.header) == normalise_header(text)
    ]


def _twice(data_set: DataSet, name: str, rivals: Sequence[Column]) -> RefusedError:
    title = fields_of(data_set)[name].title
    listed = "、".join(f"“{entry.header}”（第{entry.index + 1}列）" for entry in rivals)
    example = f"{rivals[-1].header}#{rivals[-1].index + 1}"
    return RefusedError(
        "I-HEADER-TWICE",
        f"有{len(rivals)}列都像“{title}”：{listed}。",
        f"请指明用哪一列（例如 {example}={name}），其余的列选“不导入”。未导入任何数据。",
    )


def _require_subject(data_set: DataSet, mapped: Mapping[str, int]) -> None:
    if not ({"uscc", "ent_name", data_set.lookup} - {""}) & mapped.keys():
        raise RefusedError(
            "I-NO-SUBJECT",
            "表中找不到统一社会信用代码、企业名称等能认出企业的列。",
            "请检查表头，或指明是哪一列。未导入任何数据。",
        )
    if not mapped.keys() - {"uscc", "ent_name"}:
        raise RefusedError(
            "I-NO-COLUMNS",
            f"除企业代码和名称外，没有一列与“{data_set.title}”对得上。",
            "请检查选的数据集是否正确。未导入任何数据。",
        )
