"""What is asked when an agency merges into another, and when its packages are taken up again."""

from __future__ import annotations

from typing import Final

from app.browsing.agency_list import AgencyStanding
from app.catalogue.model import Code, CodeList, Field, FieldType
from app.collection.act_form import ActForm
from app.merging.streams import IN_FORCE

_TEXT = 500

RESTART: Final = ActForm(
    "restart",
    "续接报送",
    (
        Field(
            "seq",
            "清单上的序号",
            FieldType.INT,
            required=True,
            minimum="1",
            help="该机构盖章的发送清单上，最后一个报送包的序号。",
        ),
        Field(
            "envelope",
            "信封摘要",
            FieldType.TEXT,
            required=True,
            max_length=100,
            help="清单上同一行的 64 位字母和数字，空格不限。",
        ),
        Field(
            "reason",
            "原因",
            FieldType.TEXT,
            required=True,
            max_length=_TEXT,
            help="何时恢复了哪一天的备份。",
        ),
    ),
)


def merger_form(agencies: list[AgencyStanding], merged: str) -> ActForm:
    """The form for the merger of ``merged`` into one of the agencies that are enrolled."""
    heirs = tuple(
        Code(one.code, one.title)
        for one in agencies
        if one.state == IN_FORCE and one.code != merged
    )
    return ActForm(
        "merger",
        "登记机构合并",
        (
            Field("successor", "并入哪一家", FieldType.CODE, required=True, codes="heirs"),
            Field(
                "effective",
                "承继的第一天",
                FieldType.DATE,
                required=True,
                help="从这一天起由承继机构报送。",
            ),
            Field(
                "reason",
                "依据",
                FieldType.TEXT,
                required=True,
                max_length=_TEXT,
                help="例如批准文号。",
            ),
        ),
        (CodeList("heirs", "承继机构", "", heirs),),
    )
