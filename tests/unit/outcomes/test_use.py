"""What a bank may note of its use of grades, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import AppError
from app.outcomes import use
from app.store.outcome_tables import credit_use
from app.store.tables import audit
from tests.offices import CLERK, FARM, LEADER, County
from tests.unit.outcomes.banking import NSH, ZYH
from tests.unit.outcomes.lending import GRANT, applied, enter, lend, rated

REFUSAL = {"decision": "拒绝", "decided_date": "2026-04-20"}

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "not in the register": ({"uscc": "91411221MA00000000"}, "R-USE-REGISTER"),
    "no such decision": ({"decision": "好"}, "R-USE-DECISION"),
    "granted nothing": ({**GRANT, "amount": 0}, "R-USE-AMOUNT"),
    "granted without amount": ({**GRANT, "amount": None}, "R-USE-AMOUNT"),
    "granted without rate": ({**GRANT, "rate": None}, "R-USE-RATE"),
    "a rate beyond 36 %": ({**GRANT, "rate": 360_001}, "R-USE-RATE"),
    "a negative rate": ({**GRANT, "rate": -1}, "R-USE-RATE"),
    "amount of what is open": ({"amount": 1}, "R-USE-AMOUNT"),
    "requested nothing": ({"requested": 0}, "R-USE-AMOUNT"),
    "applied tomorrow": ({"applied_date": "2999-01-01"}, "R-USE-DATE"),
    "no day": ({"applied_date": "2026-02-30"}, "R-USE-DATE"),
    "decided tomorrow": ({**GRANT, "decided_date": "2999-01-01"}, "R-USE-DATE"),
    "decided before applied": ({**GRANT, "decided_date": "2026-04-09"}, "R-USE-DATE"),
    "decided without a day": ({**GRANT, "decided_date": None}, "R-USE-DATE"),
    "open with a day": ({"decided_date": "2026-04-20"}, "R-USE-DATE"),
    "refused without reason": (REFUSAL, "R-USE-REASON"),
    "a reason of blanks": ({**REFUSAL, "reason": "  "}, "R-USE-REASON"),
    "no such model": ({"model": "XX"}, "R-USE-MODEL"),
    "a loan of what is open": ({"loan_no": "JJ1"}, "R-USE-LOAN"),
    "no grade that day": (
        {**GRANT, "applied_date": "2026-03-01", "decided_date": "2026-03-30", "with_rating": True},
        "R-USE-RATING",
    ),
    "a grade of another": ({**GRANT, "uscc": FARM, "with_rating": True}, "R-USE-RATING"),
    "a loan of another": ({**GRANT, "loan_no": "JJ-FARM"}, "R-USE-LOAN"),
}


def rows(county: County) -> int:
    with county.as_(NSH, LEADER) as store, store.read() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(credit_use)) or 0


def test_a_slip_is_refused_with_its_code_and_nothing_is_kept(banks: County) -> None:
    """Statistics for re-lending would rest on entries that cannot be true."""
    rated(banks)
    lend(banks, NSH, NSH, "JJ-FARM", uscc=FARM)
    with banks.as_(NSH, CLERK) as store:
        for case, (more, code) in BAD.items():
            with pytest.raises(AppError) as caught:
                use.add(store, applied(**more))
            assert caught.value.code == code, case
        use_id = use.add(store, applied())
        with pytest.raises(AppError, match="R-USE-RATE"):
            use.correct(store, use_id, **{**GRANT, "rate": 360_001})
        with pytest.raises(AppError, match="R-USE-SAME"):
            use.correct(store, use_id)
        with pytest.raises(AppError, match="U-USE"):
            use.correct(store, "x", reason="y")
    assert rows(banks) == 1


def test_a_correction_is_a_revision_that_keeps_the_grade_relied_on(banks: County) -> None:
    """A later run would otherwise be named as the ground of a decision made before it."""
    rated(banks)
    use_id = enter(banks, with_rating=True)
    rated(banks, "b" * 32)
    lend(banks, NSH, NSH, "JJ1")
    with banks.as_(NSH, CLERK) as store:
        assert use.correct(store, use_id, **GRANT, loan_no="JJ1", green_channel=True) == 2
        [one] = use.listed(store)
        assert (one["revision"], one["grade"], one["run_id"]) == (2, "AA", "a" * 32)
        assert (one["green_channel"], one["amount"], one["decision"]) == (1, 50_000_000, "批准")
        with pytest.raises(AppError, match="R-USE-LOAN"):
            use.add(store, applied(**GRANT, loan_no="JJ1"))
        with store.read() as conn:
            told = conn.scalars(sa.select(audit.c.action).where(audit.c.subject == use_id)).all()
    assert told == ["use.add", "use.correct"]
    assert rows(banks) == 2


def test_only_a_bank_notes_use(banks: County) -> None:
    """An agency that lends nothing would appear among the lenders."""
    with banks.as_("GD", CLERK) as store, pytest.raises(AppError, match="R-USE-BANK"):
        use.add(store, applied())
    assert enter(banks, ZYH)
