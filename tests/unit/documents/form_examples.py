"""Made-up forms, lists and reports: an example of every kind of paper that is no letter."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app import clock
from app.documents import list_words
from app.documents.batch import Piece
from app.documents.list_words import ListContext
from app.documents.papers.attendance_sheet import AttendanceSheet
from app.documents.papers.audit_head import AuditHead
from app.documents.papers.credit_report import CreditReport, ReportContext
from app.documents.papers.list_papers import AdvicePaper, ListPaper
from app.documents.papers.package_papers import (
    CoverSheet,
    PackageHead,
    ReceiptPaper,
    Returned,
    SentSet,
)
from app.documents.papers.relending_table import RelendingTable
from app.documents.papers.score_sheet import ScoreSheet
from app.outcomes.credit_file import CreditFile, FileRecord, Graded, Objected, Section, Shown
from app.outcomes.relending import Figures, Statistics
from tests.unit.documents.examples import (
    DAY,
    consent,
    enrolment,
    score_context,
    score_sheet,
)

NAME, CODE = "渑池县示例机械有限公司", "91411221MA9TETE04Q"
COORDINATOR = "中国人民银行三门峡市分行"
SCALE = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
LIST = ListContext("渑池县", COORDINATOR, "渑池农商银行", {"1": "公司", "4": "农民专业合作社"})


def listed(name: str = NAME, **more: Any) -> dict[str, Any]:
    """A row of an issued list."""
    return {
        "place": 1, "name": name, "code": CODE, "entity_kind": "1", "township": "城关镇",
        "computed": "BBB", "final": "BBB", "reference": False, "score": "76.50", "coverage": 92,
        "first_time_borrower": True, "adjustment": "", "missing": [], "change": "新增",
        "improvement": [
            {"id": "I04", "gain": "1.5", "title": "年报按时公示", "advice": "按期公示年度报告"},
            {"id": "I16", "gain": "4", "title": "欠税", "advice": "缴清所欠税款和滞纳金"},
        ],
        **more,
    }  # fmt: skip


def issued(rows: list[dict[str, Any]], kind: str = "推荐") -> dict[str, Any]:
    """An issued list."""
    return {
        "list_id": "TJ-2026-001", "at": "2026-04-19T23:30:00Z", "kind": kind,
        "recipient": "YH-NSH", "run_id": "a" * 32, "as_of": "2026-03-31",
        "valid_until": "2027-03-31", "rows": rows,
        "left": [{"name": "渑池县旧厂", "code": CODE, "why": "不再列入", "change": "移出"}],
    }  # fmt: skip


def credit_file(name: str = NAME, scope: str = "机械零部件加工、销售") -> CreditFile:
    """A file with grades, amounts, a long text and an objection."""
    register = (
        Shown("legal_rep", "法定代表人", "王建国", 3),
        Shown("reg_capital", "注册资本", "5,000,000.00元", 1),
        Shown("est_date", "成立日期", "2015年3月1日", 1),
        Shown("biz_scope", "经营范围", scope, 1),
    )
    bills = tuple(
        _record(
            n, (Shown("month", "月份", f"2026年{n}月", 1), Shown("fee", "电费", "9,876.50元", 1))
        )
        for n in range(1, 4)
    )
    case = (
        Shown("a", "案由", "买卖合同纠纷", 1),
        Shown("b", "案号", "（2026）豫1221民初123号", 1),
        Shown("c", "标的额", "120,000.00元", 1),
    )
    return CreditFile(
        CODE,
        name,
        date(2026, 12, 1),
        register,
        (
            Section("GD", "国网渑池县供电公司", "GD02", "月度用电", bills),
            Section("FY", "渑池县人民法院", "FY01", "涉诉信息", (_record(9, case, "金额不符"),)),
        ),
        (),
        tuple(
            Graded(f"run{n}", as_of, grade, "推荐", "81.50")
            for n, (as_of, grade) in enumerate(
                (("2025-03-31", "BBB"), ("2025-09-30", "暂缓"), ("2026-03-31", "A"))
            )
        ),
        {},
        ("渑池农商银行",),
    )


def _record(number: int, values: tuple[Shown, ...], disputed: str = "") -> FileRecord:
    objected = (Objected("o", "2026-11-01", disputed),) if disputed else ()
    return FileRecord(
        f"r{number}", "2026-03-01", "已上报", "甲", "", "乙", "", "", "5" * 32, "", values, objected
    )


def report_context() -> ReportContext:
    """Who looked and why; one sheet with a cap."""
    sheet = {
        "computed_grade": "AA", "coverage": "85", "adjustment": -1, "first_time_borrower": True,
        "vetoes": [], "caps": [{"id": "K2", "grade": "A", "dataset": "SW03", "rec_id": "r"}],
    }  # fmt: skip
    at = datetime(2026, 12, 1, 9, 30, tzinfo=clock.CHINA)
    return ReportContext(
        COORDINATOR, "人民银行 李梅", "贷前调查", at, SCALE, {"run2": sheet}, {"K2": "欠缴税款"}
    )


def package_head(sender: str = "国网渑池县供电公司") -> PackageHead:
    """Which package a cover sheet and a receipt are about."""
    dice = random.Random(9)
    digests = [f"{dice.getrandbits(256):064x}" for _ in range(2)]
    return PackageHead(
        sender, COORDINATOR, "0f6b2c9d4e8a41b7a3c5d7e9f1a2b3c4", "2026", 3, *digests[:1], 1207,
        digests[1],
    )  # fmt: skip


def cover_sheet(sender: str = "国网渑池县供电公司") -> CoverSheet:
    """The cover sheet of a package with new, changed and withdrawn records."""
    sets = (
        SentSet("GD01　用电户", 120, 100, 18, 2, 0),
        SentSet("GD02　月度用电", 1440, 1440, 0, 0, 0),
    )
    stayed = (("告知书尚未送达", 7),)
    return CoverSheet(package_head(sender), "供电-2026-3.xyb", DAY, "张建军", sets, stayed)


def receipt_paper(records: int = 3) -> ReceiptPaper:
    """A receipt that returns ``records`` records for one reason."""
    ids = tuple(f"{number:032x}" for number in range(records))
    back = Returned("月度用电", "企业名录中没有该主体，已转入待匹配库", ids)
    accepted = (("用电户", 120), ("月度用电", 1437))
    return ReceiptPaper(package_head(), "并入日期", DAY, accepted, 2, (back,))


def relending_table(bank: str = "河南渑池农村商业银行股份有限公司") -> RelendingTable:
    """Two banks' figures, one of which lent nothing."""
    some = Figures(
        loans=12, loan_amount=3_456_780_000, rated_loans=5, rated_loan_amount=1_200_000_050,
        decided=9, decided_rated=6, days=45, granted_rated=5, granted_rated_amount=1_200_000_050,
        granted_rated_interest=1_200_000_050 * 43_500, granted_ungraded=3,
        granted_ungraded_amount=90_000_000, granted_ungraded_interest=90_000_000 * 61_250,
        green=2, green_amount=30_000_000, refused=1, withdrawn=1, reasons=(("负债过高", 1),),
    )  # fmt: skip
    found = Statistics(date(2026, 4, 1), date(2026, 6, 30), {"YH-NSH": some, "YH-ZYH": Figures()})
    titles = {"YH-NSH": bank, "YH-ZYH": "中原银行股份有限公司渑池支行"}
    return RelendingTable("渑池县", COORDINATOR, DAY, titles, found)


