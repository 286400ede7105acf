"""The enterprises of the training county: invented, or read from rows of a business register."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.training import names
from app.training.codes import AS_OF, fen, is_uscc, past, resident_id, uscc
from app.training.names import FARMING, TRADES, Trade

TOWNSHIPS = [
    "城关镇",
    "英豪镇",
    "张村镇",
    "洪阳镇",
    "天池镇",
    "仰韶镇",
    "仁村乡",
    "果园乡",
    "陈村乡",
    "坡头乡",
    "段村乡",
    "南村乡",
]
_FORMER_TOWNSHIPS = {"西阳": "仰韶镇", "笃忠": "天池镇", "新华": "城关镇", "会盟": "城关镇"}
_CAPITAL = re.compile(r"([\d,]+(?:\.\d+)?)\D*万")


@dataclass(frozen=True)
class Enterprise:
    """An enterprise and what its facts are drawn from.

    ``revenue`` is yuan a year, ``health`` 0 (in trouble) to 1 (sound); ``capital`` 分. ``plant`` is
    the id of the planted case that its facts make, empty for an ordinary enterprise.
    """

    uscc: str
    name: str
    kind: str
    est_date: str
    township: str
    address: str
    legal_rep: str
    lr_id: str
    trade: Trade
    scope: str
    capital: int
    employees: int
    revenue: int
    health: float
    former: str = ""
    plant: str = ""

    @property
    def template(self) -> str:
        """The rating template: C company, H co-operative, F family farm."""
        return {"4": "H", "8": "H", "5": "F", "7": "F"}.get(self.kind, "C")

    def rng(self, seed: int, subject: str) -> random.Random:
        """Its own chance for one subject, so that subjects don't disturb one another."""
        return random.Random(f"{seed}/{self.uscc}/{subject}")


def register(seed: int, n: int, rows: Iterable[Mapping[str, str]] | None) -> list[Enterprise]:
    """``n`` ordinary enterprises: first from usable register rows, then invented ones.

    Rows with a damaged or repeated code, or a code that is not collected (a sole trader who is no
    family farm), are passed over.
    """
    rng = random.Random(f"{seed}/register")
    found: dict[str, Enterprise] = {}
    used: set[str] = set()
    for row in rows or ():
        if len(found) == n:
            break
        entry = _from_row(row, rng)
        if entry is not None and entry.uscc not in found and entry.name not in used:
            found[entry.uscc] = entry
            used.add(entry.name)
    while len(found) < n:
        entry = invented(rng, rng.choices(("1", "4", "5"), (70, 17, 13))[0], used)
        found[entry.uscc] = entry
    return list(found.values())


def invented(rng: random.Random, kind: str, used: set[str]) -> Enterprise:
    """A new enterprise of that kind; its name joins ``used``."""
    trade = rng.choice(TRADES if kind == "1" else FARMING)
    name = names.enterprise(rng, kind, trade)
    while name in used:
        name = names.enterprise(rng, kind, trade)
    used.add(name)
    township = rng.choices(TOWNSHIPS, (40, 6, 5, 8, 6, 12, 5, 5, 7, 4, 3, 3))[0]
    code = uscc({"4": "93411221"}.get(kind, "91411221"), rng)
    return _grown(
        rng,
        Enterprise(
            uscc=code,
            name=name,
            kind=kind,
            est_date=past(rng, 5500, 200),
            township=township,
            address=f"河南省三门峡市渑池县{township}{rng.choice(names.MARKS)}村{rng.randint(1, 90)}号",
            legal_rep=names.person(rng),
            lr_id=resident_id(rng),
            trade=trade,
            scope=trade.scope,
            capital=fen(rng.choice((20, 50, 100, 200, 300, 500, 1000)) * 10_000),
            employees=0,
            revenue=0,
            health=0,
        ),
    )


def _grown(rng: random.Random, entry: Enterprise) -> Enterprise:
    small = entry.kind in ("4", "5")
    employees = rng.randint(2, 12) if small else max(3, round(rng.lognormvariate(2.9, 0.8)))
    former = ""
    if entry.kind == "1" and rng.random() < 0.06:
        former = entry.name.replace("有限", "贸易有限", 1)
    return replace(
        entry,
        employees=employees,
        revenue=round(employees * rng.uniform(60_000, 600_000)),
        health=min(1.0, rng.betavariate(6, 1.3)),
        former=former if former != entry.name else "",
    )


def _from_row(row: Mapping[str, str], rng: random.Random) -> Enterprise | None:
    code, name = row["统一社会信用代码"].strip().upper(), row["企业名称"].strip()
    established = row["注册日期"].strip()
    if not is_uscc(code):
        return None
    farm = "家庭农场" in name
    if not code.startswith(("91", "93")) and not (farm and code.startswith("92")):
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", established) or not (
        "1949-10-01" <= established <= AS_OF.isoformat()
    ):
        return None
    kind = _kind(code, name, row["企业类型"])
    base = invented(rng, kind if kind in ("4", "5") else "1", set())
    capital = _capital(row["注册资金"]) or base.capital
    person = row["法人代表"].strip()
    place = row["注册地址"].strip() or base.address
    return replace(
        base,
        uscc=code,
        name=name.replace("(", "（").replace(")", "）"),
        kind=kind,
        est_date=established,
        township=_township(place) or base.township,
        address=place,
        legal_rep=base.legal_rep if person in ("", "N/A") else person,
        trade=_trade(name + row["经营范围"], kind) or base.trade,
        scope=row["经营范围"].strip() or base.scope,
        capital=capital,
        former="",
    )


def _kind(code: str, name: str, type_text: str) -> str:
    if "家庭农场" in name:
        return "5"
    if code.startswith("93"):
        return "4"
    if "个人独资" in type_text:
        return "3"
    branch = "分支机构" in type_text or name.endswith(("门市部", "门市", "分公司", "支行", "网点"))
    if branch or "公司" not in name:
        return "9"
    return "1"


def _capital(text: str) -> int:
    found = _CAPITAL.search(text.replace(" ", ""))
    return round(float(found[1].replace(",", "")) * 1_000_000) if found else 0


def _township(address: str) -> str:
    for township in TOWNSHIPS:
        if township[:2] in address:
            return township
    return next((now for old, now in _FORMER_TOWNSHIPS.items() if old in address), "")


def _trade(text: str, kind: str) -> Trade | None:
    if kind in ("4", "5"):
        return None
    return next((trade for trade in TRADES if trade.word[:2] in text), None)
