"""The coordinator's window over the office that the training county's campaign left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import clock
from app.catalogue.load import load
from app.store.office_store import Store
from app.training.offices import LEADER, Offices
from tests.county import copy_of, demo
from tests.gui.conftest import Opener
from ui.shell.window import Window

EVENING = datetime(2026, 4, 22, 6, 0, tzinfo=UTC)
"""Two days after the last deadline of the first campaign: all is merged, rated and published."""


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    """The clock stands after the campaign."""
    with clock.at(EVENING):
        yield


@pytest.fixture(scope="session")
def made_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county that all tests share; nobody writes there."""
    return demo(tmp_path_factory)[0]


@pytest.fixture
def county(made_county: Path, tmp_path: Path) -> Offices:
    """This test's own coordinator, with every package that lies on the sticks."""
    folder = copy_of(made_county, tmp_path / "county", "coordinator")
    return Offices.of_demo(folder, load())


@pytest.fixture
def opener(county: Offices, framed: Callable[[Store, str], Window]) -> Opener:
    """Opens the frame for one of the coordinator's operators."""

    def open_as(operator: str = LEADER, screen: str = "") -> Window:
        return framed(county.store(county.coordinator, operator), screen)

    return open_as
