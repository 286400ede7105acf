"""What the content of a result package must look like before a bank keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.errors import RefusedError
from app.merging.contents import is_day, need

_RUN = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SUBJECT = re.compile(r"[0-9A-Z]{18}|ORG:[0-9A-Z]{9}")
_TEXTS = {"id": 30, "code": 30, "name": 400, "template": 20, "coverage": 10}
_WORDS = {"computed_grade": 20, "final_grade": 20, "outcome": 20}
_LISTS = ("vetoes", "caps", "improvement")
OUTCOMES = ("推荐", "待补正", "孵化", "暂不推荐", "信息不足", "暂缓", "不予评级")


def check_results(content: Mapping[str, Any], region: str, bank: str) -> None:
    """Raise ``P-COUNTY``, ``P-BANK`` or ``X-CONTENT`` unless it is for this county and bank.

    Packages of release 0.1.0 name neither county nor bank at the top; their sheets name the bank.
    """
    if content.get("region", region) != region:
        raise RefusedError("P-COUNTY", "这是其他县的结果包。", "没有导入任何内容；请核对文件来源。")
    if content.get("bank", bank) != bank:
        raise _other_bank()
    run_id, scheme = content.get("run_id"), content.get("scheme")
    need("run_id", isinstance(run_id, str) and bool(_RUN.fullmatch(run_id)))
    need("as_of", is_day(content.get("as_of")))
    need("scheme", isinstance(scheme, str) and 0 < len(scheme) <= 100)
    sheets = content.get("sheets")
    if not isinstance(sheets, list):
        need("sheets", False)
        return
    seen: set[str] = set()
    for sheet in sheets:
        check_sheet(sheet, bank)
        need("同一企业出现两次", sheet["id"] not in seen)
        seen.add(sheet["id"])


def check_sheet(sheet: object, bank: str) -> None:
    """Raise unless this is one enterprise's score sheet that names this bank alone."""
    if not isinstance(sheet, dict):
        need("sheets", False)
        return
    for name, most in {**_TEXTS, **_WORDS}.items():
        value = sheet.get(name)
        need(name, isinstance(value, str) and len(value) <= most)
    need("id", bool(_SUBJECT.fullmatch(sheet["id"])))
    need("final_grade", bool(sheet["final_grade"]))
    need("outcome", sheet["outcome"] in OUTCOMES)
    score = sheet.get("score")
    need("score", score is None or (isinstance(score, str) and len(score) <= 10))
    indicators, pending = sheet.get("indicators"), sheet.get("pending")
    need(
        "indicators",
        isinstance(indicators, dict) and all(isinstance(one, dict) for one in indicators.values()),
    )
    for name in _LISTS:
        entries = sheet.get(name)
        need(name, isinstance(entries, list) and all(isinstance(one, dict) for one in entries))
    need("pending", isinstance(pending, list) and all(isinstance(one, str) for one in pending))
    need("first_time_borrower", type(sheet.get("first_time_borrower")) is bool)
    terms = sheet.get("terms")
    need("terms", terms is None or isinstance(terms, dict))
    if isinstance(terms, dict):
        need("terms", terms.get("grade") == sheet["final_grade"])
    need("banks", isinstance(sheet.get("banks"), list))
    if sheet["banks"] != [bank]:
        raise _other_bank()


def _other_bank() -> RefusedError:
    return RefusedError(
        "P-BANK", "结果包写有其他银行的内容。", "没有导入任何内容；请退回汇总端重新写出。"
    )
