"""Offices made once and searched; every test writes in its own copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.disputes.searching import search, stale
from tests.offices import LEADER, County
from tests.unit.disputes.quarrels import with_quarrels


@pytest.fixture(scope="session")
def quarrels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county that all tests share; nobody writes there."""
    folder = tmp_path_factory.mktemp("quarrels")
    with with_quarrels(folder).as_("RH", LEADER) as store:
        assert stale(store)
        search(store)
    return folder


@pytest.fixture
def county(quarrels: Path, tmp_path: Path) -> County:
    """This test's own county."""
    shutil.copytree(quarrels, tmp_path / "county")
    return County(tmp_path / "county")
