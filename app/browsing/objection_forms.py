"""What is asked when an objection is filed, answered or rated again, and for a repair.

Dates are those on the papers; whether they fit is for the acts themselves to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.catalogue.model import Field, FieldType
from app.collection.act_form import ActForm, words_list
from app.outcomes.repair import DENIED, GRANTED

_TEXT = 1000

FILING: Final = ActForm(
    "filing",
    "登记异议",
    (
        Field(
            "filed",
            "异议日期",
            FieldType.DATE,
            required=True,
            maximum="today",
            help="异议申请书上的日期；二十日的答复期限从这一天起算。",
        ),
        Field(
            "statement",
            "异议内容",
            FieldType.TEXT,
            required=True,
            max_length=_TEXT,
            help="照异议申请书填写：哪一项不对，企业认为应当是什么。",
        ),
    ),
)

RERATING: Final = ActForm(
    "rerating",
    "列入评级批次",
    (
        Field("title", "批次名称", FieldType.TEXT, required=True, max_length=100),
        Field("reason", "理由", FieldType.TEXT, required=True, max_length=_TEXT),
    ),
)

REPAIR_APPLICATION: Final = ActForm(
    "repair_application",
    "受理信用修复申请",
    (
        Field(
            "applied",
            "申请日期",
            FieldType.DATE,
            required=True,
            maximum="today",
            help="修复申请书上的日期；最短公示期按它计算。",
        ),
    ),
)

REPAIR_DECISION: Final = ActForm(
    "repair_decision",
    "决定信用修复",
    (
        Field("decision", "决定", FieldType.CODE, required=True, codes="repair_decision"),
        Field("decided", "决定日期", FieldType.DATE, required=True, maximum="today"),
        Field(
            "reason",
            "理由",
            FieldType.TEXT,
            max_length=_TEXT,
            help="不予修复时必填，将告知企业。",
        ),
    ),
    (words_list("repair_decision", "决定", (GRANTED, DENIED)),),
)


def answer_form(results: Sequence[str]) -> ActForm:
    """The answer to an objection, with the ``results`` that the record bears out."""
    return ActForm(
        "answer",
        "答复异议",
        (
            Field("result", "答复结果", FieldType.CODE, required=True, codes="objection_result"),
            Field("closed", "答复日期", FieldType.DATE, required=True, maximum="today"),
            Field(
                "answer",
                "核查情况",
                FieldType.TEXT,
                required=True,
                max_length=_TEXT,
                help="写明查了什么、结论是什么；将原样写入异议答复书。",
            ),
        ),
        (words_list("objection_result", "答复结果", results),),
    )
