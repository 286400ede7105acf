from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.exchange.support import Known, Office, send


@pytest.fixture
def agency() -> Office:
    return Office("GD")


@pytest.fixture
def coordinator() -> Office:
    return Office("RH")


@pytest.fixture
def known(agency: Office) -> Known:
    return Known({agency.code: agency.public})


@pytest.fixture
def package(tmp_path: Path, agency: Office, coordinator: Office) -> Path:
    path = tmp_path / "GD-1.xyb"
    send(path, agency, coordinator)
    return path
