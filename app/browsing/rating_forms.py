"""The forms of what the working group does: a run, a decision, a measure, a cooperation."""

from __future__ import annotations

from app.browsing.issued_list import recipients
from app.catalogue.model import Code, CodeList, Field, FieldType
from app.collection.act_form import ActForm, words_list
from app.outcomes import cooperating
from app.outcomes.recommending import KINDS as KINDS_OF_LISTS
from app.rating import batches, schemes
from app.rating.decisions import DOWN, KINDS, UP
from app.store.office_store import Store

ALL = "全部"
"""Stands in the form for the run of every enterprise; a code list knows no empty code."""
IN_FORCE = "在用"
_MOST = 400
_date, _text, _code = FieldType.DATE, FieldType.TEXT, FieldType.CODE


def run_form(store: Store) -> ActForm:
    """Batch, reference date and scheme of a run, as far as they may be chosen."""
    with store.read() as conn:
        known = [one for one in batches.batches(conn) if not one.retired_at]
        approved = [one for one in schemes.versions(conn) if one.approved_2]
    lists = (
        CodeList(
            "run_batch", "评级批次", "",
            (
                Code(ALL, "全部企业"),
                *(Code(one.batch_id, f"{one.title}（{one.count:,} 户）") for one in known),
            ),
        ),
        CodeList(
            "run_scheme", "评级方案", "",
            (
                Code(IN_FORCE, "基准日在用的方案"),
                *(
                    Code(f"{one.scheme_id}:{one.version}", f"{one.scheme_id} {one.version}")
                    for one in approved
                ),
            ),
        ),
    )  # fmt: skip
    return ActForm(
        "run",
        "新评级",
        (
            Field("batch", "评级批次", _code, required=True, codes="run_batch"),
            Field("as_of", "评价基准日", _date, required=True, maximum="today"),
            Field("scheme", "评级方案", _code, required=True, codes="run_scheme"),
        ),
        lists,
    )


def adjusting_form() -> ActForm:
    """The working group's step up or down."""
    kinds = tuple(Code(kind, KINDS[kind]) for kind in (UP, DOWN))
    return ActForm(
        "adjusting",
        "提出调整",
        (
            Field("kind", "调整", _code, required=True, codes="adjusting_kind"),
            Field("decided", "会议日期", _date, required=True, maximum="today"),
            Field(
                "reason", "依据和文号", _text, required=True, max_length=_MOST,
                help="如：评级工作组会议纪要〔2026〕3号。",
            ),
        ),
        (CodeList("adjusting_kind", "调整", "", kinds),),
    )  # fmt: skip


def step_form() -> ActForm:
    """A measure for an incubated enterprise (辅导措施)."""
    return ActForm(
        "step",
        "登记辅导措施",
        (
            Field("day", "日期", _date, required=True, maximum="today"),
            Field("measure", "措施", _text, required=True, max_length=_MOST),
            Field("responsible", "责任人", _text, required=True, max_length=40),
            Field("result", "结果", _text, max_length=_MOST, help="以后有了结果，再登记一条。"),
        ),
    )


def cooperation_form() -> ActForm:
    """A cooperation under a model of the plan 三(六)."""
    models = tuple(Code(one.code, one.title) for one in cooperating.models().values())
    return ActForm(
        "cooperation",
        "登记合作",
        (
            Field("model", "合作模式", _code, required=True, codes="cooperation_model"),
            Field("partners", "合作各方", _text, required=True, max_length=_MOST),
            Field("since", "开始日期", _date, required=True, maximum="today"),
            Field("fund", "担保基金", _text, max_length=_MOST, help="有担保基金的模式必填。"),
            Field("note", "备注", _text, max_length=_MOST),
        ),
        (CodeList("cooperation_model", "合作模式", "", models),),
    )


def until_form() -> ActForm:
    """The last day of a cooperation."""
    field = Field("until", "终止日期", _date, required=True, maximum="today")
    return ActForm("until", "登记终止", (field,))


def issuing_form(store: Store) -> ActForm:
    """Kind and recipient of a list."""
    to = tuple(Code(code, title) for code, title in recipients(store).items())
    return ActForm(
        "issuing",
        "发出名单",
        (
            Field("kind", "名单", _code, required=True, codes="issuing_kind"),
            Field("to", "发给", _code, required=True, codes="issuing_to"),
        ),
        (words_list("issuing_kind", "名单", KINDS_OF_LISTS), CodeList("issuing_to", "", "", to)),
    )
