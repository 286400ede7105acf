"""Planted cases: enterprises whose rating is known beforehand, each the first example but for one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.training import facts_bank as bank
from app.training import facts_court as court
from app.training import facts_land as land
from app.training import facts_market as market
from app.training import facts_social as social
from app.training import facts_tax as tax
from app.training import facts_utilities as utilities
from app.training.codes import Row, fen
from app.training.examples import HOUSE_BANK
from app.training.facts_market import Fact
from app.training.penalties import penalty
from app.training.register import Enterprise

Change = Callable[[Enterprise, list[Fact]], list[Fact]]


@dataclass(frozen=True)
class Case:
    """One planted enterprise: what is special, and what its rating must then say.

    ``expected`` has keys of a score sheet (``final_grade``, ``outcome``, ``score``, ``coverage``,
    ``vetoes`` as ids, ``banks`` …); ``steps`` says what the offices must do besides importing:
    ``objection`` [agency, dataset], ``notice`` {agency: delivery date or ""}, ``decision`` V8.
    """

    id: str
    what: str
    expected: Mapping[str, Any]
    change: Change
    steps: Mapping[str, Any] = field(default_factory=dict)
    farm: bool = False


def _keep(_entry: Enterprise, facts: list[Fact]) -> list[Fact]:
    return facts


def _add(agency: str, dataset: str, make: Callable[[Enterprise], Row]) -> Change:
    return lambda entry, facts: [*facts, (agency, dataset, make(entry))]


def _set(dataset: str, **values: Any) -> Change:
    """Every row of a data set gets the values."""
    return lambda _entry, facts: [
        (agency, code, {**row, **values} if code == dataset else row) for agency, code, row in facts
    ]


def _last_snapshot(**values: Any) -> Change:
    return lambda _entry, facts: [
        (
            agency,
            code,
            {**row, **values} if row.get("month") == "2026-03" and code == "YH03" else row,
        )
        for agency, code, row in facts
    ]


def _without(*datasets: str) -> Change:
    return lambda _entry, facts: [fact for fact in facts if fact[1] not in datasets]


def _only_register(_entry: Enterprise, facts: list[Fact]) -> list[Fact]:
    register = next(row for _, code, row in facts if code == "SC01")
    young = {**register, "est_date": "2025-11-03", "paid_capital": None, "demo_level": None}
    return [("SCJG", "SC01", young)]


def _first_time(entry: Enterprise, facts: list[Fact]) -> list[Fact]:
    rest = _without("YH01", "YH02", "YH03", "YH08")(entry, facts)
    return [*rest, *(("GJJ", code, row) for code, row in social.fund(entry, 40))]


def _listed(kind: str, **values: Any) -> Callable[[Enterprise], Row]:
    return lambda e: {
        "uscc": e.uscc, "list_type": kind, "reason": "未按期公示年报" if kind == "经营异常" else "其他",
        "in_date": "2025-08-12", "in_authority": market.OFFICE, **values,
    }  # fmt: skip


def _severe(office: str, mark: str, fact: str, **values: Any) -> Callable[[Enterprise], Row]:
    def make(e: Enterprise) -> Row:
        performed = values.get("perform_status") != "未履行"
        no = f"{mark}罚〔2025〕{e.uscc[9:14]}号"
        row = penalty(
            e.uscc, no, office, "有关法律法规", fact, "严重", "2025-09-18", performed=performed
        )
        return {**row, **values}

    return make


def _old(severity: str, repaired: str = "") -> Callable[[Enterprise], Row]:
    decided = "2025-01-20" if not repaired else "2025-06-20"
    return lambda e: penalty(
        e.uscc, f"渑市监罚〔2025〕旧{e.uscc[9:14]}号", market.OFFICE, "有关法律法规", "虚假宣传",
        severity, decided, repaired=repaired,
    )  # fmt: skip


def _crime(e: Enterprise) -> Row:
    no = court.case_no("2024-05-01", "刑初", int(e.uscc[8:17], 36) % 10**5)
    return {"uscc": e.uscc, "decision_no": no, "unit_crime": "Y", "charge": "非法经营罪", "stage": "判决",
            "case_no": no, "decision_date": "2024-09-02"}  # fmt: skip


def _theft(e: Enterprise) -> Row:
    return {"uscc": e.uscc, "cons_no": utilities.account(e, "41"), "kind": "窃电", "date": "2025-03-11",
            "kwh": 820_000, "back_fee": fen(5600), "penalty": fen(16_800), "settled": "Y",
            "settled_date": "2025-04-02"}  # fmt: skip


def _second_bank(**consent: str) -> Change:
    def change(entry: Enterprise, facts: list[Fact]) -> list[Fact]:
        agreed = bank.consent(entry, "YH-GSH", "2024-06-01", **consent)
        relation = bank.relation(entry, "2024-06-01")
        return [*facts, ("YH-GSH", "YH00", agreed), ("YH-GSH", "YH08", relation)]

    return change


def _dishonest(e: Enterprise) -> Row:
    return court.dishonest(e.uscc, int(e.uscc[8:17], 36) % 10**6, "2025-10-09")


def _bankrupt(e: Enterprise) -> Row:
    return court.bankruptcy(e.uscc, int(e.uscc[8:17], 36) % 10**6, "2026-01-15")


def _is(
    grade: str, outcome: str, score: str = "89.48", coverage: str = "97", **more: Any
) -> dict[str, Any]:
    return {"final_grade": grade, "outcome": outcome, "score": score, "coverage": coverage, **more}


def _veto(name: str, score: str = "89.48") -> dict[str, Any]:
    return _is("C", "暂不推荐", score, vetoes=[name])


_TAX_CASE = _severe(
    tax.OFFICE, "渑税稽", "虚开增值税发票", case_type="虚开", is_major="Y", kinds="罚款"
)
_WAGES = _severe(social.LABOUR, "渑人社监", "拖欠农民工工资", listed="Y", workers=18, wage_arrears=fen(260_000), kinds="罚款")  # fmt: skip
_POLLUTION = _severe(
    land.ENVIRONMENT, "三环渑", "超标排放", rectified="N", rectify_deadline="2025-12-31"
)
_OVERDUE = {"overdue_days": 20, "overdue_principal": fen(100_000), "overdue_interest": 0, "max_overdue_days_24m": 20, "status": "逾期"}  # fmt: skip

CASES = (
    Case("example-company", "评级办法示例一：公司", _is("AA", "推荐", computed_grade="AA", vetoes=[], banks=[HOUSE_BANK]), _keep),
    Case("example-farm", "评级办法示例二：家庭农场，关注类贷款封顶BBB", _is("BBB", "孵化", "80.66", "91", computed_grade="A", improvement=["I19", "I20", "I05", "I13", "I06"]), _keep, farm=True),
    Case("V1", "失信被执行人在列", _veto("V1"), _add("FY", "FY03", _dishonest)),
    Case("V2", "当前贷款次级", _veto("V2", "82.27"), _last_snapshot(five_class="3")),
    Case("V3", "重大税收违法失信主体", _veto("V3", "87.42"), _add("SW", "SW05", _TAX_CASE)),
    Case("V4", "市场监管严重违法失信名单", _veto("V4"), _add("SCJG", "SC07", _listed("严重违法失信"))),
    Case("V5", "拖欠农民工工资名单", _veto("V5", "86.19"), _add("RS", "RS04", _WAGES)),
    Case("V6", "五年内单位犯罪生效判决", _veto("V6"), _add("GA", "GA02", _crime)),
    Case("V7", "吊销未注销，不予评级", {"outcome": "不予评级", "vetoes": ["V7"]}, _set("SC01", reg_status="3", status_date="2025-12-05")),
    Case("V8", "工作组认定提供虚假材料", _veto("V8"), _keep, {"decision": {"kind": "V8", "date": "2026-03-20", "doc_no": "渑信评〔2026〕3号"}}),
    Case("V9", "法院受理破产重整", _veto("V9"), _add("FY", "FY04", _bankrupt)),
    Case("cap-abnormal", "在列经营异常名录，封顶BBB", _is("BBB", "孵化", cap="BBB"), _add("SCJG", "SC07", _listed("经营异常"))),
    Case("cap-tax-d", "纳税信用D级，封顶B", _is("B", "暂不推荐", "85.10", cap="B"), _set("SW03", grade="D", score=3200, reason="直接判级")),
    Case("cap-tax-abnormal", "税务非正常户，封顶B", _is("B", "暂不推荐", cap="B"), _set("SW01", tax_status="非正常", abnormal_date="2026-02-03")),
    Case("cap-watched", "关注类贷款，封顶BBB", _is("BBB", "孵化", "85.15", cap="BBB"), _last_snapshot(five_class="2")),
    Case("cap-overdue", "当前逾期20天，封顶BB", _is("BB", "孵化", cap="BB"), _last_snapshot(**_OVERDUE)),
    Case("cap-env-yellow", "环境信用警示（黄），封顶BBB", _is("BBB", "孵化", "88.35", cap="BBB"), _set("ST03", grade="3")),
    Case("cap-env-red", "环境信用不良（红），封顶BB", _is("BB", "孵化", "87.73", cap="BB"), _set("ST03", grade="4")),
    Case("cap-theft", "二十四个月内窃电，封顶BBB", _is("BBB", "孵化", "88.45", cap="BBB"), _add("GD", "GD03", _theft)),
    Case("cap-unrectified", "严重处罚未整改，封顶BB", _is("BB", "孵化", "86.19", cap="BB"), _add("ST", "ST04", _POLLUTION)),
    Case("nr-register-only", "只有登记信息，信息不足", {"final_grade": "NR", "outcome": "信息不足", "coverage": "30"}, _only_register),
    Case("nr-incubate", "资料不全，覆盖率57%，不评级但孵化", {"final_grade": "NR", "outcome": "孵化", "coverage": "57"}, _without("SC08", "GD02", "YH01", "YH02", "YH03", "YH08")),
    Case("first-time", "首贷户", _is("AAA", "推荐", "90.50", "80", first_time_borrower=True), _first_time),
    Case("objection", "一般记录异议未结，待补正", _is("AA", "待补正", pending=["objection"]), _keep, {"objection": {"agency": "FY", "dataset": "FY01", "filed": "2026-03-18"}}),
    Case("objection-veto", "否决记录异议未结，暂缓", {"outcome": "暂缓", "vetoes": ["V1"]}, _add("FY", "FY03", _dishonest), {"objection": {"agency": "FY", "dataset": "FY03", "filed": "2026-03-18"}}),
    Case("notice-late", "自来水公司告知书在基准日后才送达，待补正", _is("AA", "待补正", pending=["notice"]), _keep, {"notice": {"GS": "2026-04-05"}}),
    Case("notice-missing", "自来水公司告知书未送达，其记录不得报送", _is("AA", "推荐", "89.46", "93", blocked=["GS"]), _keep, {"notice": {"GS": ""}}),
    Case("consent-two", "两家银行授权书有效，都可接收", _is("AA", "推荐", banks=["YH-GSH", HOUSE_BANK]), _second_bank(valid_to="2027-05-31")),
    Case("consent-revoked", "一家银行授权已撤回", _is("AA", "推荐", banks=[HOUSE_BANK], blocked=["YH-GSH"]), _second_bank(revoked_date="2026-02-01")),
    Case("consent-expired", "一家银行授权已到期", _is("AA", "推荐", banks=[HOUSE_BANK], blocked=["YH-GSH"]), _second_bank(valid_to="2025-12-31")),
    Case("penalty-expired", "处罚公示期已满，不计入", _is("AA", "推荐"), _add("SCJG", "SC06", _old("一般"))),
    Case("penalty-repaired", "严重处罚已修复，不计入", _is("AA", "推荐"), _add("SCJG", "SC06", _old("严重", "2026-01-16"))),
)  # fmt: skip
