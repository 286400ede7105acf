"""What police, natural resources and environment know: GA, ZR and ST data sets."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app.training.codes import Row, fen, past, plus
from app.training.facts_market import Fact
from app.training.penalties import chance
from app.training.register import Enterprise

LAND = "渑池县自然资源局"
ENVIRONMENT = "三门峡市生态环境局渑池分局"
POLICE = "渑池县公安局"


def seal(entry: Enterprise) -> Row:
    """The GA01 row of a company's seal."""
    return {
        "uscc": entry.uscc,
        "item": "印章备案",
        "cert_no": f"4112210{int(entry.uscc[8:17], 36) % 10**6:06d}",
        "issue": max(entry.est_date, "2000-01-01"),
        "status": "有效",
        "seal_kind": "公章",
    }


def environment_grade(uscc: str, year: int, grade: str) -> Row:
    """The ST03 row."""
    return {"uscc": uscc, "year": year, "grade": grade, "eval_date": f"{year + 1}-06-10"}


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of the three offices for an ordinary enterprise."""
    if entry.kind != "5":
        yield "GA", "GA01", seal(entry)
    if entry.trade.section == "H":
        yield (
            "GA",
            "GA01",
            {
                "uscc": entry.uscc,
                "item": "特种行业许可-旅馆业",
                "cert_no": f"渑公特旅字第{rng.randint(1000, 9999)}号",
                "issue": "2023-05-10",
                "valid_to": "2029-05-09",
                "status": "有效",
            },
        )
    row = chance(rng, entry.health, entry.uscc, "渑公", POLICE, "《企业事业单位内部治安保卫条例》第十九条", "未落实内部治安保卫措施")  # fmt: skip
    if row is not None:
        yield "GA", "GA02", row
    yield from (("ZR", code, row) for code, row in _land(entry, rng))
    yield from (("ST", code, row) for code, row in _environment(entry, rng))


def _land(entry: Enterprise, rng: random.Random) -> Iterator[tuple[str, Row]]:
    uscc, unique = entry.uscc, int(entry.uscc[8:17], 36)
    if rng.random() < 0.3:
        mortgaged = rng.random() < 0.4
        yield (
            "ZR01",
            {
                "uscc": uscc,
                "cert_no": f"豫（2023）渑池县不动产权第{unique % 10**8:08d}号",
                "right_type": "农用地流转" if entry.trade.section == "A" else "国有建设用地使用权",
                "location": entry.address,
                "area": rng.randint(600, 40_000) * 100,
                "use": "农业" if entry.trade.section == "A" else "工业",
                "get_mode": "流转" if entry.trade.section == "A" else "出让",
                "price": fen(rng.randint(10, 900) * 10_000),
                "from": "2023-04-01",
                "to": "2053-03-31",
                "mortgaged": "Y" if mortgaged else "N",
                "mortgagee": "河南渑池农村商业银行" if mortgaged else None,
                "seized": "N",
            },
        )
        yield "ZR04", {"uscc": uscc, "contract_no": f"渑池出让〔2023〕{unique}", "due": fen(500_000),
                       "paid": fen(500_000), "due_date": "2023-05-01", "paid_date": "2023-04-20"}  # fmt: skip
    if entry.trade.section == "B":
        yield (
            "ZR02",
            {
                "uscc": uscc,
                "kind": "采矿",
                "lic_no": f"C{unique % 10**22:022d}",
                "mineral": "煤" if entry.trade.code == "0610" else "铝土矿",
                "area": rng.randint(2000, 60_000),
                "scale": rng.randint(5, 60) * 100,
                "valid_from": "2021-06-01",
                "valid_to": "2031-05-31",
                "status": "有效",
                "eco_deposit_due": fen(800_000),
                "eco_deposit_paid": fen(800_000),
            },
        )
    if rng.random() < 0.15:
        yield "ZR03", {"uscc": uscc, "type": "设施农用地" if entry.trade.section == "A" else "建设工程规划",
                       "no": f"建字第41122120{unique}号", "date": past(rng, 900),
                       "valid_to": "2028-12-31", "project": "生产用房建设项目"}  # fmt: skip
    row = chance(rng, entry.health, uscc, "渑自然资", LAND, "《中华人民共和国土地管理法》第七十七条", "未经批准占用土地")  # fmt: skip
    if row is not None:
        fixed = str(row["perform_date"])
        yield "ZR05", {**row, "violation": "违法用地", "rectified": "Y", "rectify_date": fixed}


def _environment(entry: Enterprise, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if entry.trade.section not in "BC":
        return
    uscc = entry.uscc
    approved = past(rng, 2000, 400)
    yield (
        "ST01",
        {
            "uscc": uscc,
            "approval_no": f"渑环审〔{approved[:4]}〕{int(uscc[8:17], 36)}号",
            "project": f"{entry.trade.word}生产线建设项目",
            "doc_type": rng.choice(("报告书", "报告表")),
            "approve_date": approved,
            "authority": ENVIRONMENT,
            "invest": entry.capital,
            "acceptance_date": plus(approved, 300),
            "acceptance": "自主验收",
        },
    )
    issued = past(rng, 1200, 60)
    yield (
        "ST02",
        {
            "uscc": uscc,
            "permit_no": f"{uscc}001V",
            "class": rng.choice("23"),
            "issue": issued,
            "valid_to": f"{int(issued[:4]) + 5}{issued[4:]}"
            if issued[5:] != "02-29"
            else plus(issued, 1826),
            "pollutants": "颗粒物、二氧化硫、氮氧化物",
            "status": "有效",
            "exec_report_on_time": "Y",
        },
    )
    grade = rng.choices("1234", (2 + 5 * entry.health, 6, 1, 0.5))[0]
    yield "ST03", environment_grade(uscc, 2024, grade)
    row = chance(rng, entry.health, uscc, "三环渑", ENVIRONMENT, "《中华人民共和国大气污染防治法》第一百一十七条", "物料露天堆放未密闭")  # fmt: skip
    if row is not None:
        yield "ST04", {**row, "rectified": "Y", "rectify_date": str(row["perform_date"])}
    if rng.random() < 0.08:
        yield "ST05", {"uscc": uscc, "title": "绿色工厂", "level": rng.choice(("市级", "省级")),
                       "authority": "三门峡市生态环境局", "date": past(rng, 700), "valid_to": "2028-12-31"}  # fmt: skip
    if rng.random() < 0.02:
        yield "ST06", {"uscc": uscc, "level": "一般", "date": past(rng, 700), "summary": "物料泄漏，已处置", "resolved": "Y"}  # fmt: skip
