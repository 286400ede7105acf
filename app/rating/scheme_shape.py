"""Is every part of a scheme of the kind that it is declared to be? TOML says nothing of that."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.rating.scheme import MAIN, Scheme, refused

_WORDS = {str: "文字", int: "整数", bool: "true或false"}


def shape_problems(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Key and problem of everything that is, say, a text where a number belongs."""
    return _problems("", scheme, Scheme)


def require_shape(scheme: Scheme) -> None:
    """Refuse a scheme that cannot be shown in a table. Raises ``R-SCHEME``."""
    for key, problem in shape_problems(scheme):
        raise refused(MAIN, key, problem)


def _problems(key: str, value: Any, hint: Any) -> Iterator[tuple[str, str]]:
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        name = f"{key}.{value.id}" if key and isinstance(getattr(value, "id", None), str) else key
        for one in fields(hint):
            within = f"{name}.{one.name}".lstrip(".")
            yield from _problems(within, getattr(value, one.name), hints[one.name])
    elif origin in {Union, types.UnionType}:
        if value is not None:
            yield from _problems(key, value, inner[0])
    elif origin is tuple and inner[-1] is Ellipsis:
        for one in value:
            yield from _problems(key, one, inner[0])
    elif origin is tuple:
        for one, kind in zip(value, inner, strict=True):
            yield from _problems(key, one, kind)
    elif origin is Mapping:
        for name, one in value.items():
            yield from _problems(f"{key}.{name}", one, inner[1])
    elif not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        yield key, f"应为{_WORDS.get(hint, hint.__name__)}"
