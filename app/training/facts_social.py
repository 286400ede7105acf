"""What the housing fund and the labour office know: GJ01 to GJ03, RS01 to RS05."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from app.training.codes import AS_OF, Row, fen, months, past
from app.training.facts_market import Fact
from app.training.penalties import chance
from app.training.register import Enterprise

LABOUR = "渑池县人力资源和社会保障局"
FUND = "三门峡市住房公积金管理中心"


def insured(
    entry: Enterprise, kind: str, persons: Sequence[int], unpaid: frozenset[int] = frozenset()
) -> Iterator[Row]:
    """24 months of one insurance; ``unpaid`` the places of months in arrears."""
    rate = {"1": 24, "3": 1, "4": 1}[kind]
    for at, (month, count) in enumerate(zip(months(), persons, strict=True)):
        base = count * fen(4200)
        payable = base * rate // 100
        paid = 0 if at in unpaid else payable
        yield {
            "uscc": entry.uscc,
            "month": month,
            "kind": kind,
            "persons": count,
            "base_total": base,
            "payable": payable,
            "paid": paid,
            "paid_date": f"{month}-25" if paid else None,
            "source": "人社",
        }


def fund(
    entry: Enterprise, persons: int, unpaid: frozenset[int] = frozenset()
) -> Iterator[tuple[str, Row]]:
    """GJ01 and 24 months of GJ02 at 8 % and 8 %."""
    yield (
        "GJ01",
        {
            "uscc": entry.uscc,
            "unit_no": f"3980{entry.uscc[10:17]}",
            "open_date": max(entry.est_date, "2010-01-01"),
            "status": "正常",
            "unit_rate": 800,
            "person_rate": 800,
        },
    )
    for at, month in enumerate(months()):
        base = persons * fen(4200)
        payable = base * 16 // 100
        paid = 0 if at in unpaid else payable
        yield (
            "GJ02",
            {
                "uscc": entry.uscc,
                "month": month,
                "persons": persons,
                "base_total": base,
                "payable": payable,
                "paid": paid,
                "paid_date": f"{month}-20" if paid else None,
            },
        )


def registration(entry: Enterprise) -> Row:
    """The RS01 row."""
    return {
        "uscc": entry.uscc,
        "unit_no": f"4112{entry.uscc[10:17]}",
        "reg_date": max(entry.est_date, "2005-01-01"),
        "kinds": "1、3、4",
        "status": "参保",
    }


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of the housing fund and the labour office for an ordinary enterprise."""
    if entry.kind == "1" and entry.employees > 15 and rng.random() < 0.5:
        unpaid = _arrears(entry, rng)
        yield from (("GJJ", code, row) for code, row in fund(entry, entry.employees, unpaid))
        if unpaid:
            owed = len(unpaid) * entry.employees * fen(4200) * 16 // 100
            yield (
                "GJJ",
                "GJ03",
                {"uscc": entry.uscc, "arrears_months": len(unpaid), "arrears": owed},
            )
    if entry.kind in ("1", "4"):
        yield "RS", "RS01", registration(entry)
        yield from (("RS", code, row) for code, row in _insurance(entry, rng))
    yield from (("RS", code, row) for code, row in _labour(entry, rng))


def _insurance(entry: Enterprise, rng: random.Random) -> Iterator[tuple[str, Row]]:
    persons = [max(1, entry.employees + rng.choice((-1, 0, 0, 1))) for _ in range(24)]
    unpaid = _arrears(entry, rng)
    kinds = ("1", "3", "4") if entry.employees > 10 else ("1",)
    for kind in kinds:
        yield from (("RS02", row) for row in insured(entry, kind, persons, unpaid))
    if unpaid:
        yield (
            "RS03",
            {
                "uscc": entry.uscc,
                "as_of": AS_OF.isoformat(),
                "arrears_months": len(unpaid),
                "arrears": sum(persons[at] * fen(4200) * 24 // 100 for at in unpaid),
            },
        )


def _labour(entry: Enterprise, rng: random.Random) -> Iterator[tuple[str, Row]]:
    if entry.kind == "1" and rng.random() < 0.3:
        letter = rng.choices("ABC", (5, 4, 1))[0]
        yield "RS04", {"uscc": entry.uscc, "grade": letter, "grade_year": 2024}
    row = chance(rng, entry.health, entry.uscc, "渑人社监", LABOUR, "《劳动保障监察条例》第二十六条", "拖欠劳动者工资")  # fmt: skip
    if row is not None:
        yield "RS04", {**row, "wage_arrears": fen(rng.randint(3000, 90_000)), "workers": rng.randint(1, 9), "listed": "N"}  # fmt: skip
    if rng.random() < (1 - entry.health) * 0.2:
        award = past(rng, 600)
        yield "RS05", {"uscc": entry.uscc, "case_no": f"渑劳人仲案〔{award[:4]}〕{rng.randint(1, 300)}号",
                       "award_date": award, "result": "支付劳动报酬", "amount": fen(rng.randint(3000, 50_000)),
                       "performed": rng.choice(("已履行", "部分", "未"))}  # fmt: skip


def _arrears(entry: Enterprise, rng: random.Random) -> frozenset[int]:
    if rng.random() > (1 - entry.health) * 0.6:
        return frozenset()
    return frozenset(range(24 - rng.randint(1, 5), 24))
