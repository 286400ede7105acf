"""What the people's court knows: FY01 to FY04."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app.training.codes import Row, fen, past, plus
from app.training.facts_market import Fact
from app.training.register import Enterprise

COURT = "渑池县人民法院"


def case_no(filed: str, word: str, number: int) -> str:
    """A case number of the county court, e.g. ``（2025）豫1221民初123号``."""
    return f"（{filed[:4]}）豫1221{word}{number}号"


def suit(
    uscc: str, number: int, filed: str, closed: str | None, liability: str, subject: int
) -> Row:
    """A civil case against the enterprise; ``subject`` in yuan."""
    row: Row = {
        "uscc": uscc,
        "case_no": case_no(filed, "民初", number),
        "court": COURT,
        "cause": "买卖合同纠纷",
        "class": "民事",
        "role": "被告",
        "file_date": filed,
        "subject_amount": fen(subject),
        "counterparty": "自然人",
    }
    if closed:
        mode = {"调解": "调解", "撤诉": "撤诉"}.get(liability, "判决")
        row |= {"close_date": closed, "close_mode": mode, "liability": liability}
        if liability in ("败诉", "部分"):
            row |= {"owed": fen(subject), "performed": "已履行"}
    return row


def execution(uscc: str, number: int, filed: str, target: int, executed: int) -> Row:
    """An open enforcement case (closed once all is executed); yuan."""
    row: Row = {
        "uscc": uscc,
        "case_no": case_no(filed, "执", number),
        "court": COURT,
        "file_date": filed,
        "target": fen(target),
        "executed": fen(executed),
        "limit_high_consumption": "N" if executed >= target else "Y",
    }
    if executed >= target:
        row |= {"close_mode": "执行完毕", "close_date": plus(filed, 20)}
    return row


def dishonest(uscc: str, number: int, listed: str) -> Row:
    """A row of the list of dishonest judgment debtors, in force for two years."""
    return {
        "uscc": uscc,
        "case_no": case_no(listed, "执", number),
        "court": COURT,
        "file_date": listed,
        "duty": "支付货款",
        "performance": "全部未履行",
        "conduct": "有履行能力而拒不履行",
        "in_date": listed,
        "term_end": plus(listed, 730),
    }


def bankruptcy(uscc: str, number: int, accepted: str) -> Row:
    """An accepted reorganisation."""
    return {
        "uscc": uscc,
        "case_no": case_no(accepted, "破", number),
        "court": COURT,
        "kind": "破产重整",
        "accept_date": accepted,
        "administrator": "河南某律师事务所",
        "status": "重整中",
    }


def facts(entry: Enterprise, rng: random.Random) -> Iterator[Fact]:
    """All rows of the court for an ordinary enterprise."""
    number = int(entry.uscc[8:17], 36) % 10**6
    if rng.random() < 0.1 + (1 - entry.health) * 0.5:
        filed = past(rng, 700, 130)
        closed = plus(filed, rng.randint(40, 120)) if rng.random() < 0.8 else None
        liability = rng.choice(("败诉", "部分", "胜诉", "调解", "撤诉"))
        yield (
            "FY",
            "FY01",
            suit(entry.uscc, number, filed, closed, liability, rng.randint(3000, 400_000)),
        )
    if rng.random() < (1 - entry.health) * 0.4:
        target = rng.randint(3000, 300_000)
        done = target if rng.random() < 0.5 else target // 3
        yield "FY", "FY02", execution(entry.uscc, number + 1, past(rng, 700, 60), target, done)
    if entry.health < 0.45 and rng.random() < 0.3:
        yield "FY", "FY03", dishonest(entry.uscc, number + 2, past(rng, 500, 60))
    if entry.health < 0.3 and rng.random() < 0.2:
        yield "FY", "FY04", bankruptcy(entry.uscc, number + 3, past(rng, 400, 60))
