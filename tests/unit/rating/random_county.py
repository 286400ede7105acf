"""Seeded random counties, dense where a rule changes its mind: window ends, band edges, states."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.unit.rating import random_series as series
from tests.unit.rating.oracle_facts import Days, World, months_before

DATES = (
    date(2026, 3, 31), date(2026, 4, 15), date(2026, 6, 29), date(2026, 6, 30), date(2026, 1, 1),
    date(2024, 2, 29), date(2026, 2, 28), date(2025, 12, 31),
)  # fmt: skip
STATES = ("草稿", "已录入", "退回", "异议中", "已更正", "已撤回", "已修复", "已审核")
LEVELS = ("国家级", "省级", "市级", "县级", "无", None)
SEVERE = ("轻微", "轻微", "一般", "严重")
POLICE = ("印章备案", "其他", "保安服务", "爆破作业", "特种行业许可-旅馆业")
AGENCIES = ("SCJG", "SW", "GJJ", "GA", "GD", "GS", "ZR", "ST", "FY", "RS")
BANKS = ("YH-NFH", "YH-GSH", "YH-NYH")
DECLARED = (
    "SC04", "SC08", "SC11", "SW04", "SW05", "GD03", "GS03", "SC06", "ST04", "ZR05", "RS04", "GA02",
    "GJ03", "FY02", "FY01", "YH04", "YH03",
)  # fmt: skip
OWNERS = {"SC": "SCJG", "GJ": "GJJ"}


class Builder:
    """Fills a World; every random choice comes from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.date = self.rng.choice(DATES)
        self.days = Days(self.date)
        self.world = World()
        self._count = 0

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def optional(self, value: Any, share: float = 0.25) -> Any:
        return None if self.chance(share) else value

    def day(self, *backs: int) -> str:
        """A day around the reference day or a window's end ``backs`` months ago."""
        ends = [months_before(self.date, back) for back in backs or (0, 0, 6, 24, 36, 60)]
        ends.append(date.fromisoformat(str(self.days.last_month_end)))
        shift = self.rng.choice((-1, 0, 1, -40, -200, 30))
        return (self.rng.choice(ends) + timedelta(days=shift)).isoformat()

    def add(self, code: str, uscc: str, **values: Any) -> None:
        """A row, sometimes in another state, sometimes with a rival of the same key."""
        self._put(code, uscc, values, "已上报" if self.chance(0.93) else self.rng.choice(STATES))
        if self.chance(0.03):
            self._put(code, uscc, values, self.rng.choice((*STATES, "已上报", "已上报")))

    def _put(self, code: str, uscc: str, values: dict[str, Any], state: str) -> None:
        self._count += 1
        agency = OWNERS.get(code[:2], code[:2])
        if agency == "YH":
            agency = self.rng.choice(BANKS)
        row = {
            "id": self._count, "rec_id": f"{code}-{self._count}", "agency_code": agency,
            "uscc": uscc, "as_of_date": f"2026-04-{self.rng.choice((10, 10, 10, 11))}",
            "row_status": state, "rev_no": self.rng.choice((1, 1, 2)), "entered_by": "a",
            "entered_at": "", "audit_seq": 0, "superseded": 0, **values,
        }  # fmt: skip
        self.world.rows[code].append(row)

    def edge(self, *bounds: str) -> Fraction:
        """A ratio on or close by one of the bounds."""
        step = self.rng.choice((Fraction(0), Fraction(0), Fraction(1, 5000), Fraction(-1, 5000)))
        return Fraction(self.rng.choice(bounds)) + step

    def penalty(self, number: int) -> dict[str, Any]:
        return {
            "decision_no": f"P{number}",
            "decision_date": self.day(),
            "severity": self.rng.choice(SEVERE),
            "publish_from": self.optional(self.day(), 0.7),
            "publish_to": self.optional(self.day(0), 0.7),
            "perform_status": self.optional(self.rng.choice(("已履行", "未履行", "部分"))),
            "perform_date": self.optional(self.day(0, 6), 0.5),
            "repair_status": self.rng.choice((None, None, "未申请", "已受理", "已修复", "不予")),
            "repair_date": self.optional(self.day(0, 6), 0.4),
        }

    def several(self, share: float) -> range:
        return range(self.rng.choice((1, 1, 2, 3)) if self.chance(share) else 0)


def build(seed: int, enterprises: int = 12) -> tuple[World, date]:
    """A county and the day to rate it on."""
    one = Builder(seed)
    # a bad share is drawn per county, so that whole columns are sometimes clean
    bad = one.rng.choice((0.0, 0.1, 0.3, 0.4))
    for number in range(enterprises):
        uscc = f"E{number:02d}"
        _register(one, uscc)
        _standing(one, uscc)
        series.monthly(one, uscc)
        series.accounts(one, uscc)
        series.loans(one, uscc, bad)
        _taxes(one, uscc, bad)
        _conduct(one, uscc, bad)
        _courts(one, uscc, bad)
    _around(one, enterprises)
    return one.world, one.date


