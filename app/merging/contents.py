"""The JSON inside a package, read so that nothing a signer wrote can trip the reader.

A signature says who wrote it, not that it is well formed.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from app.errors import IntegrityError
from app.exchange.verifying import Package


def read_object(package: Package, name: str) -> dict[str, Any]:
    """The JSON object of a resource. Raises ``X-CONTENT`` unless it is one that can be kept.

    Refused besides bad JSON: NaN, half surrogates (no UTF-8 can hold them), endless nesting.
    """
    try:
        content = json.loads(package.content(name).decode("utf-8"), parse_constant=_no_number)
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise malformed("不是规范的JSON") from error
    if not isinstance(content, dict):
        raise malformed("不是对象")
    return content


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def need(what: str, holds: bool) -> None:
    """Raise ``X-CONTENT`` naming ``what`` unless it ``holds``."""
    if not holds:
        raise malformed(what)


def malformed(what: str) -> IntegrityError:
    """``X-CONTENT``: the content of a genuine package is not what its kind holds."""
    return IntegrityError(
        "X-CONTENT",
        f"数据包内容不合规（{what}）。",
        "没有导入任何内容；请发送方核对程序版本后重新导出。",
    )
