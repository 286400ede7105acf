"""What the content of a feedback package must look like before the coordinator judges it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import RefusedError
from app.merging.contents import malformed, need
from app.outcomes import cooperating, use
from app.outcomes.use_rules import MOST_AMOUNT, check

_USE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RUN = re.compile(r"[0-9A-Za-z_-]{1,64}")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_TEXTS = {"agency_code": 40, "uscc": 30, "applied_date": 10, "decision": 20, "operator": 100}
_OPTIONAL = {
    "decided_date": 10,
    "run_id": 64,
    "grade": 20,
    "model": 20,
    "loan_no": 60,
    "reason": 400,
}
_FLAGS = ("with_rating", "green_channel")
_NUMBERS = ("requested", "amount", "rate")


def check_feedback(
    content: Mapping[str, Any], region: str, columns: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows in order of revision. Raises ``P-COUNTY`` or ``X-CONTENT``."""
    if content.get("region") != region:
        raise RefusedError("P-COUNTY", "这是其他县的反馈包。", "没有导入任何内容；请核对文件来源。")
    need("bank", isinstance(content.get("bank"), str))
    rows = content.get("uses")
    if not isinstance(rows, list) or not rows:
        raise malformed("uses")
    models = cooperating.models()
    seen: set[tuple[str, int]] = set()
    for row in rows:
        need("uses", isinstance(row, dict) and row.keys() == set(columns))
        _check_row(row)
        need("同一版本出现两次", (row["use_id"], row["revision"]) not in seen)
        seen.add((row["use_id"], row["revision"]))
        try:
            check(use.application_of(row), models, None)
        except RefusedError as error:
            raise malformed(error.message.rstrip("。")) from error
    _check_revisions(seen)
    return sorted(rows, key=lambda row: (row["use_id"], row["revision"]))


def _check_row(row: Mapping[str, Any]) -> None:
    for name, most in _TEXTS.items():
        need(name, isinstance(row[name], str) and 0 < len(row[name]) <= most)
    for name, most in _OPTIONAL.items():
        value = row[name]
        need(name, value is None or (isinstance(value, str) and 0 < len(value) <= most))
    for name in _FLAGS:
        need(name, type(row[name]) is int and row[name] in (0, 1))
    for name in _NUMBERS:
        value = row[name]
        need(name, value is None or (type(value) is int and 0 <= value <= MOST_AMOUNT))
    need("use_id", isinstance(row["use_id"], str) and bool(_USE.fullmatch(row["use_id"])))
    need("revision", type(row["revision"]) is int and 0 < row["revision"] < 10**6)
    need("at", isinstance(row["at"], str) and bool(_AT.fullmatch(row["at"])))
    rated = row["with_rating"] == 1
    need("run_id", (row["run_id"] is not None) == rated and (row["grade"] is not None) == rated)
    need("run_id", not rated or bool(_RUN.fullmatch(row["run_id"])))


def _check_revisions(seen: set[tuple[str, int]]) -> None:
    """Within a package the revisions of one entry follow each other without a gap."""
    by_use: dict[str, list[int]] = {}
    for use_id, revision in sorted(seen):
        by_use.setdefault(use_id, []).append(revision)
    for revisions in by_use.values():
        need("revision", revisions[-1] - revisions[0] + 1 == len(revisions))