def _register(one: Builder, uscc: str) -> None:
    closed = one.chance(0.06)
    registered = one.optional(one.rng.choice((0, 10_000, 500_000)), 0.1)
    share = one.edge("8/10", "1/2", "2/10", "0")
    paid = None if one.chance(0.15) else max(0, int((registered or 10_000) * share))
    one.add(
        "SC01", uscc, ent_name=f"企业{uscc}",
        entity_kind=one.rng.choice(("1", "1", "2", "3", "4", "5", "6", "7", "8", "9", None)),
        reg_status=one.rng.choice("345") if closed else one.rng.choice("1267"),
        status_date=one.optional(one.day(0, 6)),
        est_date=one.optional(one.day(0, 9, 12, 15, 36, 60, 120), 0.05),
        reg_capital=registered, paid_capital=paid, demo_level=one.rng.choice(LEVELS),
    )  # fmt: skip


def _standing(one: Builder, uscc: str) -> None:
    rng = one.rng
    for _ in one.several(0.5):
        item = rng.choice(("法定代表人", "住所", "名称"))
        one.add("SC04", uscc, item=item, change_date=one.day(24, 0, 3))
    for number in one.several(0.4):
        one.add(
            "SC05", uscc, lic_no=f"{uscc}{number}", issue=one.day(0, 12),
            valid_to=one.optional(one.day(0)), honour_level=rng.choice(LEVELS),
            status=rng.choice(("有效", "过期", "注销", "吊销", None)),
        )  # fmt: skip
    if one.chance(0.7):
        one.add(
            "SC10", uscc, members=one.optional(rng.choice((4, 5, 19, 20, 49, 50, 99, 100))),
            land_area=one.optional(rng.choice((4999, 5000, 9999, 10_000, 19_999, 20_000))),
            demo_level=rng.choice(LEVELS),
        )  # fmt: skip
    for number in one.several(0.3):
        one.add(
            "SC11", uscc, title=f"奖{number}", level=rng.choice(LEVELS[:5]),
            date=one.day(0, 12), valid_to=one.optional(one.day(0)),
        )  # fmt: skip
    for number in one.several(0.4):
        one.add(
            "GA01", uscc, item=rng.choice(POLICE), cert_no=f"{number}",
            issue=one.optional(one.day(0, 12)), valid_to=one.optional(one.day(0)),
            status=rng.choice(("有效", "有效", "过期", "注销", "吊销")),
        )  # fmt: skip
    if one.chance(0.2):
        one.add("SC03", uscc, name="赵六", post="经理")


def _taxes(one: Builder, uscc: str, bad: float) -> None:
    rng = one.rng
    for code, grades in (("SW03", "AABBMCDN"), ("ST03", "01112234")):
        for back in range(-1, 3):
            if one.chance(0.4):
                one.add(
                    code, uscc, year=one.date.year - back, grade=rng.choice(grades),
                    eval_date=one.optional(one.day(0, 6)),
                )  # fmt: skip
    for _ in one.several(0.4):
        one.add(
            "SW04", uscc, tax_kind=rng.choice(("增值税", "印花税")), as_of=one.day(0, 1, 2),
            arrears=rng.choice((1, 99, 100, 101, 500, 501, 5000)),
        )  # fmt: skip
    for number in one.several(bad):
        major = rng.choice(("Y", "N", None))
        one.add("SW05", uscc, case_type="偷税", is_major=major, **one.penalty(number))
    if one.chance(0.5):
        status = "非正常" if one.chance(bad / 2) else "正常"
        one.add("SW01", uscc, tax_status=status, abnormal_date=one.optional(one.day(0)))


def _conduct(one: Builder, uscc: str, bad: float) -> None:
    rng = one.rng
    for number in one.several(bad / 2):
        kinds = ("欠费停电", "违约用电", "窃电", "私自转供", "超容", "其他")
        where = one.optional(f"{uscc}-{number}")
        one.add("GD03", uscc, cons_no=where, kind=rng.choice(kinds), date=one.day(24, 0, 3))
    for number in one.several(bad / 2):
        kind = rng.choice(("欠费停水", "欠费停水", "偷盗水", "私接", "擅改用水性质"))
        when = one.rng.choice((one.day(24, 0, 3), one.days.last_month_first))
        one.add(
            "GS03", uscc, cons_no=one.optional(f"{uscc}-1", 0.7), kind=kind, date=when,
            meter_no=one.optional(f"M{number}"),
        )  # fmt: skip
    for code in ("SC06", "ST04", "ZR05", "RS04", "GA02", "GJ03"):
        for number in one.several(bad / 2):
            values = one.penalty(number)
            if code not in ("SC06", "ST04"):
                values["severity"] = one.optional(values["severity"])
            if code in ("ST04", "ZR05"):
                values["rectified"] = rng.choice(("Y", "Y", "N", None))
                values["rectify_date"] = one.optional(one.day(0))
            if code == "RS04":
                values["listed"] = "Y" if one.chance(0.2) else "N"
            if code == "GA02":
                values |= {
                    "unit_crime": rng.choice(("Y", "N", None)),
                    "stage": rng.choice(("立案", "判决", None)),
                    "case_no": one.optional("（2025）豫1221刑初1号"),
                }
            one.add(code, uscc, **values)


