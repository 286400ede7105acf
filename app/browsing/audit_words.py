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
    "as_of": "基准日",
    "aside": "原工作区移到",
    "at": "时间",
    "author": "建立人",
    "backup": "备份",
    "bank": "银行",
    "basis": "依据",
    "batch": "评级批次",
    "body": "认定机关",
    "by": "方式",
    "campaign_id": "采集批次",
    "catalogue_version": "目录版本",
    "changed": "变更",
    "choice": "决定",
    "code": "代码",
    "content": "内容",
    "count": "条数",
    "counter": "保存次数",
    "counts": "各类条数",
    "dataset": "数据集",
    "datasets": "数据集数",
    "decided_by": "批准机关",
    "decision": "决定",
    "decision_date": "决定日期",
    "decision_no": "决定文号",
    "delivered_date": "送达日期",
    "discarded": "不采用",
    "due": "期限",
    "duplicate": "重复",
    "edition": "版本",
    "effective": "生效日期",
    "enterprises": "企业数",
    "envelope_sha256": "文件校验值",
    "error": "有错",
    "failures": "未通过核对",
    "file": "文件",
    "file_name": "文件名",
    "fingerprint": "密钥指纹",
    "first": "首号",
    "form": "形式",
    "found": "不一致处数",
    "from": "原状态",
    "generation": "密钥文件版次",
    "kind": "种类",
    "known": "已有",
    "last": "最后一次",
    "left_agency": "一方",
    "left_value": "一方说",
    "list_code": "名单",
    "made": "新建",
    "mapping": "上报模板",
    "marks": "标注数",
    "matched": "按已有决定归入",
    "method": "方式",
    "misses": "输错次数",
    "model": "合作模式",
    "new": "新增",
    "note": "备注",
    "objections": "异议数",
    "on": "日期",
    "operator": "操作员",
    "origin": "来源",
    "pair": "核对项",
    "pairs": "各项处数",
    "part": "期间或户号",
    "period": "期次",
    "period_from": "期间自",
    "period_to": "期间至",
    "predecessor": "原机构",
    "reason": "理由",
    "reasons": "理由",
    "records": "条数",
    "register_due": "名录截止",
    "rest_due": "其余截止",
    "result": "结果",
    "rev_no": "第几次修订",
    "revision": "第几次修订",
    "right_agency": "另一方",
    "right_value": "另一方说",
    "roles": "权限",
    "row": "行号",
    "row_status": "状态",
    "rows": "行数",
    "ruling": "决定编号",
    "run": "评级",
    "same": "未变",
    "sender": "报送机构",
    "seq": "序号",
    "sha256": "文件校验值",
    "signatory": "签收人",
    "signing_key": "签名公钥",
    "since": "起算日期",
    "state": "状态",
    "step": "步骤",
    "successor": "承继机构",
    "target": "归入企业",
    "title": "标题",
    "to": "改为或送往",
    "unmatched": "未匹配",
    "until": "截止日期",
    "uscc": "统一社会信用代码",
    "uses": "用信笔数",
    "verdict": "决定编号",
    "version": "版次",
    "year": "年度",
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
