"""A kept run can be made again and compared, wherever the same facts are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.catalogue.load import load
from app.errors import AppError, RefusedError
from app.merging.merge import merge
from app.rating import batches, kept, scheme
from app.rating.runs import run_rating, verify_run
from app.store import backup
from app.store.restoring import restore
from app.store.tables import rating_result
from tests.offices import (
    COMPANY,
    FARM,
    LEADER,
    WORD,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)

SCHEME = scheme.load()
CATALOGUE = load()
DAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> tuple[County, str]:
    county = found(tmp_path_factory.mktemp("county"))
    start_register(county)
    with county.as_("RH", LEADER) as store:
        run = run_rating(store, SCHEME, DAY)
    return county, run.run_id


def test_the_same_run_twice_is_one_run(rated: tuple[County, str]) -> None:
    """Two numbers for one rating would look like two opinions about an enterprise."""
    county, run_id = rated
    with county.as_("RH", LEADER) as store:
        again = run_rating(store, SCHEME, DAY)
        assert again.run_id == run_id
        assert verify_run(store, run_id, SCHEME).differs == ()
        assert verify_run(store, run_id[:8], SCHEME).holds


def test_kept_sheets_read_back_as_they_were_made(rated: tuple[County, str]) -> None:
    """A bank would otherwise see another sheet than the one that was computed."""
    county, run_id = rated
    with county.as_("RH", LEADER) as store:
        made = run_rating(store, SCHEME, DAY).sheets
        with store.read() as conn:
            assert list(kept.sheets(conn, run_id)) == made
            assert [one["id"] for one in kept.sheets(conn, run_id, FARM)] == [FARM]


def test_a_changed_result_is_found(rated: tuple[County, str]) -> None:
    """Whoever alters a kept grade behind the program must not get away with it."""
    county, run_id = rated
    with county.as_("RH", LEADER) as store:
        try:
            _alter(store, run_id, "AAA")
            verified = verify_run(store, run_id, SCHEME)
            assert not verified.holds
            assert verified.enterprises == (COMPANY,)
        finally:
            _alter(store, run_id, "NR")
        assert verify_run(store, run_id, SCHEME).holds


def _alter(store, run_id: str, grade: str) -> None:  # type: ignore[no-untyped-def]
    with store.write() as conn:
        conn.execute(
            rating_result.update()
            .where(rating_result.c.run_id == run_id, rating_result.c.uscc == COMPANY)
            .values(final_grade=grade)
        )


def test_a_run_verifies_after_a_restore_and_tells_new_facts(
    rated: tuple[County, str], tmp_path: Path
) -> None:
    """A court that asks for an old grade gets it proven, or is told why that is impossible."""
    county, run_id = rated
    with county.as_("RH", LEADER) as store:
        made = backup.backup(store, tmp_path / "backup")
    restored = County(tmp_path)
    with restore(made.folder, tmp_path / "RH", LEADER, WORD, CATALOGUE) as store:
        assert verify_run(store, run_id, SCHEME).differs == ()
    collect(county, "GD", "GD02", [bill(COMPANY, "4100000001", "2026-01", "1200")])
    with restored.as_("RH", LEADER) as store:
        merge(store, submit(county, "GD"))
        assert "facts" in verify_run(store, run_id, SCHEME).differs


def test_a_run_of_a_batch_rates_its_members_only(rated: tuple[County, str]) -> None:
    """The first hundred are rated before the others have been collected."""
    county, run_id = rated
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            chosen = batches.from_codes(conn, [FARM])
        batch_id = batches.make(store, "首批", chosen, reason="方案二（四）")
        run = run_rating(store, SCHEME, DAY, batch_id=batch_id)
        assert run.run_id != run_id
        assert [sheet["id"] for sheet in run.sheets] == [FARM]
        assert verify_run(store, run.run_id, SCHEME).differs == ()
        batches.retire(store, batch_id)
        with pytest.raises(RefusedError, match="B-RETIRED"):
            run_rating(store, SCHEME, DAY, batch_id=batch_id)
        with store.read() as conn:
            kept_rows = conn.scalars(
                sa.select(rating_result.c.uscc).where(rating_result.c.run_id == run.run_id)
            )
            assert list(kept_rows) == [FARM]


def test_an_unknown_run_or_another_scheme_is_refused(rated: tuple[County, str]) -> None:
    """Comparing with the wrong scheme would call an honest run false."""
    county, run_id = rated
    text = SCHEME.files["scheme.toml"].replace('version = "1"', 'version = "1b"')
    other = scheme.from_files({**SCHEME.files, "scheme.toml": text})
    with county.as_("RH", LEADER) as store:
        with pytest.raises(RefusedError, match="R-RUN-SCHEME"):
            verify_run(store, run_id, other)
        for unknown in ("", "zz", "%"):
            with pytest.raises(AppError, match="R-RUN"):
                verify_run(store, unknown, SCHEME)


def test_a_run_verifies_after_the_shipped_scheme_has_changed(rated: tuple[County, str]) -> None:
    """An update of the program must not make last year's grades unprovable."""
    county, _ = rated
    text = SCHEME.files["scheme.toml"].replace('version = "1"', 'version = "0"')
    older = scheme.from_files({**SCHEME.files, "scheme.toml": text})
    with county.as_("RH", LEADER) as store:
        run = run_rating(store, older, DAY)
        assert run.rating.scheme.sha256 != SCHEME.sha256
        assert verify_run(store, run.run_id).holds
