"""What the coordinator takes of banks' feedback, and what it refuses whole."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import AppError
from app.outcomes import use
from app.outcomes.feedback import write_feedback
from app.store.outcome_tables import credit_use
from app.store.tables import inbox
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.outcomes.banking import NSH, RUN, ZYH, signed
from tests.unit.outcomes.lending import GRANT, enter, feed, lend, rated, take


def kept(county: County) -> list[tuple[Any, ...]]:
    with county.as_("RH", LEADER) as store, store.read() as conn:
        found = sa.select(
            credit_use.c.agency_code, credit_use.c.revision, credit_use.c.decision
        ).order_by(credit_use.c.at, credit_use.c.use_id, credit_use.c.revision)
        return [tuple(row) for row in conn.execute(found)]


def test_new_revisions_travel_once_and_the_same_package_again_changes_nothing(
    banks: County,
) -> None:
    """Sums would count twice what was sent twice, or a correction would never arrive."""
    rated(banks)
    use_id = enter(banks, with_rating=True)
    first = feed(banks, "f1.xyb")
    assert (take(banks, first).new, take(banks, first).again) == (1, True)
    with banks.as_(NSH, LEADER) as store:
        with pytest.raises(AppError, match="P-NOTHING"):
            write_feedback(store, banks.package("f2.xyb"))
        assert not banks.package("f2.xyb").exists()
        use.correct(store, use_id, **GRANT)
    second = take(banks, feed(banks, "f2.xyb"))
    assert (second.new, second.known) == (1, 0)
    third = take(banks, feed(banks, "f3.xyb", full=True))
    assert (third.new, third.known) == (0, 2)
    assert kept(banks) == [(NSH, 1, "受理中"), (NSH, 2, "批准")]


def row(**more: Any) -> dict[str, Any]:
    return {
        "use_id": "11111111-2222-4333-8444-555555555555", "revision": 1, "agency_code": NSH,
        "uscc": COMPANY, "applied_date": "2026-04-10", "requested": None, "with_rating": 0,
        "run_id": None, "grade": None, "model": None, "green_channel": 0, "loan_no": None,
        "reason": None, "operator": CLERK, "at": "2026-04-21T01:00:00Z", **GRANT, **more,
    }  # fmt: skip


def content(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"region": "411221", "bank": NSH, "uses": list(rows), **more}


RATED = {"with_rating": 1, "run_id": RUN, "grade": "AA"}
BAD: dict[str, tuple[bytes | dict[str, Any], str]] = {
    "another county": (content(row(), region="411222"), "P-COUNTY"),
    "another bank": (content(row(), bank=ZYH), "M-FOREIGN"),
    "a row of another bank": (content(row(agency_code=ZYH)), "M-FOREIGN"),
    "another bank's loan": (content(row(loan_no="JJ-ZYH")), "M-FOREIGN"),
    "another bank's loan, second": (
        content(row(use_id=str(uuid.UUID(int=7))), row(loan_no="JJ-ZYH")),
        "M-FOREIGN",
    ),
    "another enterprise's loan": (content(row(loan_no="JJ-FARM")), "M-LOAN"),
    "an unknown enterprise": (content(row(uscc="91411221MA00000000")), "M-REGISTER"),
    "a run unheard of": (content(row(**{**RATED, "run_id": "c" * 32})), "M-RATING"),
    "a grade not given": (content(row(**{**RATED, "grade": "AAA"})), "M-RATING"),
    "a grade of another": (content(row(**RATED, uscc=FARM)), "M-RATING"),
    "a grade that does not hold yet": (
        content(row(**RATED, applied_date="2026-03-01", decided_date="2026-03-30")),
        "M-RATING",
    ),
    "a grade held no more": (content(row(**RATED, decided_date="2027-04-01")), "M-RATING"),
    "a revision missing": (content(row(revision=2)), "M-REVISION"),
    "a gap inside": (content(row(), row(revision=3)), "X-CONTENT"),
    "twice": (content(row(), row()), "X-CONTENT"),
    "no JSON": (b"{", "X-CONTENT"),
    "no object": (b"[]", "X-CONTENT"),
    "no rows": (content(), "X-CONTENT"),
    "rows a text": ({**content(), "uses": "x"}, "X-CONTENT"),
    "a row a number": (content(1), "X-CONTENT"),
    "a column more": (content(row(package_id="x")), "X-CONTENT"),
    "a column less": (content({"use_id": "x"}), "X-CONTENT"),
    "an amount of words": (content(row(amount="1")), "X-CONTENT"),
    "an amount a truth": (content(row(amount=True)), "X-CONTENT"),
    "granted nothing": (content(row(amount=0)), "X-CONTENT"),
    "a rate beyond 36 %": (content(row(rate=360_001)), "X-CONTENT"),
    "no day": (content(row(decided_date="2026-04-31")), "X-CONTENT"),
    "a flag of two": (content(row(green_channel=2)), "X-CONTENT"),
    "rated without a run": (content(row(with_rating=1)), "X-CONTENT"),
    "a run without rated": (content(row(run_id=RUN, grade="AA")), "X-CONTENT"),
    "an id of words": (content(row(use_id="甲")), "X-CONTENT"),
    "refused without reason": (
        content(row(decision="拒绝", amount=None, rate=None)),
        "X-CONTENT",
    ),
    "no such model": (content(row(model="XX")), "X-CONTENT"),
    "half a surrogate": (content(row(reason="\ud800")), "X-CONTENT"),
}


def send(county: County, content: bytes | dict[str, Any], name: str, bank: str = NSH) -> Path:
    told = content if isinstance(content, bytes) else json.dumps(content).encode()
    return signed(county, bank, "RH", "feedback", "data/uses.json", told, name)


@pytest.fixture(scope="module")
def lenders(banks_once: County, tmp_path_factory: pytest.TempPathFactory) -> County:
    from tests.unit.outcomes.banking import copied

    county = copied(banks_once, tmp_path_factory.mktemp("lenders") / "c")
    rated(county)
    lend(county, "RH", ZYH, "JJ-ZYH")
    lend(county, "RH", NSH, "JJ-FARM", uscc=FARM)
    return county


@pytest.mark.parametrize("case", BAD)
def test_a_signed_package_that_is_wrong_changes_nothing(lenders: County, case: str) -> None:
    """A faulty or greedy bank could claim another's loans, or spoil the county's statistics."""
    bad, code = BAD[case]
    path = lenders.package(f"{uuid.uuid4().hex}.xyb")
    with lenders.as_(NSH, LEADER) as store, store.write() as conn:
        conn.exec_driver_sql("DELETE FROM outbox WHERE kind = 'feedback'")  # each is the first
    send(lenders, bad, path.name)
    with pytest.raises(AppError) as caught:
        take(lenders, path)
    assert caught.value.code == code
    assert kept(lenders) == []
    with lenders.as_("RH", LEADER) as store, store.read() as conn:
        arrived = sa.select(inbox.c.seq).where(inbox.c.kind == "feedback")
        assert conn.scalars(arrived).all() == []


def test_other_words_for_a_revision_and_another_banks_entry_are_refused(banks: County) -> None:
    """What was reported could be rewritten afterwards, or taken over by another bank."""
    take(banks, send(banks, content(row()), "1.xyb"))
    with pytest.raises(AppError, match="M-DIFFERS"):
        take(banks, send(banks, content(row(amount=1)), "2.xyb"))
    mine = content(row(agency_code=ZYH, revision=2), bank=ZYH)
    with pytest.raises(AppError, match="M-FOREIGN"):
        take(banks, send(banks, mine, "3.xyb", ZYH))
    assert kept(banks) == [(NSH, 1, "批准")]


def test_a_loan_of_its_own_that_was_withdrawn_is_not_called_foreign(banks: County) -> None:
    """A bank that took a wrong record back would be told that it claims another's loan."""
    lend(banks, "RH", NSH, "JJ1", row_status="已撤回")
    lend(banks, "RH", ZYH, "JJ1")
    assert take(banks, send(banks, content(row(loan_no="JJ1")), "1.xyb")).new == 1


def test_an_agency_that_is_no_bank_sends_no_feedback(banks: County) -> None:
    """The power company would count among the lenders."""
    with banks.as_("GD", LEADER) as store, pytest.raises(AppError, match="R-USE-BANK"):
        write_feedback(store, banks.package("gd.xyb"))
    bad = content(row(agency_code="GD"), bank="GD")
    with pytest.raises(AppError, match="M-FOREIGN"):
        take(banks, send(banks, bad, "gd.xyb", "GD"))
