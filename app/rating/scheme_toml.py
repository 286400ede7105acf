"""Writes ``scheme.toml``: the shape that a scheme has, which the standard library only reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write(declared: Mapping[str, Any]) -> str:
    """TOML that reads back as ``declared``, which was read from TOML; comments are not kept."""
    return "\n".join(_lines(declared)) + "\n"


def _lines(declared: Mapping[str, Any]) -> Iterator[str]:
    tables = {name for name, value in declared.items() if isinstance(value, dict)}
    lists = {name for name, value in declared.items() if _of_tables(value)}
    yield from _pairs({name: declared[name] for name in declared if name not in tables | lists})
    for name, value in declared.items():
        for table in value if name in lists else [value] if name in tables else []:
            yield ""
            yield f"[[{_key(name)}]]" if name in lists else f"[{_key(name)}]"
            yield from _pairs(table)


def _pairs(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        yield f"{_key(name)} = {_value(value)}"


def _of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"{{ {', '.join(_pairs(value))} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL and for halves of characters, which TOML has not
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, int | float):
        return repr(value)
    return str(value.isoformat())  # dates and times: nothing else comes out of TOML
