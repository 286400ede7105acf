"""A round of collection: what agencies are told of it, and who is late."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import clock
from app.collection.coverage import declare
from app.errors import AppError
from app.merging import campaigns
from app.merging.merge import merge
from app.merging.registers import publish_register, receive_register
from app.merging.submission import write_submission
from app.outcomes.collection_progress import Standing, progress
from tests.offices import CLERK, COMPANY, LEADER, County, bill, collect, found, start_register

OPENED = datetime(2026, 3, 2, tzinfo=UTC)
PERIOD = (date(2024, 1, 1), date(2025, 12, 31))


@pytest.fixture
def county(tmp_path: Path) -> County:
    with clock.at(OPENED):
        made = found(tmp_path)
        start_register(made)
    return made


def standing(county: County, dataset: str, on: date, agency: str = "GD") -> Standing:
    with county.as_("RH", LEADER) as store:
        _, rows = progress(store, on)
    (one,) = [row for row in rows if (row.agency, row.dataset) == (agency, dataset)]
    return one


def test_a_round_goes_from_its_opening_to_the_last_report(county: County) -> None:
    """Nobody would know which period to report, until when, and who is still missing."""
    with county.as_("RH", LEADER) as store, clock.at(OPENED):
        with pytest.raises(AppError, match="C-CAMPAIGN"):
            progress(store, date(2026, 3, 2))
        with pytest.raises(AppError, match="R-PERIOD"):
            campaigns.open_campaign(store, "x", PERIOD[1], PERIOD[0])
        one = campaigns.open_campaign(store, "2026年采集", *PERIOD)
        later = campaigns.open_campaign(store, "补采", *PERIOD, prepare=True)
        with pytest.raises(AppError, match="C-RUNNING"):
            campaigns.begin(store, later)
        publish_register(store, county.package("names.xyb"), period="2026")
    with county.as_("GD", LEADER) as store:
        receive_register(store, county.package("names.xyb"))
        with store.read() as conn:
            (known,) = campaigns.campaigns(conn)
        assert (known.campaign_id, known.state) == (one, "进行")
        assert (known.register_due, known.rest_due) == ("2026-03-31", "2026-04-20")
        assert known.days_left(date(2026, 4, 1)) == 19
    assert standing(county, "GD02", date(2026, 4, 20)).late_days == 0
    late = standing(county, "GD02", date(2026, 4, 25))
    assert (late.state, late.late_days, late.rows) == ("未报", 5, 0)
    assert standing(county, "SC01", date(2026, 4, 2), "SCJG").late_days == 2
    with clock.at(datetime(2026, 4, 10, tzinfo=UTC)):
        collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2025-12", "1000")])
        report(county, "a.xyb")
        part = standing(county, "GD02", date(2026, 4, 25))
        assert (part.state, part.rows, part.late_days) == ("部分", 1, 5)
        assert part.last_package.startswith("2026-04-10")
        with county.as_("GD", CLERK) as store:
            declare(store, "GD02", *PERIOD)
        report(county, "b.xyb")
    whole = standing(county, "GD02", date(2026, 4, 25))
    assert (whole.state, whole.late_days) == ("完成", 0)
    with county.as_("RH", LEADER) as store:
        campaigns.close(store, one)
        with pytest.raises(AppError, match="C-STATE"):
            campaigns.close(store, one)
        campaigns.begin(store, later)
    with county.as_("RH", CLERK) as store, pytest.raises(AppError, match="R-ROLE"):
        campaigns.close(store, later)


def report(county: County, name: str) -> None:
    with county.as_("GD", LEADER) as store:
        write_submission(store, county.package(name), period="2026")
    with county.as_("RH", LEADER) as store:
        merge(store, county.package(name))
