"""What goes wrong in clerks' files: extra rows to be refused, and odd spellings to be accepted.

A refused row is always an extra one with a key of its own, so that the clean facts stay whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.model import DataSet, FieldType
from app.training import names
from app.training.codes import Row, uscc
from app.training.register import Enterprise

DIRTY = (
    "SC01",
    "SC06",
    "SW02",
    "SW03",
    "GJ02",
    "GD02",
    "GS02",
    "FY01",
    "RS02",
    "YH02",
    "ST01",
    "GA01",
)
"""The data sets whose files carry plants."""


@dataclass
class Line:
    """A row about to be written; ``shown`` overrides what a cell shows, by field name."""

    row: Row
    shown: dict[str, str] = field(default_factory=dict)
    plant: dict[str, Any] | None = None


Spoil = Callable[[Line], None]

_RULES: dict[str, tuple[str, Row]] = {
    "SC01": ("SC01-STATUS-DATE", {"reg_status": "4", "status_date": None}),
    "SC06": ("SC06-FINE", {"kinds": "罚款", "fine": 0, "severity": "一般", "publish_to": None}),
    "SW02": ("SW02-END", {"declare_date": "2018-12-03"}),
    "GJ02": ("GJ02-OVER", {"payable": 100_00, "paid": 200_00, "persons": 3}),
    "GD02": ("GD02-DUE", {"due_date": "2018-11-15"}),
    "GS02": ("GS02-DUE", {"due_date": "2018-11-15"}),
    "FY01": ("FY01-ORDER", {"close_date": "2001-02-03", "close_mode": "判决"}),
    "RS02": ("RS02-PERSONS", {"persons": 0, "payable": 100_00, "paid": 0}),
    "YH02": ("YH02-TERM", {"issue_date": "2024-03-20", "due_date": "2023-03-20"}),
}
_WARNINGS: dict[str, tuple[str, Row]] = {
    "GD02": ("GD02-PRICE", {"kwh": 100_00, "amount": 9_000_00, "paid": 9_000_00}),
    "GS02": ("GS02-PRICE", {"m3": 10_00, "amount": 900_00, "paid": 900_00}),
    "SW03": ("SW03-B", {"grade": "B", "score": 9600}),
}
_BAD_CELLS = (
    ("E-NUMBER", (FieldType.AMOUNT, FieldType.NUMBER), "约三千左右"),
    ("E-DATE", (FieldType.DATE,), "2026年13月45日"),
    ("E-CODE", (FieldType.CODE,), "以前那种"),
)


def dirty_lines(
    data_set: DataSet, rows: Sequence[Row], enterprises: dict[str, Enterprise], rng: random.Random
) -> list[Line]:
    """The rows in order with plants among them; ids are unique within the data set."""
    lines = [Line(dict(row)) for row in rows]
    ordinary = [at for at, line in enumerate(lines) if not enterprises[str(line.row["uscc"])].plant]
    if data_set.code not in DIRTY or len(ordinary) < 8:
        return lines
    extra = [
        *_refused(data_set, lines, ordinary, enterprises, rng),
        *(
            _subjects(data_set, lines, ordinary, enterprises, rng)
            if data_set.code != "SC01"
            else ()
        ),
    ]
    _odd_but_good(data_set, lines, ordinary, enterprises)
    twice = lines[rng.choice(ordinary)]
    extra.append(
        _planted(Line(dict(twice.row), dict(twice.shown)), "repeat", "整行重复", "duplicate")
    )
    for plant in extra[:-1]:
        lines.insert(rng.randint(1, len(lines)), plant)
    first = next(at for at, line in enumerate(lines) if line.row == twice.row)
    lines.insert(rng.randint(first + 1, len(lines)), extra[-1])
    return lines


def _planted(line: Line, name: str, what: str, result: str, code: str = "") -> Line:
    expected = {"class": result, "code": code} if code else {"class": result}
    line.plant = {"id": name, "what": what, "expected": expected}
    return line


def _fresh(data_set: DataSet, line: Line, number: int) -> Line:
    """A copy whose natural key no clean row has: an old month or year, or another number."""
    row = dict(line.row)
    for name in data_set.key:
        entry = data_set.by_name.get(name)
        if entry is None:
            continue
        if entry.type is FieldType.MONTH:
            _old_month(data_set, row, name, f"2019-{number:02d}")
        elif entry.type is FieldType.YEAR:
            row[name] = 2000 + number
        elif name.endswith("_no") and name != "cons_no":
            text = str(row[name])
            row[name] = (
                text[:-1] + f"补{number}" + text[-1]
                if "case" not in name
                else text.replace("号", f"{number}号")
            )
    if data_set.code == "SC01":
        row |= {
            "ent_name": f"渑池县补录{number}号有限公司",
            "former_names": None,
            "entity_kind": "1",
        }
        row["uscc"] = uscc("91411221", random.Random(f"fresh/{number}"))
    return Line(row)


def _old_month(data_set: DataSet, row: Row, name: str, month: str) -> None:
    year = int(month[:4]) + (month[5:] == "12")
    after = f"{year}-{int(month[5:]) % 12 + 1:02d}"
    row[name] = month
    for other in data_set.fields:
        if other.type is FieldType.DATE and row.get(other.name):
            row[other.name] = f"{after}-10"
    if row.get("period_type"):
        row["period_type"] = "M"


def _refused(
    data_set: DataSet,
    lines: list[Line],
    ordinary: list[int],
    enterprises: dict[str, Enterprise],
    rng: random.Random,
) -> list[Line]:
    found: list[Line] = []

    def fresh() -> Line:
        return _fresh(data_set, lines[rng.choice(ordinary)], len(found) + 1)

    line = fresh()
    code = str(line.row["uscc"])
    line.shown["uscc"] = code[:17] + ("1" if code[17] != "1" else "2")
    found.append(_planted(line, "check-digit", "信用代码末位校验码错", "error", "E-USCC-CHECK"))
    if data_set.code == "SC01":
        line = fresh()
        line.shown["uscc"] = "12411221416400008K"
        found.append(_planted(line, "scope", "事业单位不在采集范围", "error", "E-SCOPE"))
    else:
        line = fresh()
        line.shown["ent_name"] = next(
            entry.name for code, entry in enterprises.items() if code != line.row["uscc"]
        )
        found.append(_planted(line, "other-name", "信用代码与名称不是同一企业", "error", "E-NAME"))
    required = [
        entry.name for entry in data_set.fields
        if entry.required and entry.name not in data_set.key and not entry.default and not entry.fallback
    ]  # fmt: skip
    if required:
        line = fresh()
        line.shown[required[-1]] = ""
        found.append(
            _planted(line, "empty-required", f"必填项{required[-1]}为空", "error", "E-REQUIRED")
        )
    for problem, types, text in _BAD_CELLS:
        names_ = [
            entry.name for entry in data_set.fields
            if entry.type in types and entry.name not in data_set.key and not entry.derived
            and lines[ordinary[0]].row.get(entry.name) is not None
        ]  # fmt: skip
        if names_:
            line = fresh()
            line.shown[names_[0]] = text
            found.append(
                _planted(line, problem.lower()[2:], f"{names_[0]}填写{text}", "error", problem)
            )
    for table, level in ((_RULES, "error"), (_WARNINGS, "warning")):
        if data_set.code in table:
            rule, changes = table[data_set.code]
            line = fresh()
            line.row |= changes
            found.append(_planted(line, f"rule-{level}", f"违反规则{rule}", level, rule))
    return found


def _subjects(
    data_set: DataSet,
    lines: list[Line],
    ordinary: list[int],
    enterprises: dict[str, Enterprise],
    rng: random.Random,
) -> list[Line]:
    """Rows whose enterprise is unknown, only near, or known by its code and another number."""
    unknown = _fresh(data_set, lines[rng.choice(ordinary)], 11)
    unknown.shown["uscc"] = uscc("91411221", rng)
    unknown.shown["ent_name"] = f"渑池外来{names.person(rng)}经营部有限公司"
    near = _fresh(data_set, lines[rng.choice(ordinary)], 12)
    name = enterprises[str(near.row["uscc"])].name
    near.shown |= {"uscc": "", "ent_name": name[:-4] + "实业" + name[-4:]}
    if data_set.lookup:
        unknown.row[data_set.lookup] = f"4199{rng.randrange(10**9):09d}"
        near.row[data_set.lookup] = f"4198{rng.randrange(10**9):09d}"
    return [
        _planted(unknown, "unknown", "名录中没有的企业", "unmatched"),
        _planted(near, "near-name", "没有信用代码，名称只是相近", "unmatched"),
    ]


def _odd_but_good(
    data_set: DataSet, lines: list[Line], ordinary: list[int], enterprises: dict[str, Enterprise]
) -> None:
    """Spellings that the import must understand, on rows that stay clean."""
    places = iter(ordinary)
    line = lines[next(places)]
    line.shown["uscc"] = "".join(chr(ord(char) + 0xFEE0) for char in str(line.row["uscc"]))
    _planted(line, "full-width", "信用代码为全角", "new")
    line = lines[next(places)]
    code = str(line.row["uscc"])
    line.shown["uscc"] = f"{code[:8].lower()} {code[8:].lower()} "
    _planted(line, "lower-case", "信用代码为小写且有空格", "new")
    if data_set.code == "SC01":
        return
    former = next(
        (at for at in ordinary if enterprises[str(lines[at].row["uscc"])].former
         and lines[at].plant is None), None,
    )  # fmt: skip
    if former is not None:
        lines[former].shown["ent_name"] = enterprises[str(lines[former].row["uscc"])].former
        _planted(lines[former], "former-name", "填写了曾用名", "new")
    line = lines[next(places)]
    if line.plant is None:
        line.shown["uscc"] = ""
        _planted(line, "name-only", "只有名称没有信用代码，名称完全相符", "new")
