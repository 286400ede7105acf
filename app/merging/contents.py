"""The JSON inside a package, read so that nothing a signer wrote can trip the reader.

A signature says who wrote it, not that it is well formed. Fixed tables differ by release: columns
that this release does not know are ignored, columns that the sender did not know yet are empty.
Everything else that is not of its shape is ``X-CONTENT``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NoReturn

import sqlalchemy as sa

from app.errors import IntegrityError
from app.exchange.verifying import Package

_LARGEST = 2**63


def read_json(package: Package, name: str) -> Any:
    """A JSON resource. Raises ``X-CONTENT``; ``X-RESOURCE`` when there is none.

    Refused: NaN, half surrogates (no UTF-8 can hold them), endless nesting.
    """
    try:
        content = json.loads(package.content(name).decode("utf-8"), parse_constant=_no_number)
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise malformed("不是规范的JSON") from error
    return content


def read_object(package: Package, name: str) -> dict[str, Any]:
    """The JSON object of a resource. Raises ``X-CONTENT`` unless it is one that can be kept."""
    content = read_json(package, name)
    if not isinstance(content, dict):
        raise malformed("不是对象")
    return content


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def is_day(value: object) -> bool:
    """Whether ``value`` is an ISO date in its one spelling."""
    if not isinstance(value, str):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def need(what: str, holds: bool) -> None:
    """Raise ``X-CONTENT`` naming ``what`` unless it ``holds``."""
    if not holds:
        raise malformed(what)


def an_object(value: Any, what: str, /, **kinds: type) -> dict[str, Any]:
    """``value``, when it is an object with these entries of these types. Raises ``X-CONTENT``."""
    if not isinstance(value, dict):
        raise malformed(what)
    for name, kind in kinds.items():
        if type(value.get(name)) is not kind:
            raise malformed(f"{what}: {name}")
    return value


def objects(value: Any, what: str, /, **kinds: type) -> list[dict[str, Any]]:
    """``value``, when it is a list of such objects. Raises ``X-CONTENT``."""
    if not isinstance(value, list):
        raise malformed(what)
    return [an_object(one, what, **kinds) for one in value]


def rows_for(table: sa.Table, value: Any, what: str) -> list[dict[str, Any]]:
    """Rows of a fixed table, each with the same columns. Raises ``X-CONTENT``.

    A column that no row has is left to its default; one that some rows lack is empty there. A
    missing column that must be filled, a value of the wrong type and a repeated key are refused.
    """
    rows = objects(value, what)
    columns = [
        column
        for column in table.columns
        if column.server_default is None or any(column.name in row for row in rows)
    ]
    taken = [{column.name: row.get(column.name) for column in columns} for row in rows]
    for column in columns:
        _check(column, (row[column.name] for row in taken), what)
    keys = [tuple(row[c.name] for c in table.primary_key.columns) for row in taken]
    if len(set(keys)) != len(keys):
        raise malformed(f"{what}: 重复")
    return taken


def _check(column: sa.Column[Any], values: Iterable[Any], what: str) -> None:
    integer = isinstance(column.type, sa.Integer)
    for value in values:
        if value is None and column.nullable:
            continue
        if type(value) is int and integer and -_LARGEST <= value < _LARGEST:
            continue
        if type(value) is not str or integer:
            raise malformed(f"{what}: {column.name}")


def refuse_empty(table: sa.Table, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Raise ``X-CONTENT`` where a column that every record fills holds nothing."""
    for name, column in zip(columns, values, strict=True):
        if not table.c[name].nullable and None in column:
            raise malformed(f"{table.name}: {name}")


def malformed(what: str) -> IntegrityError:
    """``X-CONTENT``: the content of a genuine package is not what its kind holds."""
    return IntegrityError(
        "X-CONTENT",
        f"数据包内容不合规（{what[:80]}）。",
        "没有导入任何内容；请发送方核对程序版本后重新导出。",
    )
