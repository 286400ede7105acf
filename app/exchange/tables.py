"""Records in a package: JSON lines, each a block of up to 10,000 rows turned into columns.

``{"columns":["rec_id","kwh"],"values":["ids:<base64>",[1234,null]]}``: like values side by side
compress and parse several times better than row by row. A column of record ids is packed:
``uuids:`` and the base64 of the 16-byte UUIDs one after another (``ids:`` where all are 32 hex
digits without dashes); ``base64 -d | xxd -p -c 16`` shows them. Values are the stored form of
:mod:`app.catalogue.model`: text, integer or null.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NoReturn

from app.catalogue.model import DataSet, Value
from app.errors import IntegrityError, UsageError
from app.exchange import limits
from app.store.tables import COMMON, INTEGERS

Row = tuple[Value, ...]
Column = Sequence[Value]
Check = Callable[[tuple[str, ...], list[Column]], None]

_INTEGER_COLUMNS = frozenset({"id", "rev_no", "audit_seq", "superseded"})
_REQUIRED_TEXT = frozenset({"rec_id", "uscc", "agency_code", "row_status"})
_IDS = "ids:"
_UUIDS = "uuids:"
_ID_HEX = 32
_UUID_TEXT = 36
_ALL_IDS = re.compile(r"(?:[0-9a-f]{32})+")
_ALL_UUIDS = re.compile(r"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})+")
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_TEXT_ONLY = frozenset({str, type(None)})
_INT_ONLY = frozenset({int, type(None)})


class Rows:
    """The bytes of a table resource, block by block; ``rows`` counts those already given out."""

    def __init__(self, columns: Sequence[str], source: Iterable[Sequence[Value]]) -> None:
        self.columns = tuple(columns)
        self.rows = 0
        self._source = iter(source)

    def __iter__(self) -> Iterator[bytes]:
        while block := list(islice(self._source, limits.BLOCK_ROWS)):
            self.rows += len(block)
            values = [_packed(column) for column in zip(*block, strict=True)]
            line = {"columns": self.columns, "values": values}
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            yield unicodedata.normalize("NFC", text).encode() + b"\n"


def columns_of(data_set: DataSet) -> frozenset[str]:
    """Every column a record of ``data_set`` may have in a package."""
    return frozenset(COMMON) | frozenset(data_set.by_name)


def write_rows(data_set: DataSet, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Rows:
    """The chunks of ``data/<code>.jsonl`` for rows given in the order of ``columns``.

    Rows are taken as they are: they come from our own store. Raises ``X-WRITE`` on a column that
    the data set does not have.
    """
    unknown = set(columns) - columns_of(data_set)
    if unknown or len(set(columns)) != len(columns):
        raise UsageError(
            "X-WRITE", f"数据集{data_set.code}没有这些列：{'、'.join(sorted(unknown))}"
        )
    return Rows(columns, rows)


def read_rows(
    lines: Iterable[bytes], *, data_set: DataSet | None = None, check: Check | None = None
) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Blocks of (columns, rows) from a resource's lines.

    Raises ``X-RECORDS`` on anything that :func:`write_rows` would not have written; with
    ``data_set``, also on unknown columns and on values of the wrong type. ``check`` sees each
    block column by column before it becomes rows and may raise.
    """
    for line in lines:
        columns, values = _block(line)
        if data_set is not None:
            check_types(data_set, columns, values)
        if check is not None:
            check(columns, values)
        yield columns, list(zip(*values, strict=True))


def _packed(column: tuple[Value, ...]) -> str | tuple[Value, ...]:
    """A column of record ids as base64 of their bytes: random, so nothing else makes it small."""
    first = column[0]
    if not isinstance(first, str) or len(first) not in (_ID_HEX, _UUID_TEXT):
        return column
    width = len(first)
    if any(not isinstance(value, str) or len(value) != width for value in column):
        return column
    joined = "".join(column)  # type: ignore[arg-type]
    mark, pattern = (_IDS, _ALL_IDS) if width == _ID_HEX else (_UUIDS, _ALL_UUIDS)
    if not pattern.fullmatch(joined):
        return column
    return mark + base64.b64encode(bytes.fromhex(joined.replace("-", ""))).decode()


def _unpacked(text: str) -> list[Value]:
    mark = next((one for one in (_IDS, _UUIDS) if text.startswith(one)), "")
    if not mark:
        raise ValueError("column is text")
    joined = base64.b64decode(text[len(mark) :], validate=True).hex()
    if not joined or len(joined) % _ID_HEX:
        raise ValueError("ids are cut")
    ids = [joined[at : at + _ID_HEX] for at in range(0, len(joined), _ID_HEX)]
    if mark == _IDS:
        return list(ids)
    return [f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}" for i in ids]


def _block(line: bytes) -> tuple[tuple[str, ...], list[Column]]:
    try:
        text = line.decode("utf-8")
        if not unicodedata.is_normalized("NFC", text):
            raise ValueError("not NFC")
        content = json.loads(
            text, object_pairs_hook=_pairs, parse_float=_refuse, parse_constant=_refuse
        )
        if "\\ud" in text.lower():  # half a surrogate pair is no text that a store can keep
            json.dumps(content, ensure_ascii=False).encode()
        columns, values = _shape(content)
    except (ValueError, RecursionError, binascii.Error) as error:
        raise _bad(str(error)) from error
    for column in values:
        kinds = set(map(type, column))
        if not (kinds <= _TEXT_ONLY or kinds <= _INT_ONLY):
            raise _bad("column mixes types")
        if int in kinds:
            numbers = [value for value in column if isinstance(value, int)]
            if min(numbers) < _SMALLEST or max(numbers) > _LARGEST:
                raise _bad("number too large")
    return columns, values


def _shape(content: Any) -> tuple[tuple[str, ...], list[Column]]:
    if not isinstance(content, dict) or set(content) != {"columns", "values"}:
        raise ValueError("keys")
    names, raw = content["columns"], content["values"]
    if not isinstance(names, list) or not isinstance(raw, list) or not names:
        raise ValueError("shape")
    if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise ValueError("columns")
    values = [_unpacked(column) if isinstance(column, str) else column for column in raw]
    if len(values) != len(names) or not all(isinstance(column, list) for column in values):
        raise ValueError("values")
    lengths = {len(column) for column in values}
    if len(lengths) != 1 or not 1 <= lengths.pop() <= limits.BLOCK_ROWS:
        raise ValueError("lengths")
    return tuple(names), values


def check_types(data_set: DataSet, columns: tuple[str, ...], values: list[Column]) -> None:
    """Raise ``X-RECORDS`` on a column the data set lacks, or a value of the wrong type."""
    unknown = set(columns) - columns_of(data_set)
    if unknown:
        raise _bad(f"{data_set.code}: {sorted(unknown)[0][:40]}")
    for name, column in zip(columns, values, strict=True):
        field = data_set.by_name.get(name)
        integer = name in _INTEGER_COLUMNS or (field is not None and field.type in INTEGERS)
        kinds = set(map(type, column))
        if not kinds <= (_INT_ONLY if integer else _TEXT_ONLY):
            raise _bad(f"{data_set.code}.{name}")
        if name in _REQUIRED_TEXT and type(None) in kinds:
            raise _bad(f"{data_set.code}.{name}")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("duplicate key")
    return content


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not allowed")


def _bad(detail: str) -> IntegrityError:
    return IntegrityError(
        "X-RECORDS",
        f"数据包中的记录不合规（{detail[:80]}）。",
        "没有导入任何内容；请让发送方升级到相同版本后重新导出。",
    )
