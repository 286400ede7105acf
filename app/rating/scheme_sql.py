"""Every problem of a scheme's SQL, found by trying it on made-up counties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import Catalogue
from app.errors import RefusedError
from app.rating.scheme import MAIN, Scheme
from app.rating.scheme_trial import PROBES, Trial, divides_unsafely, trial

_TABLE = re.compile(r"[a-z][a-z_0-9]{0,39}")


@dataclass(frozen=True)
class Problem:
    """What is wrong, in which file, at which key."""

    file: str
    key: str
    message: str


def sql_problems(scheme: Scheme, catalogue: Catalogue) -> list[Problem]:
    """All problems of the SQL files, each once, in the order in which they were found."""
    found = dict.fromkeys(_static(scheme, catalogue))
    if not found:
        for probe in PROBES:
            with trial(catalogue, probe) as county:
                found |= dict.fromkeys(_tried(county, scheme, catalogue))
            if found:
                break
    return list(found)


def _static(scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    used = {MAIN} | {f"measures/{one.id}.sql" for one in scheme.indicators}
    used |= {f"vetoes/{one.id}.sql" for one in scheme.vetoes}
    used |= {f"caps/{one.id}.sql" for one in scheme.caps}
    used |= {f"prepare/{name}.sql" for name in scheme.prepare}
    for name in sorted(used - set(scheme.files)):
        yield Problem(name, name, "缺少这个文件")
    for name in sorted(set(scheme.files) - used):
        yield Problem(name, name, "没有用到这个文件")
    taken = {code.lower() for code in catalogue.data_sets}
    for name in scheme.prepare:
        if not _TABLE.fullmatch(name) or name in taken or name == "decision":
            yield Problem(MAIN, f"prepare.{name[:40]}", "中间表名称不能使用")
        taken.add(name)
    for name, text in scheme.files.items():
        if name != MAIN and divides_unsafely(text):
            yield Problem(name, "/", "除数可能为零，请分列分子和分母，或用nullif")
    for one in scheme.indicators:
        try:
            scheme.measure(one.id)
        except RefusedError as error:
            yield Problem(f"measures/{one.id}.sql", one.id, error.message)


def _tried(county: Trial, scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    for name in scheme.prepare:
        file, sql = f"prepare/{name}.sql", scheme.sql("prepare", name)
        problems = [one for _, one in _run(county, file, sql, catalogue) if one]
        yield from problems
        if not problems:
            county.prepare(name, sql)
    for one in scheme.indicators:
        value, records = scheme.measure(one.id)
        file = f"measures/{one.id}.sql"
        for row, problem in _run(county, file, value, catalogue):
            told = problem or _value_problem(file, row, set(one.specials))
            if told:
                yield told
        for row, problem in _run(county, file, records, catalogue):
            if problem:
                yield problem
            elif len(row) != 2:
                yield Problem(file, "records", "记录查询应有两列：uscc、rec_id")
    yield from _found_facts(county, scheme, catalogue)


def _found_facts(county: Trial, scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    for kind, names in (
        ("vetoes", [one.id for one in scheme.vetoes]),
        ("caps", [one.id for one in scheme.caps]),
    ):
        for name in names:
            file = f"{kind}/{name}.sql"
            for row, problem in _run(county, file, scheme.sql(kind, name), catalogue):
                if problem:
                    yield problem
                elif len(row) != 3 or row[1] not in {*catalogue.data_sets, "decision"}:
                    yield Problem(file, name, "应有三列：uscc、数据集代码、rec_id")


def _run(
    county: Trial, file: str, sql: str, catalogue: Catalogue
) -> Iterator[tuple[tuple[Any, ...], Problem | None]]:
    try:
        rows = county.run(sql)
    except sa.exc.SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        yield (), Problem(file, "SQL", f"不能运行（{str(cause)[:200]}）")
        return
    for code, column in sorted(county.reads):
        field = catalogue.data_sets[code.upper()].by_name.get(column)
        if field is not None and field.retired:
            yield (), Problem(file, f"{code}.{column}", "目录中该项已停用")
    for row in rows:
        yield row, None


def _value_problem(file: str, row: tuple[Any, ...], specials: set[str]) -> Problem | None:
    if len(row) != 4:
        return Problem(file, "SQL", f"应有四列，实有{len(row)}列")
    _, numerator, denominator, special = row
    for value in (numerator, denominator):
        if value is not None and not isinstance(value, int):
            return Problem(file, "SQL", "分子和分母应为整数")
    if special is not None and special not in specials:
        return Problem(file, "specials", f"返回了未列出的情形{str(special)[:40]}")
    if special is None and (numerator is None) != (denominator is None):
        return Problem(file, "SQL", "分子和分母应同时有值")
    return None
