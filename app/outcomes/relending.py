"""How far each bank's lending rests on the grades (用信统计), for re-lending (再贷款).

Sums are whole numbers, so that the banks' add up to the county's exactly; shares and averages are
fractions made of sums, and None where there is nothing to divide by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app import clock
from app.edition import BANK
from app.errors import UsageError
from app.keys.roles import Role
from app.outcomes import use
from app.outcomes.use_rules import GRANTED, REFUSED, WITHDRAWN
from app.rating.views import condition
from app.store.office_store import Store
from app.store.successions import successors


@dataclass(frozen=True)
class Figures:
    """One bank's sums in a period. Amounts are 分; ``*_interest`` sums 分 times 0.0001 %.

    Loans are YH02 issued in the period; decisions are entries decided in it. ``decided`` are
    grants and refusals, of which ``decided_rated`` relied on a grade; ``days`` from application to
    decision, summed over ``decided``; ``reasons`` why how many were refused.
    """

    loans: int = 0
    loan_amount: int = 0
    rated_loans: int = 0
    rated_loan_amount: int = 0
    decided: int = 0
    decided_rated: int = 0
    days: int = 0
    granted_rated: int = 0
    granted_rated_amount: int = 0
    granted_rated_interest: int = 0
    granted_ungraded: int = 0
    granted_ungraded_amount: int = 0
    granted_ungraded_interest: int = 0
    green: int = 0
    green_amount: int = 0
    refused: int = 0
    withdrawn: int = 0
    reasons: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: Figures) -> Figures:
        """Both together."""
        names = [field.name for field in fields(self) if field.name != "reasons"]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        reasons = Counter(dict(self.reasons)) + Counter(dict(other.reasons))
        return Figures(**sums, reasons=tuple(sorted(reasons.items())))

    @property
    def share(self) -> Fraction | None:
        """Of the loans issued, those that a rated use names, by number."""
        return _of(self.rated_loans, self.loans)

    @property
    def amount_share(self) -> Fraction | None:
        """The same by amount."""
        return _of(self.rated_loan_amount, self.loan_amount)

    @property
    def rated_rate(self) -> Fraction | None:
        """Average rate weighted by amount of what was granted with a grade, in 0.0001 %."""
        return _of(self.granted_rated_interest, self.granted_rated_amount)

    @property
    def ungraded_rate(self) -> Fraction | None:
        """The same of what was granted without."""
        return _of(self.granted_ungraded_interest, self.granted_ungraded_amount)

    @property
    def average_days(self) -> Fraction | None:
        """Days from application to decision, on average."""
        return _of(self.days, self.decided)


@dataclass(frozen=True)
class Statistics:
    """The figures of every bank by code, from ``first`` to ``last``, both included."""

    first: date
    last: date
    banks: dict[str, Figures]

    @property
    def total(self) -> Figures:
        """All banks together."""
        return sum(self.banks.values(), Figures())


def statistics(store: Store, first: date, last: date) -> Statistics:
    """The figures of a period at the coordinator. Raises ``R-ROLE``, ``U-PERIOD``.

    What a bank did that has merged into another counts with the other.
    """
    store.require(Role.ENTRY, Role.QUERY, Role.REVIEWER)
    if last < first:
        raise UsageError("U-PERIOD", "统计期的止日早于起日。", "请核对两个日期。")
    with store.read() as conn:
        heirs = successors(conn, clock.today())
        rows = [dict(row._mapping) for row in conn.execute(use.current())]
        rated = {
            (_heir(heirs, row["agency_code"]), row["loan_no"], row["uscc"])
            for row in rows
            if row["with_rating"] and row["decision"] == GRANTED
        }
        parts = [
            *_loans(store, conn, first, last, rated, heirs),
            *_decisions(rows, first, last),
        ]
    banks = {
        code: Figures()
        for code, one in store.catalogue.agencies.items()
        if one.kind == BANK and code not in heirs
    }
    for code, part in parts:
        bank = _heir(heirs, code)
        banks[bank] = banks.get(bank, Figures()) + part
    return Statistics(first, last, dict(sorted(banks.items())))


def _loans(
    store: Store,
    conn: sa.Connection,
    first: date,
    last: date,
    rated: set[tuple[str, str | None, str]],
    heirs: Mapping[str, str],
) -> Iterator[tuple[str, Figures]]:
    table = store.table("YH02").c
    counts = sa.text(condition(store.catalogue.data_sets["YH02"], clock.today()))
    query = sa.select(table.agency_code, table.loan_no, table.uscc, table.amount).where(
        table.issue_date.between(first.isoformat(), last.isoformat()), counts
    )
    for bank, loan_no, uscc, amount in conn.execute(query):
        named = (_heir(heirs, bank), loan_no, uscc) in rated
        yield (
            bank,
            Figures(
                loans=1,
                loan_amount=amount,
                rated_loans=int(named),
                rated_loan_amount=amount if named else 0,
            ),
        )


def _decisions(
    rows: list[dict[str, Any]], first: date, last: date
) -> Iterator[tuple[str, Figures]]:
    for row in rows:
        if row["decided_date"] and first.isoformat() <= row["decided_date"] <= last.isoformat():
            yield row["agency_code"], _decision(row)


def _decision(row: dict[str, Any]) -> Figures:
    if row["decision"] == WITHDRAWN:
        return Figures(withdrawn=1)
    rated = bool(row["with_rating"])
    applied, decided = (date.fromisoformat(row[f"{act}_date"]) for act in ("applied", "decided"))
    common = Figures(decided=1, decided_rated=int(rated), days=(decided - applied).days)
    if row["decision"] == REFUSED:
        return common + Figures(refused=1, reasons=((row["reason"].strip(), 1),))
    amount, interest = row["amount"], row["amount"] * row["rate"]
    kind = "rated" if rated else "ungraded"
    granted = {
        f"granted_{kind}": 1,
        f"granted_{kind}_amount": amount,
        f"granted_{kind}_interest": interest,
    }
    if row["green_channel"]:
        granted |= {"green": 1, "green_amount": amount}
    return common + Figures(**granted)


def _heir(heirs: Mapping[str, str], agency: str) -> str:
    return heirs.get(agency, agency)


def _of(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
