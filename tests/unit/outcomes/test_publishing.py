"""What may be told outside the working group, and what stands in the way of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock
from app.errors import AppError, RefusedError
from app.outcomes import recommending
from app.outcomes.publishing import publish, published
from app.outcomes.recommending import GROUP, SUPERIOR
from app.outcomes.results import write_results
from app.rating import decisions
from app.rating.decisions import DOWN, UP
from app.store import audit
from app.store.list_tables import rating_publication
from app.store.tables import decision
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.outcomes.banking import NSH, RUN, ZYH, keep_run, sheet

DAY = date(2026, 3, 31)
NOW = datetime(2026, 4, 21, 6, tzinfo=UTC)


def unpublished(county: County, run_id: str = RUN, as_of: str = "2026-03-31") -> None:
    keep_run(county, [sheet(COMPANY, "AA", [NSH]), sheet(FARM, "A", [])], run_id, as_of)
    with county.as_("RH", LEADER) as store, store.write() as conn:
        conn.execute(sa.delete(rating_publication).where(rating_publication.c.run_id == run_id))


def test_nothing_of_a_run_leaves_before_it_is_published(banks: County, tmp_path: Path) -> None:
    """A trial run that a bank was sent is a grade that nobody decided upon."""
    unpublished(banks)
    with clock.at(NOW), banks.as_("RH", LEADER) as store:
        for tell in (
            lambda: write_results(store, RUN, [NSH], tmp_path),
            lambda: recommending.issue(store, RUN, "推荐", NSH),
            lambda: recommending.issue(store, RUN, "推荐", SUPERIOR),
        ):
            with pytest.raises(RefusedError, match="R-UNPUBLISHED"):
                tell()
        assert list(tmp_path.glob("*.xyb")) == []
        assert recommending.issue(store, RUN, "推荐", GROUP)
        assert publish(store, RUN[:8]) == RUN
        given = write_results(store, RUN, [NSH, ZYH], tmp_path)
        assert [(one.bank, one.enterprises) for one in given] == [(NSH, 1), (ZYH, 0)]
        again = write_results(store, RUN, [NSH], tmp_path)
        assert again[0].path != given[0].path
        with pytest.raises(RefusedError, match="R-PUBLISHED"):
            publish(store, RUN)
        with store.read() as conn:
            assert list(published(conn)) == [RUN]


def test_a_run_that_is_old_or_unsettled_is_not_published(banks: County) -> None:
    """Half a decision would change the grade the day after a bank was told."""
    unpublished(banks)
    with clock.at(NOW), banks.as_("RH", LEADER) as store:
        waiting = decisions.propose(store, UP, COMPANY, decided=DAY, reason="纪要3号")
        with pytest.raises(RefusedError, match="R-UNSETTLED"):
            publish(store, RUN)
        decisions.revoke(store, waiting, "写错企业")
        with pytest.raises(AppError, match="U-DECISION"):
            decisions.confirm(store, waiting)
        publish(store, RUN)
    unpublished(banks, "b" * 32, "2026-01-31")
    refused(banks, LEADER, NOW, "b" * 32, "R-OLDER")
    refused(banks, CLERK, NOW, "b" * 32, "R-ROLE")
    unpublished(banks, "c" * 32, "2026-04-01")
    refused(banks, LEADER, datetime(2027, 4, 3, 6, tzinfo=UTC), "c" * 32, "L-STALE")


def test_a_run_without_a_decision_signed_since_is_not_published(banks: County) -> None:
    """The group lowers a grade, and the run of the week before tells the bank the old one."""
    unpublished(banks)
    with clock.at(NOW), banks.as_("RH", LEADER) as store:
        with store.write() as conn:
            audit.append(conn, store, "rating.run", RUN, {})
        later = decisions.propose(store, DOWN, FARM, decided=date(2026, 4, 1), reason="纪要2号")
        missed = decisions.propose(store, DOWN, COMPANY, decided=DAY, reason="纪要3号")
        with store.write() as conn:
            conn.execute(decision.update().values(signer_1="另一名审核员"))
        decisions.confirm(store, later)
        decisions.confirm(store, missed)
        with pytest.raises(RefusedError, match=r"R-UNSETTLED.*1户"):
            publish(store, RUN)
        decisions.revoke(store, missed, "写错企业")
        assert publish(store, RUN) == RUN


def refused(county: County, operator: str, now: datetime, run_id: str, code: str) -> None:
    told = pytest.raises(RefusedError, match=code)
    with clock.at(now), county.as_("RH", operator) as store, told:
        publish(store, run_id)


def test_a_decision_needs_two_persons_an_enterprise_and_a_day_that_has_come(banks: County) -> None:
    """A slip of one officer must neither count nor stand beside the right one."""
    with clock.at(NOW), banks.as_("RH", LEADER) as store:
        for code, kind, uscc, day, reason in (
            ("U-DECISION-KIND", "UPP", COMPANY, DAY, "纪要"),
            ("R-REASON", UP, COMPANY, DAY, " "),
            ("R-DECISION-DATE", UP, COMPANY, date(2026, 5, 1), "纪要"),
            ("R-REGISTER", UP, "91411221MA00000000", DAY, "纪要"),
        ):
            with pytest.raises(AppError, match=code):
                decisions.propose(store, kind, uscc, decided=day, reason=reason)
        mine = decisions.propose(store, UP, COMPANY, decided=DAY, reason="纪要3号")
        with pytest.raises(RefusedError, match="R-DECISION-TWICE"):
            decisions.propose(store, UP, COMPANY, decided=DAY, reason="纪要3号")
        decisions.propose(store, DOWN, COMPANY, decided=DAY, reason="纪要4号")
        with pytest.raises(RefusedError, match="R-TWO-SIGNERS"):
            decisions.confirm(store, mine)
        with store.write() as conn:
            conn.execute(decision.update().values(signer_1="另一名审核员"))
        decisions.confirm(store, mine)
        with store.read() as conn:
            row = conn.execute(decision.select().where(decision.c.decision_id == mine)).one()
        assert decisions.state_of(row) == decisions.VALID
        decisions.revoke(store, mine, "会议纪要有误")
        with pytest.raises(AppError, match="U-DECISION"):
            decisions.revoke(store, mine, "再撤一次")
