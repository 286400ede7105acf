"""Invented names of enterprises and persons of the county, and the trades they are in."""

from __future__ import annotations

import random
from dataclasses import dataclass

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国志强秀英文华丽娟海涛晓红永军春梅振宇雪玲俊杰桂兰国庆玉珍学峰爱民新平小龙金凤天明"
MARKS = [
    "仰韶",
    "会盟",
    "鑫源",
    "宏达",
    "金诚",
    "瑞丰",
    "永兴",
    "恒信",
    "隆昌",
    "盛世",
    "华泰",
    "中原",
    "天池",
    "嘉禾",
    "绿野",
    "丰硕",
    "德润",
    "宝泉",
    "万顺",
    "祥和",
    "东岭",
    "秦赵",
    "韶州",
    "涧河",
    "福康",
    "义昌",
    "启明",
    "众成",
    "顺发",
    "佳美",
]
MARK_ENDS = ["源", "泰", "达", "隆", "丰", "和", "兴", "瑞", "诚", "信", "润", "顺"]


@dataclass(frozen=True)
class Trade:
    """What an enterprise does: GB/T 4754 code and section, words for its name and its scope."""

    code: str
    section: str
    word: str
    scope: str
    hungry: float
    """kWh a month for each employee, roughly."""


TRADES = (
    Trade("0610", "B", "矿业", "煤炭开采、销售（凭许可证经营）", 900),
    Trade("0916", "B", "铝矾土", "铝土矿开采、加工、销售", 700),
    Trade("1361", "C", "食品", "农副食品加工、销售", 420),
    Trade("3011", "C", "建材", "水泥制品、建筑材料生产、销售", 800),
    Trade("3130", "C", "铝业", "铝制品加工、销售", 1100),
    Trade("3311", "C", "机械制造", "金属结构、机械配件制造、销售", 500),
    Trade("4710", "E", "建筑工程", "房屋建筑工程施工", 90),
    Trade("5129", "F", "商贸", "食品、日用百货、五金交电批发零售", 60),
    Trade("5164", "F", "矿产品购销", "矿产品、建材购销", 55),
    Trade("5430", "G", "运输", "道路普通货物运输、仓储服务", 40),
    Trade("6110", "H", "酒店", "住宿、餐饮服务", 260),
    Trade("6510", "I", "信息技术", "软件开发、信息技术服务", 70),
    Trade("7299", "L", "商务服务", "企业管理、商务咨询服务", 50),
)
FARMING = (
    Trade("0111", "A", "种植", "小麦、玉米种植、销售", 70),
    Trade("0122", "A", "红薯", "红薯种植、储藏、销售", 90),
    Trade("0149", "A", "花椒", "花椒种植、初加工、销售", 80),
    Trade("0313", "A", "牧业", "生猪、肉牛养殖、销售", 160),
    Trade("0151", "A", "林果", "苹果、核桃种植、销售", 75),
)


def person(rng: random.Random) -> str:
    """The name of somebody who does not exist."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def enterprise(rng: random.Random, kind: str, trade: Trade) -> str:
    """A name in the style of its kind: company, co-operative (4) or family farm (5)."""
    mark = rng.choice(MARKS) + rng.choice(["", *MARK_ENDS])
    if kind == "4":
        return f"渑池县{mark}{trade.word}农民专业合作社"
    if kind == "5":
        return f"渑池县{mark}{trade.word}家庭农场"
    place = rng.choice(("渑池县", "渑池", "三门峡", "河南"))
    form = "有限责任公司" if rng.random() < 0.2 else "有限公司"
    return f"{place}{mark}{trade.word}{form}"
