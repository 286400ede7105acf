"""An office practises best on its own register."""

from __future__ import annotations

from app.training.register import register


def entry(name: str, code: str, **values: str) -> dict[str, str]:
    blank = dict.fromkeys(("企业类型", "法人代表", "注册资金", "经营范围", "注册地址"), "N/A")
    return {"企业名称": name, "统一社会信用代码": code, "注册日期": "2011-01-28", **blank, **values}


def test_real_rows_are_the_base_and_gaps_are_filled() -> None:
    """Else the practice register shows strangers instead of the county's enterprises."""
    firm = entry(
        "渑池县仰韶农产品有限公司",
        "91411221MA9TE01610",
        注册资金="1,030.1000(万元)",
        注册地址="渑池县英豪镇",
    )
    shop = entry(
        "渑池县坡头供销社门市部",
        "91411221MA9TE092X0",
        企业类型="集体分支机构(非法人)",
        法人代表="王某某",
    )
    found = register(1, 3, [firm, shop, firm])
    assert [item.kind for item in found[:2]] == ["1", "9"]
    assert (found[0].capital, found[0].township) == (10_301_000_00, "英豪镇")
    assert found[0].legal_rep not in ("", "N/A")
    assert found[1].legal_rep == "王某某"
    assert len({item.uscc for item in found}) == 3


def test_rows_that_are_not_collected_are_passed_over() -> None:
    """Else the practice register itself would be refused at import."""
    bad = entry("坏代码有限公司", "91411221MA9TE01611")
    trader = entry("某小吃店", "92411221MA9ABC128L", 企业类型="个体工商户")
    assert {item.uscc for item in register(1, 2, [bad, trader])}.isdisjoint(
        {"91411221MA9TE01611", "92411221MA9ABC128L"}
    )
