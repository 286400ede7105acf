"""What a list says of each enterprise, in words, for its paper and its workbook alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.outcomes.words import day_words, iso
from app.rating.grading import INCUBATED

REMOVED = "移出"


@dataclass(frozen=True)
class ListContext:
    """What stands around a list: the county, who issues, who receives; ``kinds`` by code."""

    county: str
    issuer: str
    recipient: str
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """A column of the list: its field in a row, title, and share of the paper's width."""

    field: str
    title: str
    share: float
    align: str = "left"


_FULL = (
    Column("place", "序号", 0.06, "centre"),
    Column("name", "企业名称", 0.19),
    Column("code", "统一社会信用代码", 0.25),
    Column("entity_kind", "主体种类", 0.09),
    Column("township", "乡镇", 0.09),
    Column("final", "等级", 0.07, "centre"),
    Column("score", "得分", 0.08, "right"),
    Column("remark", "备注", 0.10),
    Column("change", "变化", 0.07, "centre"),
)
_SHORT = (
    Column("place", "序号", 0.08, "centre"),
    Column("name", "企业名称", 0.46),
    Column("code", "统一社会信用代码", 0.24),
    Column("final", "等级", 0.11, "centre"),
    Column("change", "变化", 0.11, "centre"),
)


def columns(content: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns of an issued list: a superior's list holds name, code and grade only."""
    rows = content["rows"]
    return _SHORT if content["recipient"] == "上级" or (rows and "score" not in rows[0]) else _FULL


def title(content: Mapping[str, Any], context: ListContext) -> str:
    """The name of the list, e.g. 渑池县中小企业信用推荐名单."""
    return f"{context.county}中小企业信用{content['kind']}名单"


def head(content: Mapping[str, Any], context: ListContext) -> list[tuple[str, str]]:
    """What must be known of the list as a whole, as (name, words)."""
    removed = len(content["left"])
    count = f"{len(content['rows'])}家" + (f"，另{REMOVED}{removed}家" if removed else "")
    return [
        ("名单编号", str(content["list_id"])),
        ("接收单位", context.recipient),
        ("评价基准日", day_words(content["as_of"])),
        ("有效期至", day_words(content["valid_until"])),
        ("发出日期", iso(issued_on(content))),
        ("企业家数", count),
        ("评级编号", str(content["run_id"])),
    ]


def issued_on(content: Mapping[str, Any]) -> date:
    """The day in China on which the list was issued."""
    return clock.china_day(content["at"])


def words(row: Mapping[str, Any], context: ListContext) -> dict[str, str]:
    """A row's fields as texts, with codes put into words and the remarks gathered."""
    said = {name: "" if value is None else str(value) for name, value in row.items()}
    kind = said.get("entity_kind", "")
    remarks = [
        "首贷户" if row.get("first_time_borrower") else "",
        "参考等级" if row.get("reference") else "",
        str(row.get("adjustment") or ""),
        *map(str, row.get("missing") or ()),
    ]
    return {
        **said,
        "entity_kind": context.kinds.get(kind, kind),
        "remark": "、".join(filter(None, remarks)),
    }


def advised(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows that get a 孵化建议: everybody on an incubation list."""
    return list(content["rows"]) if content["kind"] == INCUBATED else []


def improvements(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What could be improved, the most first: (what, points it could bring, how)."""
    return [
        (str(one.get("title") or one["id"]), str(one["gain"]), str(one.get("advice") or ""))
        for one in row.get("improvement") or ()
    ]
