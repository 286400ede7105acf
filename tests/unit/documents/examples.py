"""Made-up senders, letters, forms and sheets that the tests of this folder print."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.documents.batch import Piece
from app.documents.letters.notices import (
    AGENCY,
    BANK,
    CollectedSet,
    Collection,
    Noticed,
    notice,
)
from app.documents.letters.overrides import Letterhead
from app.documents.letters.wording import declared
from app.documents.papers.consent import ConsentForm
from app.documents.papers.enrolment_form import EnrolmentForm, FiledOperator, GroupMember
from app.documents.papers.score_sheet import RecordOrigin, ScoreContext

DAY = date(2026, 3, 31)


def letterhead(*, bank: bool = False) -> Letterhead:
    return Letterhead(
        title="中国农业银行股份有限公司渑池县支行" if bank else "渑池县市场监督管理局",
        mark="农银渑" if bank else "渑市监",
        contact="王晓丽",
        phone="0398-4812345",
        address="渑池县城关镇会盟路中段16号",
    )


def collection(*, bank: bool = False) -> Collection:
    return Collection(
        variant=BANK if bank else AGENCY,
        county="渑池县",
        basis="《渑池县中小企业信用体系建设方案》（渑政办〔2019〕12号）",
        coordinator="中国人民银行三门峡市分行",
        period="2024年4月至2026年3月",
        sets=(CollectedSet("企业基本信息", ("法定代表人姓名",)), CollectedSet("行政处罚")),
    )


def noticed(number: int = 18, name: str = "渑池县红星种植专业合作社") -> Noticed:
    return Noticed(
        f"渑市监函〔2026〕{number}号",
        name,
        "93411221MA44H00197",
        DAY,
        f"2026{number:07d}",
        "李建国",
    )


def piece(told: Noticed, *, bank: bool = False) -> Piece:
    """The notice to one enterprise, as a batch prints it."""
    told_by = collection(bank=bank)
    letter = notice(
        declared("notice"), letterhead(bank=bank), told_by.values(), told_by.variant, told
    )
    return Piece(told.name, told.uscc, letter, "城关镇", "", told.number, told.slip_code)


def consent(**changed: str) -> ConsentForm:
    told = {
        "bank": "中国农业银行股份有限公司渑池县支行",
        "name": "渑池县红星种植专业合作社",
        "uscc": "93411221MA44H00197",
        "code": "20260318009",
        "scope": "授信信息、借据信息、月末余额",
        "term": "自签署之日起至2028年3月31日止",
        "recipients": "渑池县中小企业信用评级工作组",
    }
    return ConsentForm(declared("consent"), **{**told, **changed})


def enrolment(fingerprint: str = "0123456789" * 4) -> EnrolmentForm:
    return EnrolmentForm(
        unit="三门峡市公积金管理中心渑池县管理部",
        uscc="12411221416400008K",
        kind="住房公积金",
        address="渑池县城关镇黄河路东段",
        coordinator="中国人民银行三门峡市分行",
        fingerprint=fingerprint,
        leader=GroupMember("张建军", "副主任", "0398-4811111"),
        members=(GroupMember("李梅"), GroupMember("王强")),
        operators=(
            FiledOperator("录入", "李梅", id_no="411221199012311211", email="limei@example.cn"),
            FiledOperator("查询", "王强", mobile="13800000002", start="2026-03-20"),
        ),
        postcode="472400",
    )


REC = "0f6b2c9d4e8a41b7a3c5d7e9f1a2b3c4"


def score_context() -> ScoreContext:
    return ScoreContext(
        scheme="MC-SME-2026 v1",
        as_of=DAY,
        issuer="渑池县中小企业信用评级工作组",
        indicators={"I01": "存续年限", "I09": "用电量同比", "I16": "欠税比例", "I34": "特行许可"},
        records={REC: RecordOrigin("月度用电", "国网渑池县供电公司")},
        notes={"V1": "失信被执行人", "unpaid": "有欠税而未缴税", "notice": "告知书未送达"},
    )


def score_sheet() -> dict[str, Any]:
    def line(state: str, value: object, records: list[str]) -> dict[str, object]:
        filled = {"value": value, "pct": 80, "weight": 4, "points": "3.2"}
        return {**filled, "state": state, "records": records}

    return {
        "id": "r1",
        "code": "91411221MA9TETE04Q",
        "name": "渑池县示例机械有限公司",
        "template": "C",
        "indicators": {
            "I01": line("F", None, []),
            "I09": line("V", [505000, 470000], [REC]),
            "I16": line("V", "unpaid", []),
            "I34": line("X", None, []),
        },
        "score": "89.48",
        "coverage": "97",
        "computed_grade": "AA",
        "vetoes": [{"id": "V1", "dataset": "GD02", "rec_id": REC}],
        "caps": [],
        "final_grade": "C",
        "outcome": "暂不推荐",
        "pending": ["notice"],
        "first_time_borrower": True,
        "improvement": ["I09"],
        "banks": [],
    }
