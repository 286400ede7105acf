"""A county in the middle of its work: offices made once, copied for every test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import clock
from app.collection.coverage import declare
from app.merging import campaigns
from app.merging.merge import merge
from app.merging.registers import publish_register, receive_register
from tests.offices import CLERK, COMPANY, LEADER, County, bill, collect, submit
from tests.unit.outcomes import banking
from tests.unit.outcomes.penalties import penalty

PERIOD = (date(2024, 1, 1), date(2025, 12, 31))
TODAY = datetime(2026, 4, 25, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def county_once(tmp_path_factory: pytest.TempPathFactory) -> County:
    """Two banks, a round that is on, the power company's bills, one penalty."""
    with clock.at(datetime(2026, 3, 2, tzinfo=UTC)):
        county = banking.county_with_banks(tmp_path_factory.mktemp("letters") / "c")
        with county.as_("RH", LEADER) as store:
            campaigns.open_campaign(store, "2026年信用信息采集", *PERIOD)
            publish_register(store, county.package("names.xyb"), period="2026")
        with county.as_("GD", LEADER) as store:
            receive_register(store, county.package("names.xyb"))
    with clock.at(datetime(2026, 4, 10, tzinfo=UTC)):
        bills = [bill(COMPANY, "41122100001", f"2025-{month}", "42000") for month in (11, 12)]
        collect(county, "GD", "GD02", bills)
        with county.as_("GD", CLERK) as store:
            declare(store, "GD02", *PERIOD)
        collect(county, "SCJG", "SC06", [penalty(1, fine="12300", confiscated="1680.32")])
        for agency, number in (("GD", 1), ("SCJG", 2)):
            package = submit(county, agency, number)
            with county.as_("RH", LEADER) as store:
                merge(store, package)
    return county


@pytest.fixture
def county(county_once: County, tmp_path: Path) -> Iterator[County]:
    """The county on 25 April 2026, five days after everything was due."""
    with clock.at(TODAY):
        yield banking.copied(county_once, tmp_path / "county")