def _courts(one: Builder, uscc: str, bad: float) -> None:
    rng = one.rng
    for number in one.several(bad / 8):
        kind = rng.choice(("经营异常", "严重违法失信"))
        gone = one.optional(one.day(0))
        one.add("SC07", uscc, list_type=kind, in_date=one.day(0, number), out_date=gone)
    for number in one.several(bad):
        one.add(
            "FY01", uscc, **{"class": rng.choice(("民事", "民事", "民事", "刑事", "执行"))},
            case_no=f"{uscc}-{number}", role=rng.choice(("被告", "被告", "原告", "上诉人")),
            liability=rng.choice(("败诉", "部分", "胜诉", "调解", None)),
            file_date=one.day(24), close_date=one.optional(one.day(24, 0, 3)),
        )  # fmt: skip
    for number in one.several(bad):
        target = rng.choice((0, 1_000, 5_000, 20_000, 20_001))
        one.add(
            "FY02", uscc, case_no=f"{uscc}-{number}", file_date=one.day(0, 6), target=target,
            executed=one.optional(rng.choice((0, target, target + 1, target // 2))),
            close_date=one.optional(one.day(0)),
            close_mode=rng.choice(("终结本次执行", "执行完毕", "终结执行", None)),
        )  # fmt: skip
    for number in one.several(bad / 8):
        one.add(
            "FY03", uscc, case_no=f"{uscc}-{number}", in_date=one.day(0, 6),
            term_end=one.optional(one.day(0)), out_date=one.optional(one.day(0)),
        )  # fmt: skip
    for number in one.several(bad / 8):
        one.add(
            "FY04", uscc, case_no=f"{uscc}-{number}", accept_date=one.day(0, 6),
            kind=rng.choice(("破产清算", "破产重整", "强制清算")),
            status=rng.choice(("审理中", "终结", "驳回")), end_date=one.optional(one.day(0)),
        )  # fmt: skip
    for number in one.several(bad / 8):
        one.add("YH09", uscc, kind="骗贷", court_doc_no=f"{number}", judgment_date=one.day(60, 0))


def _around(one: Builder, enterprises: int) -> None:
    """Declarations, notices, objections and decisions."""
    rng, world = one.rng, one.world
    good = rng.choice((0.5, 1.0, 1.0))
    start, middle = months_before(one.date, 24), months_before(one.date, 12)
    for code in DECLARED:
        for agency in BANKS[:2] if code.startswith("YH") else (OWNERS.get(code[:2], code[:2]),):
            end = one.days.last_month_end if one.chance(good) else one.day(0, 1)
            first = (start + timedelta(days=1 if one.chance(good) else 2)).isoformat()
            gap = 1 if one.chance(good) else 2
            spans = [
                (rng.choice((first, "", "2020-01")), middle.isoformat()),
                ((middle + timedelta(days=gap)).isoformat(), rng.choice((str(end), ""))),
            ]
            for begin, until in spans if one.chance(good) else spans[:1]:
                world.coverage.append(
                    {"agency_code": agency, "dataset": code, "period_from": begin,
                     "period_to": until, "declared_by": "a", "declared_at": ""}
                )  # fmt: skip
    for number in range(enterprises):
        uscc = f"E{number:02d}"
        for agency in (*AGENCIES, *BANKS):
            if one.chance(0.99):
                world.notices.append(
                    {"agency_code": agency, "uscc": uscc, "notice_id": "n", "slip_code": "s",
                     "status": rng.choice(("已送达", "已签收", "拒收") * 12 + ("已生成",)),
                     "generated_at": "",
                     "delivered_date": one.day(0) if one.chance(0.03) else "2023-01-01"}
                )  # fmt: skip
        _papers(one, uscc)


def _papers(one: Builder, uscc: str) -> None:
    rng, world = one.rng, one.world
    own = [row for rows in world.rows.values() for row in rows if row["uscc"] == uscc]
    weighty = [row for row in own if row["rec_id"][:2] in ("FY", "SW", "YH", "SC")]
    for _ in one.several(0.15):
        row = rng.choice(weighty)
        world.objections.append(
            {"objection_id": f"O{len(world.objections)}", "agency_code": row["agency_code"],
             "dataset": row["rec_id"][:4], "rec_id": row["rec_id"], "uscc": uscc,
             "filed_date": one.day(0), "closed_date": one.optional(one.day(0)), "statement": ""}
        )  # fmt: skip
    if one.chance(0.15):
        world.decisions.append(
            {"decision_id": f"D{uscc}", "kind": rng.choice(("V8", "UP", "DOWN")), "uscc": uscc,
             "decision_date": one.day(0), "signer_1": "甲", "signer_2": rng.choice("乙乙乙甲"),
             "reason": "会议纪要", "revoked_date": one.optional(one.day(0), 0.7)}
        )  # fmt: skip