def audit_head(unit: str = "国网渑池县供电公司") -> AuditHead:
    """A head as an office writes it down."""
    return AuditHead(unit, 1203, "0f" * 32, "2026-04-10 09:58", "2026-04-10 10:00", "李审核")


def attendance(agency: str = "渑池县市场监督管理局") -> AttendanceSheet:
    """The training's sheet with twenty agencies."""
    kinds = ("录入", "查询")
    more = tuple((f"渑池县第{number}局", kinds) for number in range(1, 20))
    return AttendanceSheet("渑池县金融工作局", ((agency, kinds), *more))


def advice(name: str = NAME) -> AdvicePaper:
    """One enterprise's advice."""
    content = issued([listed(name)], "孵化")
    return AdvicePaper(LIST, content, list_words.advised(content)[0])


def _form() -> Piece:
    form = consent()
    return Piece(form.name, form.uscc, form)


FORMS: dict[str, Callable[[], Piece]] = {
    "consent": _form,
    "enrolment": lambda: Piece(enrolment().unit, enrolment().uscc, enrolment()),
    "score_sheet": lambda: Piece(NAME, CODE, ScoreSheet(score_context(), score_sheet())),
    "credit_report": lambda: Piece(NAME, CODE, CreditReport(report_context(), credit_file())),
    "list": lambda: Piece("渑池农商银行", "TJ", ListPaper(LIST, issued([listed()]))),
    "advice": lambda: Piece(NAME, CODE, advice()),
    "cover_sheet": lambda: Piece("供电公司", "3", cover_sheet()),
    "receipt": lambda: Piece("供电公司", "3", receipt_paper()),
    "relending": lambda: Piece(COORDINATOR, "2026", relending_table()),
    "attendance": lambda: Piece("渑池县金融工作局", "", attendance()),
    "audit_head": lambda: Piece("国网渑池县供电公司", "", audit_head()),
}
"""An example of each kind, by its id."""
