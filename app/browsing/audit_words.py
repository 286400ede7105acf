"""What an audit entry speaks of, in the words of a clerk: its subject and its summary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app import clock
from app.catalogue.model import Catalogue
from app.keys.roles import Role
from app.outcomes.dispute_words import CHOICE_WORDS

_TITLES = {
    "agencies": "机构数",
    "agency": "机构",
    "agency_code": "机构",
    "answer": "答复",
    "aside": "原工作区移到",
    "backup": "备份",
    "bank": "银行",
    "basis": "依据",
    "by": "方式",
    "changed": "变更",
    "choice": "决定",
    "code": "代码",
    "count": "条数",
    "counter": "保存次数",
    "dataset": "数据集",
    "decision": "决定",
    "delivered_date": "送达日期",
    "discarded": "不采用",
    "due": "期限",
    "duplicate": "重复",
    "edition": "版本",
    "enterprises": "企业数",
    "error": "有错",
    "file": "文件",
    "fingerprint": "密钥指纹",
    "form": "形式",
    "found": "不一致处数",
    "from": "原状态",
    "generation": "密钥文件版次",
    "kind": "种类",
    "last": "最后一次",
    "left_agency": "一方",
    "left_value": "一方说",
    "made": "新建",
    "matched": "按已有决定归入",
    "method": "方式",
    "misses": "输错次数",
    "new": "新增",
    "objections": "异议数",
    "operator": "操作员",
    "pair": "核对项",
    "pairs": "各项处数",
    "part": "期间或户号",
    "period": "期次",
    "period_from": "期间自",
    "period_to": "期间至",
    "reason": "理由",
    "reasons": "理由",
    "records": "条数",
    "result": "结果",
    "rev_no": "第几次修订",
    "right_agency": "另一方",
    "right_value": "另一方说",
    "roles": "权限",
    "row": "行号",
    "row_status": "状态",
    "rows": "行数",
    "ruling": "决定编号",
    "same": "未变",
    "sender": "发送机构",
    "seq": "序号",
    "sha256": "文件摘要",
    "signatory": "签收人",
    "signing_key": "签名公钥",
    "state": "状态",
    "step": "步骤",
    "target": "归入企业",
    "title": "标题",
    "to": "改为或送往",
    "unmatched": "未匹配",
    "uscc": "统一社会信用代码",
    "uses": "用信笔数",
    "verdict": "决定编号",
    "version": "版次",
}
_LONG = 120
_AGENCIES = (
    "agency", "agency_code", "sender", "bank", "to", "left_agency", "right_agency",
)  # fmt: skip


def title_of(key: str) -> str:
    """What a value of a summary is called; its own key where it has no word yet."""
    return _TITLES.get(key, key)


def summary_pairs(catalogue: Catalogue, summary: str) -> list[tuple[str, str]]:
    """A kept summary as (title, text), in its own order."""
    kept = json.loads(summary)
    return [(title_of(key), _text(catalogue, key, value)) for key, value in kept.items()]


def summary_words(catalogue: Catalogue, summary: str) -> str:
    """The same in one line of at most 120 characters."""
    pairs = summary_pairs(catalogue, summary)
    line = "；".join(f"{title} {text}" for title, text in pairs if text)
    return line if len(line) <= _LONG else line[: _LONG - 1] + "…"


def _text(catalogue: Catalogue, key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"*"}:
            return _text(catalogue, key, value["*"])
        return "，".join(
            f"{title_of(str(name))} {_text(catalogue, str(name), one)}"
            for name, one in value.items()
        )
    if isinstance(value, list):
        if key == "made":
            return f"{len(value)} 张表"
        return "、".join(_text(catalogue, key, one) for one in value)
    text = "" if value is None else str(value)
    if key == "dataset" and text in catalogue.data_sets:
        return f"{text} {catalogue.data_sets[text].title}"
    if key in _AGENCIES and text in catalogue.agencies:
        return catalogue.agencies[text].short or catalogue.agencies[text].title
    if key == "choice":
        return CHOICE_WORDS.get(text, text)
    if key == "roles" and text in list(Role):
        return Role(text).label
    if key in ("last", "at"):
        return clock.moment_words(text)
    return text
