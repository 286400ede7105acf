"""The detail of an audit entry: which rows changed, from what to what, packed small.

Two shapes come in:

* ``[dataset, rec_id, before | None, after | None]``: one row. ``before`` and ``after`` map
  columns to values; an ``after`` beside a ``before`` may name the changed columns only.
  ``before`` includes the row's ``audit_seq``.
* ``{"dataset", "columns", "rows"}``: many new rows, each in the order of ``columns``, which
  include ``rec_id``. With ``"before"`` (rows of the old values of the same columns) and
  ``"before_seq"`` (their audit_seqs) it tells many changed rows instead.

A packed detail is zlib over JSON; blocks of many rows are kept by columns, a column of equal
values once, because that is several times smaller and faster.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOT_RECORDED = frozenset({"id", "audit_seq", "superseded"})
"""Columns that are no part of a row's recorded image: the order of arrival, the link to the log
itself, and what is recomputed from other rows."""


@dataclass(frozen=True)
class Change:
    """One row's change; ``before`` None is a new row, ``after`` None a removed one."""

    dataset: str
    rec_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def before_seq(self) -> int:
        """The audit entry that wrote the row as it was before; 0 for a new row."""
        return int((self.before or {}).get("audit_seq", 0))


def pack(detail: Iterable[Any] | Mapping[str, Any]) -> bytes:
    """Bytes to be stored. ``detail`` is one block, or an iterable of blocks and rows."""
    entries = [detail] if isinstance(detail, Mapping) else list(detail)
    packed = [
        _by_columns(entry) if isinstance(entry, Mapping) else list(entry) for entry in entries
    ]
    text = f"[{','.join(map(_text, packed))}]"
    return zlib.compress(text.encode("utf-8"), 1)


def _text(entry: Any) -> str:
    """JSON of one entry, written column by column: no thread may hold up the others for long."""
    if not isinstance(entry, dict):
        return _json(entry)
    parts = []
    for key, value in entry.items():
        by_column = key in ("values", "before")
        text = f"[{','.join(map(_json, value))}]" if by_column else _json(value)
        parts.append(f"{_json(key)}:{text}")
    return f"{{{','.join(parts)}}}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _by_columns(block: Mapping[str, Any]) -> dict[str, Any]:
    columns = list(block["columns"])
    packed = {
        "dataset": block["dataset"],
        "count": len(block["rows"]),
        "columns": columns,
        "values": _fold(block["rows"], len(columns)),
    }
    if "before" in block:
        packed["before"] = _fold(block["before"], len(columns))
        packed["before_seq"] = list(block["before_seq"])
    return packed


def _fold(rows: Sequence[Sequence[Any]], width: int) -> list[Any]:
    """Columns; a column of one value stands as ``{"all": value}``."""
    if not rows:
        return [[] for _ in range(width)]
    folded: list[Any] = []
    for column in zip(*rows, strict=True):
        first = column[0]
        same = first == column[-1] and column.count(first) == len(column)
        folded.append({"all": first} if same else column)
    return folded


def unpack(data: bytes | None) -> list[Any]:
    """The packed entries. Raises ValueError when the bytes are damaged."""
    if data is None:
        return []
    try:
        return list(json.loads(zlib.decompress(data)))
    except zlib.error as error:
        raise ValueError("audit detail") from error


def changes(data: bytes | None, dataset: str | None = None) -> Iterator[Change]:
    """Every row's change in a packed detail, of one data set if named."""
    for entry in unpack(data):
        if isinstance(entry, list):
            if dataset in (None, entry[0]):
                yield Change(entry[0], entry[1], entry[2], entry[3])
        elif dataset in (None, entry["dataset"]):
            yield from _rows(entry)


def _rows(block: dict[str, Any]) -> Iterator[Change]:
    columns, count = block["columns"], block["count"]
    place = columns.index("rec_id")
    after = zip(*(_unfold(column, count) for column in block["values"]), strict=True)
    if "before" not in block:
        for row in after:
            yield Change(block["dataset"], row[place], None, dict(zip(columns, row, strict=True)))
        return
    before = zip(*(_unfold(column, count) for column in block["before"]), strict=True)
    for old, new, seq in zip(before, after, block["before_seq"], strict=True):
        was = dict(zip(columns, old, strict=True))
        was["audit_seq"] = seq
        yield Change(block["dataset"], new[place], was, dict(zip(columns, new, strict=True)))


def _unfold(column: Any, count: int) -> Sequence[Any]:
    return [column["all"]] * count if isinstance(column, dict) else column
