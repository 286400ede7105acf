"""What is asked before a credit file is handed out: for what (征信业管理条例 Art. 22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.catalogue.model import Field, FieldType, Value
from app.collection.act_form import ActForm, words_list
from app.errors import RefusedError

OTHER = "其他"
PURPOSES = (
    "评级核查",
    "核查异议",
    "推荐和辅导",
    "配合司法、监管机关查询",
    "企业查询本企业档案",
    OTHER,
)

PURPOSE: Final = ActForm(
    "purpose",
    "查阅信用档案",
    (
        Field("purpose", "用途", FieldType.CODE, required=True, codes="purpose"),
        Field(
            "detail",
            "说明",
            FieldType.TEXT,
            max_length=200,
            help="公函文号、申请人等；用途是“其他”的必填。",
        ),
    ),
    (words_list("purpose", "用途", PURPOSES),),
)


def purpose_words(values: Mapping[str, Value]) -> str:
    """The purpose as the log keeps it. Raises ``R-REASON`` for 其他 without more words."""
    purpose, detail = str(values["purpose"]), str(values["detail"] or "").strip()
    if purpose == OTHER and not detail:
        raise RefusedError("R-REASON", "用途是“其他”的，须写明事由。", "请在“说明”中填写。")
    return f"{purpose}：{detail}" if detail else purpose
