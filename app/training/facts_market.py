"""What the market regulator knows: SC01 to SC11."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app.training import names
from app.training.codes import Row, fen, past, plus
from app.training.penalties import chance
from app.training.register import Enterprise

OFFICE = "渑池县市场监督管理局"
Fact = tuple[str, str, Row]
"""Agency code, data set code, row."""

_TYPES = {
    "1": "有限责任公司",
    "3": "个人独资企业",
    "4": "农民专业合作社",
    "5": "家庭农场",
    "9": "其他",
}


def register_row(entry: Enterprise) -> Row:
    """The SC01 row of an enterprise."""
    return {
        "uscc": entry.uscc,
        "ent_name": entry.name,
        "former_names": entry.former or None,
        "entity_kind": entry.kind,
        "reg_type": _TYPES[entry.kind],
        "reg_status": "1",
        "est_date": entry.est_date,
        "reg_authority": OFFICE,
        "reg_region": entry.uscc[2:8],
        "address": entry.address,
        "township": entry.township,
        "ind_section": entry.trade.section,
        "ind_code": entry.trade.code,
        "biz_scope": entry.scope,
        "reg_capital": entry.capital,
        "currency": "CNY",
        "paid_capital": entry.capital * 7 // 10,
        "legal_rep": entry.legal_rep,
        "lr_id_type": "居民身份证",
        "lr_id_no": entry.lr_id,
        "lr_mobile": f"139{int(entry.lr_id[6:14]) % 10**8:08d}",
        "zip": "472400",
        "employees": entry.employees,
        "agri_flag": "Y" if entry.trade.section == "A" else "N",
    }


def holders(entry: Enterprise, paid: int) -> Iterator[Row]:
    """The legal representative and one other, 60 to 40; ``paid`` 分 in all."""
    shares = ((entry.legal_rep, 60, entry.lr_id), (entry.legal_rep[0] + "某", 40, None))
    for at, (holder, share, holder_id) in enumerate(shares):
        subscribed = entry.capital * share // 100
        yield {
            "uscc": entry.uscc,
            "holder_type": "自然人",
            "holder_name": holder if at == 0 else f"{holder}（二）",
            "holder_id": holder_id,
            "subscribed": subscribed if at == 0 else entry.capital - entry.capital * 60 // 100,
            "subscribed_date": entry.est_date,
            "paid": paid * share // 100,
            "method": "货币",
            "ratio": share * 100,
        }


def officers(entry: Enterprise) -> Iterator[Row]:
    """The legal representative's one post, and a supervisor."""
    head, other = ("理事长", "执行监事") if entry.kind == "4" else ("执行董事", "监事")
    yield {"uscc": entry.uscc, "name": entry.legal_rep, "post": head, "id_no": entry.lr_id}
    yield {"uscc": entry.uscc, "name": f"{entry.legal_rep[0]}某监", "post": other}


def annual(
    uscc: str,
    year: int,
    filed: str,
    assets: int,
    liabilities: int,
    revenue: int,
    net: int,
    staff: int,
) -> Row:
    """The annual report of ``year``; amounts in yuan."""
    return {
        "uscc": uscc,
        "year": year,
        "report_date": filed,
        "assets": fen(assets),
        "liabilities": fen(liabilities),
        "equity": fen(assets) - fen(liabilities),
        "revenue": fen(revenue),
        "main_revenue": fen(revenue) * 9 // 10,
        "total_profit": fen(net) * 5 // 4 if net > 0 else fen(net),
        "net_profit": fen(net),
        "employees": staff,
        "insured_pension": staff,
        "published": "Y",
    }


