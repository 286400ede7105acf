"""JSON with exactly one spelling: sorted keys, no spaces, UTF-8, NFC, no floats.

Two programs that agree on the content agree on the bytes, so a hash of the bytes is a hash of
the content, and nothing can hide in a second spelling.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn

from app.errors import IntegrityError

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
_DEPTH = 32


def encode(content: object) -> bytes:
    """The canonical bytes of ``content``. Raises ``X-JSON`` on floats and the like."""
    try:
        _check(content, 0)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return unicodedata.normalize("NFC", text).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise _bad(str(error)) from error


def decode(data: bytes) -> Json:
    """The content of canonical bytes. Raises ``X-JSON`` unless ``data`` is its one spelling.

    So duplicate keys, spaces, escapes that need not be, floats and NaN are all refused.
    """
    try:
        text = data.decode("utf-8")
        content: Json = json.loads(
            text, object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise _bad(str(error)) from error
    if encode(content) != data:
        raise _bad("not canonical")
    return content


def decode_object(data: bytes) -> dict[str, Any]:
    """Like :func:`decode`, but refuses anything that is not an object."""
    content = decode(data)
    if not isinstance(content, dict):
        raise _bad("not an object")
    return content


def _check(content: object, depth: int) -> None:
    if depth > _DEPTH:
        raise ValueError("too deep")
    if isinstance(content, dict):
        for key, value in content.items():
            if not isinstance(key, str):
                raise TypeError("key is not text")
            _check(value, depth + 1)
    elif isinstance(content, list | tuple):
        for value in content:
            _check(value, depth + 1)
    elif not (content is None or isinstance(content, str | int)):
        raise TypeError(f"{type(content).__name__} is not allowed")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("duplicate key")
    return content


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not allowed")


def _bad(detail: str) -> IntegrityError:
    return IntegrityError(
        "X-JSON",
        f"数据不是规范的JSON（{detail[:80]}）。",
        "文件已损坏或被改动，请让发送方重新导出。",
    )
