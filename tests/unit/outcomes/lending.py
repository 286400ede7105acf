"""Banks that lend on the county's grades: entries, loans and packages for tests."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from app.outcomes import use
from app.outcomes.feedback import FeedbackTaken, receive_feedback, write_feedback
from app.outcomes.results import write_result
from app.outcomes.use_rules import Application
from tests.offices import CLERK, COMPANY, LEADER, County
from tests.unit.outcomes.banking import NSH, RUN, ZYH, keep_run, receive, sheet

GRANT: dict[str, Any] = {
    "decision": "批准",
    "decided_date": "2026-04-20",
    "amount": 50_000_000,
    "rate": 43_500,
}


def rated(county: County, run_id: str = RUN) -> None:
    """Both banks hold the company's grade AA of 2026-03-31."""
    keep_run(county, [sheet(COMPANY, "AA", [NSH, ZYH])], run_id=run_id)
    for bank in (NSH, ZYH):
        out = county.package(f"result-{bank}-{run_id[:1]}.xyb")
        with county.as_("RH", LEADER) as store:
            write_result(store, run_id, bank, out)
        assert receive(county, out, bank) == 1


def applied(**more: Any) -> Application:
    return Application(**{"uscc": COMPANY, "applied_date": "2026-04-10", **more})


def enter(county: County, bank: str = NSH, **more: Any) -> str:
    with county.as_(bank, CLERK) as store:
        return use.add(store, applied(**more))


def feed(county: County, name: str, bank: str = NSH, *, full: bool = False) -> Path:
    path = county.package(name)
    with county.as_(bank, LEADER) as store:
        write_feedback(store, path, full=full)
    return path


def take(county: County, path: Path) -> FeedbackTaken:
    with county.as_("RH", CLERK) as store:
        return receive_feedback(store, path)


def lend(county: County, office: str, bank: str, loan_no: str, **more: Any) -> None:
    """A loan of the company as an office holds it."""
    row = {
        "rec_id": uuid.uuid4().hex, "agency_code": bank, "uscc": COMPANY,
        "as_of_date": "2026-04-30", "row_status": "已上报", "rev_no": 1, "entered_by": "a",
        "entered_at": "2026-04-30T00:00:00Z", "audit_seq": 0, "superseded": 0,
        "loan_no": loan_no, "contract_no": "H", "amount": 40_000_000,
        "issue_date": "2026-04-22", "due_date": "2027-04-21", "rate": 43_500,
        "guarantee": "1", **more,
    }  # fmt: skip
    with county.as_(office, LEADER) as store, store.write() as conn:
        conn.execute(store.table("YH02").insert().values(row))
