"""Offices made once, copied for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.offices import County
from tests.unit.outcomes import banking


@pytest.fixture(scope="session")
def banks_once(tmp_path_factory: pytest.TempPathFactory) -> County:
    return banking.county_with_banks(tmp_path_factory.mktemp("banks") / "c")


@pytest.fixture
def banks(banks_once: County, tmp_path: Path) -> County:
    return banking.copied(banks_once, tmp_path / "county")
