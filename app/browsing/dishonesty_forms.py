"""What is asked when another body's decision is entered, and when an entry is removed."""

from __future__ import annotations

from typing import Final

from app.catalogue.model import Code, CodeList, Field, FieldType
from app.collection.act_form import ActForm
from app.outcomes import listed

_TEXT = 200


def entry_form() -> ActForm:
    """The decision as its document says; only lists that are not read from records."""
    kinds = [kind for kind in listed.load().values() if not kind.dataset]
    codes = tuple(Code(kind.code, kind.title) for kind in kinds)
    bases = "；".join(f"{kind.code}：{kind.basis}" for kind in kinds)
    return ActForm(
        "listing",
        "登记失信认定",
        (
            Field("list_code", "名单", FieldType.CODE, required=True, codes="dishonesty_list"),
            Field(
                "body",
                "认定机关",
                FieldType.TEXT,
                required=True,
                max_length=_TEXT,
                help="作出认定的有权机关全称；汇总单位不能自行认定。",
            ),
            Field("decision_no", "决定文号", FieldType.TEXT, required=True, max_length=_TEXT),
            Field("decided", "决定日期", FieldType.DATE, required=True, maximum="today"),
            Field(
                "basis",
                "设立依据",
                FieldType.TEXT,
                required=True,
                max_length=_TEXT,
                help=f"决定书引用的法律、法规条款。{bases}",
            ),
            Field(
                "since",
                "起算日期",
                FieldType.DATE,
                maximum="today",
                help="不填时与决定日期相同。",
            ),
            Field("until", "截止日期", FieldType.DATE, help="名单的最后一天；没有写明的不填。"),
        ),
        (CodeList("dishonesty_list", "名单", "", codes),),
    )


REMOVAL: Final = ActForm(
    "removal",
    "移出名单",
    (
        Field("on", "移出日期", FieldType.DATE, required=True, maximum="today"),
        Field(
            "reason",
            "理由",
            FieldType.TEXT,
            required=True,
            max_length=1000,
            help="写明移出决定的机关和文号，或登记有误之处。",
        ),
    ),
)