def farming(entry: Enterprise, rng: random.Random) -> Row:
    """The SC10 row of a co-operative or farm."""
    members = rng.randint(6, 130) if entry.kind == "4" else 4
    return {
        "uscc": entry.uscc,
        "members": members,
        "farmer_members": members,
        "land_area": rng.randint(30, 420) * 100,
        "land_transfer_years": rng.choice((5, 10, 15)),
        "main_product": entry.trade.word,
        "households_led": members // 2,
        "insurance": rng.choice("YN"),
        "demo_level": rng.choices(("省级", "市级", "县级", "无"), (1, 3, 6, 12))[0],
    }


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of SC01 to SC11 for an ordinary enterprise."""
    yield "SCJG", "SC01", register_row(entry)
    if entry.kind == "1":
        yield from (("SCJG", "SC02", row) for row in holders(entry, entry.capital * 7 // 10))
        yield from (("SCJG", "SC03", row) for row in officers(entry))
    elif entry.kind == "4":
        yield from (("SCJG", "SC03", row) for row in officers(entry))
    if entry.kind in ("4", "5"):
        yield "SCJG", "SC10", farming(entry, rng)
    yield from (("SCJG", "SC08", row) for row in _reports(entry, rng))
    yield from (("SCJG", code, row) for code, row in _events(entry, rng))
    row = chance(
        rng, entry.health, entry.uscc, "渑市监", OFFICE, "《中华人民共和国食品安全法》第一百二十四条",
        "经营标签不符合规定的商品",
    )  # fmt: skip
    if row is not None:
        yield "SCJG", "SC06", row


def _reports(entry: Enterprise, rng: random.Random) -> Iterator[Row]:
    revenue = entry.revenue
    for year in (2023, 2024):
        if int(entry.est_date[:4]) > year or rng.random() > 0.7 + 0.3 * entry.health:
            continue
        revenue = round(revenue * (1 + rng.uniform(-0.15, 0.1) + 0.15 * entry.health))
        assets = round(revenue * rng.uniform(0.6, 1.8))
        debt = round(assets * rng.uniform(0.25, 0.95 - 0.3 * entry.health))
        late = rng.random() > 0.8 + 0.2 * entry.health
        filed = f"{year + 1}-{'08' if late else rng.choice(('03', '04', '05', '06'))}-{rng.randint(1, 28):02d}"
        net = round(revenue * rng.uniform(-0.06, 0.12))
        yield annual(entry.uscc, year, filed, assets, debt, revenue, net, entry.employees)


def _events(entry: Enterprise, rng: random.Random) -> Iterator[tuple[str, Row]]:
    base: Row = {"uscc": entry.uscc}
    changed = past(rng, 900, 10)
    if rng.random() < 0.3 and changed > entry.est_date:
        item = rng.choice(("住所", "经营范围", "法定代表人", "股东", "注册资本"))
        yield "SC04", {**base, "item": item, "before": "原登记事项", "after": "变更后登记事项", "change_date": changed}  # fmt: skip
    if rng.random() < 0.4:
        issued = past(rng, 700, 30)
        yield (
            "SC05",
            {
                **base,
                "lic_name": "食品经营许可证"
                if entry.trade.section in "CFH"
                else "道路运输经营许可证",
                "lic_no": f"JY1{entry.uscc[9:17]}{rng.randint(100, 999)}",
                "authority": OFFICE,
                "issue": issued,
                "valid_to": plus(issued, 1825),
                "status": "有效",
            },
        )
    if rng.random() < (1 - entry.health) * 0.3:
        placed = past(rng, 600, 60)
        out = plus(placed, 40) if rng.random() < 0.6 else None
        yield "SC07", {**base, "list_type": "经营异常", "reason": rng.choice(("未按期公示年报", "无法联系")),
                       "in_date": placed, "in_authority": OFFICE, "out_date": out,
                       "out_reason": "已补报" if out else None}  # fmt: skip
    if rng.random() < 0.08:
        yield "SC09", {**base, "kind": rng.choice(("股权出质", "动产抵押")), "pledgor": names.person(rng),
                       "reg_no": f"411221{entry.uscc[8:17]}", "pledgee": "河南渑池农村商业银行",
                       "amount": entry.capital // 2, "reg_date": past(rng, 600), "status": "有效"}  # fmt: skip
    if rng.random() < 0.15:
        yield "SC11", {**base, "title": rng.choice(("守合同重信用企业", "质量管理先进单位")),
                       "level": rng.choice(("县级", "县级", "市级", "省级")), "authority": "渑池县人民政府",
                       "date": past(rng, 700), "valid_to": "2028-12-31"}  # fmt: skip
