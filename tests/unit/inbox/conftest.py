"""Two agencies with a few packages, made once; each test looks with its own coordinator."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.collection import records, review
from tests.offices import (
    CLERK,
    COMPANY,
    FARM,
    LEADER,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:
    """SCJG's register is merged; GD has written three packages, one after the other."""
    county = found(tmp_path_factory.mktemp("inbox"))
    start_register(county)
    (first,) = collect(county, "GD", "GD02", [bill(COMPANY, "4112210001", "2026-01", "1000")])
    submit(county, "GD", 1)
    collect(county, "GD", "GD02", [bill(FARM, "4112210002", "2026-01", "2000")])
    submit(county, "GD", 2)
    with county.as_("GD", CLERK) as store:
        changed = {**bill(COMPANY, "4112210001", "2026-01", "1000"), "kwh": "1500"}
        records.change(store, "GD02", first, changed)
    with county.as_("GD", LEADER) as store:
        review.approve(store, "GD02", reasons={"*": "已核对原件"})
    submit(county, "GD", 3)
    return county


@pytest.fixture
def county(made: County, tmp_path: Path) -> County:
    """This test's own folder: the coordinator's office and the files."""
    mine = County(Path(shutil.copytree(made.folder, tmp_path / "county")))
    mine.card = made.card
    return mine
