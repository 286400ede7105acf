"""The form of a bank's credit application (用信登记): amounts in 万元, rates in %."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from app.catalogue.model import Code, CodeList, Field, FieldType, Value
from app.collection.act_form import ActForm, words_list
from app.collection.form_text import text_of
from app.outcomes import cooperating
from app.outcomes.use_rules import DECISIONS, MOST_LOAN_NO, MOST_REASON, OPEN, Application

_FLAGS: Final = ("with_rating", "green_channel")


def use_form() -> ActForm:
    """The form, with the models of cooperation as the county has them."""
    models = tuple(Code(one.code, one.title) for one in cooperating.models().values())
    date, amount, code = FieldType.DATE, FieldType.AMOUNT, FieldType.CODE
    flag, granted = FieldType.BOOL, "只有批准的填。"
    return ActForm(
        "use",
        "用信登记",
        (
            Field("applied_date", "申请日期", date, required=True, maximum="today"),
            Field("requested", "申请金额", amount, unit="万元", above="0"),
            Field("decision", "办理结果", code, required=True, codes="use_decision"),
            Field("decided_date", "办结日期", date, maximum="today", help="受理中的不填。"),
            Field("amount", "批准金额", amount, unit="万元", above="0", help=granted),
            Field(
                "rate",
                "年利率",
                FieldType.NUMBER,
                scale=4,
                unit="%",
                maximum="36",
                help=granted,
            ),
            Field("with_rating", "使用评级", flag, help="审批时参考了本县的评级结果。"),
            Field("green_channel", "绿色通道", flag),
            Field("model", "合作模式", code, codes="use_model"),
            Field("loan_no", "借据号", FieldType.TEXT, max_length=MOST_LOAN_NO),
            Field(
                "reason",
                "理由",
                FieldType.TEXT,
                max_length=MOST_REASON,
                help="拒绝的必填。",
            ),
        ),
        (words_list("use_decision", "办理结果", DECISIONS), CodeList("use_model", "", "", models)),
    )


def application_from(uscc: str, values: Mapping[str, Value]) -> Application:
    """The application that a filled in form means; its rules are checked when it is kept."""
    told: dict[str, Any] = {**values, "decision": values["decision"] or OPEN}
    flags = {name: values[name] == "Y" for name in _FLAGS}
    return Application(**{**told, **flags, "uscc": uscc})


def texts_from(form: ActForm, one: Application) -> dict[str, str]:
    """The form's texts for a kept application."""
    kept: dict[str, Any] = asdict(one)
    kept |= {name: "Y" if kept[name] else "N" for name in _FLAGS}
    return {field.name: text_of(field, kept[field.name]) for field in form.fields}
