"""Penalties in the shape that six agencies share, within the terms of publication."""

from __future__ import annotations

import random

from app.training.codes import Row, fen, past, plus

_KINDS = {"轻微": ("警告", 0), "一般": ("罚款", 20_000), "严重": ("罚款、吊销许可证件", 200_000)}
_TERMS = {"轻微": 85, "一般": 300, "严重": 700}


def penalty(
    uscc: str,
    no: str,
    authority: str,
    law: str,
    fact: str,
    severity: str,
    decided: str,
    *,
    repaired: str = "",
    performed: bool = True,
) -> Row:
    """One decision; ``decided`` and ``repaired`` are ISO dates. Published at once, for a legal term."""
    kinds, fine = _KINDS[severity]
    row: Row = {
        "uscc": uscc,
        "decision_no": no,
        "case_name": fact[:30] + "案",
        "fact": fact,
        "kinds": kinds,
        "fine": fen(fine) if fine else None,
        "decision_date": decided,
        "authority": authority,
        "legal_basis": law,
        "severity": severity,
        "publish_from": decided,
        "publish_to": plus(decided, _TERMS[severity]),
        "perform_status": "已履行" if performed else "未履行",
        "perform_date": plus(decided, 5) if performed else None,
        "repair_status": "已修复" if repaired else "未申请",
    }
    if repaired:
        row["repair_date"] = repaired
    return row


def chance(
    rng: random.Random, health: float, uscc: str, mark: str, authority: str, law: str, fact: str
) -> Row | None:
    """A penalty with a chance that grows as health falls; most are minor."""
    if rng.random() > (1 - health) * 0.35:
        return None
    severity = rng.choices(("轻微", "一般", "严重"), (6, 3, 1))[0]
    decided = past(rng, 700, 12)
    no = f"{mark}罚〔{decided[:4]}〕{uscc[9:14]}{rng.randint(1, 99)}号"
    return penalty(uscc, no, authority, law, fact, severity, decided)
