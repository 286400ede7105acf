"""What the power company and the waterworks know: GD01 to GD03, GS01 to GS03."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from app.training.codes import AS_OF, Row, fen, months, next_month, past
from app.training.facts_market import Fact
from app.training.register import Enterprise


def account(entry: Enterprise, mark: str) -> str:
    """The enterprise's account number: 13 digits, unlike any other's by its code."""
    return f"{mark}{int(entry.uscc[8:17], 36) % 10**11:011d}"


def power_account(entry: Enterprise, capacity: int) -> Row:
    """The GD01 row; ``capacity`` in kVA."""
    return {
        "uscc": entry.uscc,
        "cons_no": account(entry, "41"),
        "cons_name": entry.name,
        "address": entry.address,
        "volt": "10kV" if capacity > 100 else "380V",
        "category": "农业生产" if entry.trade.section == "A" else "一般工商业",
        "capacity": capacity * 100,
        "open_date": max(entry.est_date, "2004-01-01"),
        "status": "在用",
        "pay_mode": "后付",
    }


def power(
    entry: Enterprise, kwh: Sequence[int], late: frozenset[int] = frozenset()
) -> Iterator[Row]:
    """24 monthly bills; ``kwh`` whole kWh; ``late`` the places of bills paid after they were due.

    A month without use costs a basic fee. The last bill is not due yet and not yet paid.
    """
    for at, (month, used) in enumerate(zip(months(), kwh, strict=True)):
        amount = used * 68 or 1500
        open_bill = at == 23
        row: Row = {
            "uscc": entry.uscc,
            "cons_no": account(entry, "41"),
            "month": month,
            "kwh": used * 100,
            "amount": amount,
            "due_date": next_month(month, 15),
        }
        if not open_bill:
            row |= {"paid": amount, "paid_date": next_month(month, 21 if at in late else 9)}
        yield row


def water_account(entry: Enterprise) -> Row:
    """The GS01 row."""
    return {
        "uscc": entry.uscc,
        "cons_no": account(entry, "72"),
        "meter_no": f"LXS{entry.uscc[10:16]}",
        "category": "非居民",
        "calibre": 25,
        "open_date": max(entry.est_date, "2006-01-01"),
        "status": "在用",
        "self_well": "N",
    }


def water(
    entry: Enterprise, m3: Sequence[int], late: frozenset[int] = frozenset()
) -> Iterator[Row]:
    """24 monthly bills; ``m3`` whole cubic metres; as :func:`power`."""
    for at, (month, used) in enumerate(zip(months(), m3, strict=True)):
        row: Row = {
            "uscc": entry.uscc,
            "cons_no": account(entry, "72"),
            "period": month,
            "m3": used * 100,
            "amount": used * 420,
            "due_date": next_month(month, 20),
        }
        if at != 23:
            row |= {"paid": used * 420, "paid_date": next_month(month, 26 if at in late else 11)}
        yield row


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of the power company and the waterworks for an ordinary enterprise."""
    base = max(60, round(entry.employees * entry.trade.hungry))
    trend = rng.uniform(-0.012, 0.006) + 0.008 * entry.health
    used = [round(base * rng.uniform(0.85, 1.15) * (1 + trend * at)) for at in range(24)]
    yield "GD", "GD01", power_account(entry, max(30, base // 150))
    yield from (("GD", "GD02", row) for row in power(entry, used, _late(entry, rng)))
    if rng.random() < (1 - entry.health) * 0.3:
        yield "GD", "GD03", _breach(entry, rng)
    if entry.kind in ("4", "5") or rng.random() < 0.35:
        return
    litres = [round(entry.employees * 4 * rng.uniform(0.8, 1.2)) + 3 for _ in range(24)]
    yield "GS", "GS01", water_account(entry)
    yield from (("GS", "GS02", row) for row in water(entry, litres, _late(entry, rng)))
    if rng.random() < (1 - entry.health) * 0.2:
        yield (
            "GS",
            "GS03",
            {
                "uscc": entry.uscc,
                "cons_no": account(entry, "72"),
                "kind": rng.choice(("欠费停水", "擅改用水性质")),
                "date": past(rng, 700),
                "amount": fen(rng.randint(100, 3000)),
                "settled": "Y",
            },
        )


def _late(entry: Enterprise, rng: random.Random) -> frozenset[int]:
    chance = (1 - entry.health) * 0.45
    return frozenset(at for at in range(23) if rng.random() < chance)


def _breach(entry: Enterprise, rng: random.Random) -> Row:
    happened = past(rng, 700, 40)
    return {
        "uscc": entry.uscc,
        "cons_no": account(entry, "41"),
        "kind": rng.choice(("欠费停电", "违约用电", "超容")),
        "date": happened,
        "kwh": rng.randint(100, 9000) * 100,
        "back_fee": fen(rng.randint(100, 6000)),
        "penalty": fen(rng.randint(100, 9000)),
        "settled": "N" if AS_OF.isoformat() < happened else "Y",
        "settled_date": AS_OF.isoformat(),
        "doc_no": f"渑电违〔{happened[:4]}〕{rng.randint(1, 400)}号",
    }
