"""An office made by any earlier release opens, with everything that was in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.office import opened
from app.store import audit_check
from app.store.tables import metadata, rating_run
from tests.offices import LEADER, WORD

RELEASES = sorted((Path(__file__).parents[2] / "files" / "stores").iterdir())


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
@pytest.mark.parametrize("office", ["GD", "RH"])
def test_an_office_of_an_earlier_release_opens_with_its_rows(
    tmp_path: Path, release: Path, office: str
) -> None:
    """Otherwise an office would lose its work to an update."""
    shutil.copytree(release / office, tmp_path / office)
    with opened(tmp_path / office, LEADER, WORD) as store:
        with store.read() as conn:
            assert conn.scalar(sa.select(sa.func.count()).select_from(store.table("GD02"))) == 2
            if office == "RH":
                assert conn.scalar(sa.select(rating_run.c.result_sha256))
            for table in metadata.sorted_tables:
                conn.execute(sa.select(table).limit(1))
        assert audit_check.verify(store).entries > 0
    with opened(tmp_path / office, LEADER, WORD) as store, store.read() as conn:
        assert conn.exec_driver_sql("PRAGMA user_version").scalar_one() >= 2
